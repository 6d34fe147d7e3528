"""What a file holds, on a screen of its own; loaded when the first file is opened."""
