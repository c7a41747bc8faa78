"""A name for the code that a result comes from, so that none outlives a change of it."""

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
FILES = (
    "adversary.py",
    "averaging.py",
    "batches.py",
    "classifying.py",
    "coursework.py",
    "drawing.py",
    "figures.py",
    "losses.py",
    "metrics.py",
    "mixing.py",
    "reconstructing.py",
    "data/augment.py",
    "data/subset.py",
    "latent/scoring.py",
    "models/classifier.py",
    "models/coursework.py",
    "models/discriminator.py",
    "models/vae.py",
    "reproduce/curves.py",
    "reproduce/measuring.py",
    "reproduce/picturing.py",
)
"""What decides a result: how networks are made, trained and measured, but not how it is shown."""


@cache
def code_fingerprint() -> str:
    """Return the SHA-256 of the files that decide a result."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(name.encode() + (PACKAGE / name).read_bytes())
    return digest.hexdigest()
