"""What the specifications define: digests, platforms, names, configs, instructions."""
