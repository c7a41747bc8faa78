"""Retraining in the window: what to train, how it goes, what came out."""
