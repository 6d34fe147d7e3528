"""Stages of a Dockerfile, built by docker and measured."""
