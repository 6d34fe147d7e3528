"""The tar format: numbers, headers, extensions, entries."""
