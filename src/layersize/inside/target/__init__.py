"""The folder that is extracted to: opened, made and written so that nothing leads out of it."""
