"""Rules that know files by where they stand: one file a family, one pass for all of them. Pure."""
