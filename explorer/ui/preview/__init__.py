"""The picture under the puck, large, and what is said of it."""
