"""Two measured images become one comparison. Pure."""
