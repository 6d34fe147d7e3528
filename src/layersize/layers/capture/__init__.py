"""What the walk keeps of what files say: package lists, and where secrets stand."""
