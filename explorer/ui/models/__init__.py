"""The list of model sets: used, compared, renamed, deleted."""
