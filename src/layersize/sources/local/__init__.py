"""Images in the folders that engines of this machine keep them in."""
