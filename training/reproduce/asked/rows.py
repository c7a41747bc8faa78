"""The coursework's figures: what each claims, what decides it, and what shows it."""

from training.reproduce.asked.claims import Row
from training.reproduce.asked.rows_of_classifiers import CLASSIFIERS
from training.reproduce.asked.rows_of_vaes import VAES

ROWS: dict[str, Row] = CLASSIFIERS | VAES
"""Every figure and experiment by the word that asks for it on the command line."""
