"""A run, and the folder in which it is kept."""
