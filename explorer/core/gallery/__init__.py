"""Many small pictures with names and classes, and where they come from."""
