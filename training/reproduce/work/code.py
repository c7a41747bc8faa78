"""A name for the code that a result comes from, so that none outlives a change of it."""

import ast
import hashlib
from functools import cache
from pathlib import Path

from training.recipes import CourseworkClassifierRecipe, CourseworkVaeRecipe, Recipe

PACKAGE = Path(__file__).parents[2]
ALWAYS = (
    "learning/averaging.py",
    "learning/batches.py",
    "learning/device.py",
    "learning/losses.py",
    "measure/metrics.py",
    "data/augment.py",
    "data/subset.py",
    "reproduce/work/measuring.py",
)
COURSEWORK = ("tasks/coursework.py", "models/coursework.py")
CLASSIFIER = ("tasks/classifier.py",)
VAE = (
    "measure/looking.py",
    "tasks/reconstructing.py",
    "latent/scoring.py",
    "models/classifier.py",
    "models/judge.py",
    "models/vae.py",
    "reproduce/work/picturing.py",
)
OURS = ("learning/adversary.py", "tasks/vae.py", "learning/mixing.py", "models/discriminator.py")
"""What decides a result: how networks are made, trained and measured, but not how it is shown."""


def files_behind(recipe: Recipe) -> tuple[str, ...]:
    """Return the files that decide what comes of a recipe."""
    match recipe:
        case CourseworkClassifierRecipe():
            return (*ALWAYS, *COURSEWORK, *CLASSIFIER)
        case CourseworkVaeRecipe():
            return (*ALWAYS, *COURSEWORK, *VAE)
        case _:
            return (*ALWAYS, *VAE, *OURS)


@cache
def code_fingerprint(files: tuple[str, ...]) -> str:
    """Return the SHA-256 of the code in ``files``.

    Only what the code does counts: comments, docstrings and layout may change.
    """
    digest = hashlib.sha256()
    for name in files:
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
