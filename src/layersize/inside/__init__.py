"""The data of files of an image: shown, compared, written to disk."""
