"""Images in engines that speak the API of Docker."""
