"""Paths of the puck: their points, how they are walked, and the films that come of it."""
