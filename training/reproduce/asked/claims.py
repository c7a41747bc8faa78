"""What is said of a figure of the coursework: claims, the questions behind them, what shows it."""

from dataclasses import dataclass
from typing import Literal

from training.reproduce.asked.questions import Question, values_of

PictureKind = Literal["rebuilt", "blends", "grid", "best"]


@dataclass(frozen=True)
class Claim:
    """A statement of the coursework in other words, and the questions that decide it.

    Attributes
    ----------
    classes
        How many classes the data must have for it; 0 for any number.
    """

    text: str
    questions: tuple[Question, ...]
    classes: int = 0


@dataclass(frozen=True)
class Curves:
    """Loss and accuracy of variants, epoch by epoch."""

    name: str
    variants: tuple[str, ...]


@dataclass(frozen=True)
class Bars:
    """One number of several variants, with each seed as a dot."""

    name: str
    figure: str
    variants: tuple[str, ...]


@dataclass(frozen=True)
class Pictures:
    """Pictures that a variant's first training has made."""

    name: str
    variant: str
    kind: PictureKind


@dataclass(frozen=True)
class Diagram:
    """The layers of a variant's network."""

    name: str
    variant: str


Figure = Curves | Bars | Pictures | Diagram


@dataclass(frozen=True)
class Row:
    """A figure of the coursework, or one of its experiments.

    Attributes
    ----------
    lead
        The variant that is it, where one training must stand for all.
    needs
        Classes that the data must have.
    """

    title: str
    lead: str
    text: str
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    needs: tuple[str, ...] = ()

    @property
    def variants(self) -> tuple[str, ...]:
        """Names of all trainings that claims and figures look at, each once."""
        asked = (value.variant for c in self.claims for q in c.questions for value in values_of(q))
        shown = (name for figure in self.figures for name in variants_of(figure))
        return tuple(dict.fromkeys((*shown, *asked)))


def variants_of(figure: Figure) -> tuple[str, ...]:
    """Return the variants that a figure shows."""
    return figure.variants if isinstance(figure, Curves | Bars) else (figure.variant,)
