"""Reading tar and compressed streams; nothing here knows what an image is."""
