"""Stages of Dockerfiles: built by a docker client, read, measured."""
