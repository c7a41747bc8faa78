"""The page of results: words, curves, pictures."""
