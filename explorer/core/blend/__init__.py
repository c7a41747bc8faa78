"""From a board to a picture: modes, renderer, the plane filled, the reference."""
