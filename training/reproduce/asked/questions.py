"""What a claim comes down to: a comparison of measured numbers, as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """A number of each training of a variant."""

    variant: str
    figure: str


@dataclass(frozen=True)
class Better:
    """``first`` is above ``second`` by at least ``margin``, whatever the seed.

    Where neither reaches ``floor`` both are too low for that to say anything.
    """

    first: Value
    second: Value
    margin: float
    floor: float = 0.0


@dataclass(frozen=True)
class NoBetter:
    """``first`` is not above ``second`` by ``margin``.

    Where neither reaches ``floor`` both are too low for that to say anything.
    """

    first: Value
    second: Value
    margin: float
    floor: float = 0.0


@dataclass(frozen=True)
class Alike:
    """``first`` and ``second`` are less than ``margin`` apart."""

    first: Value
    second: Value
    margin: float


@dataclass(frozen=True)
class Times:
    """``first`` is at least ``factor`` times ``second``."""

    first: Value
    second: Value
    factor: float


@dataclass(frozen=True)
class Reaches:
    """``value`` is ``least`` or more; between ``nearly`` and that is open."""

    value: Value
    least: float
    nearly: float


@dataclass(frozen=True)
class Stays:
    """``value`` is ``most`` or less; between that and ``nearly`` is open."""

    value: Value
    most: float
    nearly: float


Question = Better | NoBetter | Alike | Times | Reaches | Stays
Comparison = Better | NoBetter | Alike
"""Questions that chance could answer, so several seeds are asked."""


def values_of(question: Question) -> tuple[Value, ...]:
    """Return the numbers that a question is about."""
    match question:
        case Reaches() | Stays():
            return (question.value,)
        case _:
            return (question.first, question.second)
