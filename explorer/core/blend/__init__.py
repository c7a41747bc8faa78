"""Ways to blend: a row for each."""
