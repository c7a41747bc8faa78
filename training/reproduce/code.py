"""A name for the code that a result comes from, so that none outlives a change of it."""

import ast
import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
ALWAYS = (
    "averaging.py",
    "batches.py",
    "coursework.py",
    "losses.py",
    "metrics.py",
    "data/augment.py",
    "data/subset.py",
    "models/coursework.py",
    "reproduce/curves.py",
    "reproduce/measuring.py",
)
CLASSIFIERS = ("classifying.py",)
VAES = (
    "adversary.py",
    "drawing.py",
    "figures.py",
    "mixing.py",
    "reconstructing.py",
    "latent/scoring.py",
    "models/classifier.py",
    "models/discriminator.py",
    "models/vae.py",
    "reproduce/picturing.py",
)
"""What decides a result: how networks are made, trained and measured, but not how it is shown."""


@cache
def code_fingerprint(classifies: bool) -> str:
    """Return the SHA-256 of the code that decides the results of classifiers, or of VAEs.

    Only what the code does counts: comments, docstrings and layout may change.
    """
    digest = hashlib.sha256()
    for name in (*ALWAYS, *(CLASSIFIERS if classifies else VAES)):
        digest.update(name.encode() + bare((PACKAGE / name).read_text(encoding="utf-8")).encode())
    return digest.hexdigest()


def bare(source: str) -> str:
    """Return Python source without comments and docstrings, laid out in one way."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        block = getattr(node, "body", None)
        if isinstance(block, list):
            node.body = [one for one in block if not _is_words(one)] or [ast.Pass()]  # type: ignore[attr-defined]
    return ast.unparse(tree)


def _is_words(node: ast.AST) -> bool:
    """Whether a statement is a mere string, as docstrings are."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
