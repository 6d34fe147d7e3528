"""What would make an image smaller, found in its numbers. Pure."""
