"""The board beside another one: by another mode, by another model set, or as it was kept."""
