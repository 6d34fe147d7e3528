"""Packages of rpm: Fedora, Red Hat, SUSE and others; one file a kind of database."""
