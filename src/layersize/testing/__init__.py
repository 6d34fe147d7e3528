"""Sizes in test suites: measured images whose numbers explain themselves when an assert fails."""
