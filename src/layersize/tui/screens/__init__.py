"""What fills the terminal at a time."""
