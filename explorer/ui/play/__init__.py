"""Chance, by a seed: random pairs, surprises, dreams of a class, variations of what is seen."""
