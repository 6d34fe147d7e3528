"""Images saved as tarballs: their blobs as they are, and documents that name them."""
