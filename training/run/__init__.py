"""One run in its folder: loop, checkpoints, events, lock."""
