"""Finding pegasi: a search that streams what it finds, each find one click from the canvas."""
