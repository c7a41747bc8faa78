"""Measurements of the real window: drawn in memory, with real events."""
