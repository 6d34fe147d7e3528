"""Size budgets: reading them, judging by them, explaining what exceeds them; no I/O."""
