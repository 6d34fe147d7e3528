"""Images of container engines, by the Docker API."""
