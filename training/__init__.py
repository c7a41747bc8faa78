"""Data, models and training of the pegasus explorer: needs torch, never Qt."""

__version__ = "0.1.0"
