"""What fits beside what in a model set: asked before a training begins, and again at its end."""

from collections.abc import Sequence

from training.files.errors import UserError
from training.models.modelset import ModelSet

REPORTED = ("judge", "coursework-classifier")
"""Parts that reports alone look at: each is a set of its own, whatever it was trained beside."""
VOIDED_BY = {"vae": ("prior",), "classifier": ("critic", "pegasus")}
"""Parts that a new one makes meaningless: they were fitted to the old one's output."""


def voided(base: ModelSet, kind: str, classes: Sequence[str]) -> tuple[str, ...]:
    """Return the parts of ``base`` that a new one, of data with ``classes``, makes meaningless.

    The prior is among them, too, where a classifier counts other classes.
    """
    renamed = kind == "classifier" and tuple(classes) != base.classes
    return (*VOIDED_BY.get(kind, ()), *(("prior",) if renamed else ()))


def strangers(base: ModelSet | None, kind: str, classes: Sequence[str]) -> list[str]:
    """Return those of the data's classes that keep a new part out of ``base``, in order."""
    if base is None or kind == "classifier" or kind in REPORTED:
        return []
    return sorted(set(classes) - set(base.classes))


def refuse_strangers(base: ModelSet | None, kind: str, classes: Sequence[str]) -> None:
    """Raise a UserError where data with ``classes`` does not suit ``base``."""
    if unknown := strangers(base, kind, classes):
        raise UserError(
            f"The data has classes that the set's classifier does not know "
            f"({', '.join(unknown)}): train a classifier on it first, from scratch."
        )
