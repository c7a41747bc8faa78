"""Reading data sets and keeping them as memory-mapped pictures."""
