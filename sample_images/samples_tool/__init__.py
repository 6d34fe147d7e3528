"""What `samples.py` is made of."""
