"""Two measured images become one comparison; pure: no I/O, no clock, no environment."""
