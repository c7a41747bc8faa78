"""The strip of favourites, and what is done with them."""
