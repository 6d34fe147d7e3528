"""The columns of every listing: what a row says, piece by piece."""
