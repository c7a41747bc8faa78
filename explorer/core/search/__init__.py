"""The search for pegasi. It never asks the judge."""
