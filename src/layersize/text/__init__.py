"""Text that is safe to show, sizes in words, JSON."""
