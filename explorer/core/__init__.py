"""What the program knows and does, without Qt."""
