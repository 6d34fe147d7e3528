"""What earlier runs found out, in files of the user's cache folder."""
