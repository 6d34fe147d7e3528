"""Dockerfiles: instructions, stages, and which layer came from which line; pure."""
