"""Reports as text with bars and columns."""
