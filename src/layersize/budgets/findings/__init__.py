"""Limits of what findings say: what they save, which may not be, which are left out."""
