"""What is measured: rows of the table, and the figures that stand in them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from explorer.core.home.home import Home


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes
    ----------
    key
        Such as ``drag.linear.p50``; dots nest it in the JSON.
    words
        What is measured, for who reads the table.
    unit
        Of the value; ``×`` is a ratio of two things measured in turns in the same run.
    at_most, at_least
        What is to be reached; without either the value is only told.
    """

    key: str
    words: str
    unit: str = "×"
    at_most: float | None = None
    at_least: float | None = None

    @property
    def reach(self) -> str:
        """What is to be reached, as it is written; empty for nothing."""
        signs = (("≤", self.at_most), ("≥", self.at_least))
        return " ".join(f"{sign} {limit:g}" for sign, limit in signs if limit is not None)

    def falls_short(self, value: float | None) -> bool:
        """Return whether a value is not what is to be reached; so is one that is missing."""
        if not self.reach:
            return False
        if value is None:
            return True
        over = self.at_most is not None and value > self.at_most
        return over or (self.at_least is not None and value < self.at_least)


@dataclass(frozen=True)
class Spread:
    """What samples are like: their median, and what nine of ten and 99 of 100 stay below."""

    p50: float
    p90: float
    p99: float
    samples: int


def spread(samples: Sequence[float]) -> Spread | None:
    """Return how samples are spread; None where there are none."""
    if not len(samples):
        return None
    p50, p90, p99 = np.percentile(samples, (50, 90, 99)).tolist()
    return Spread(p50, p90, p99, len(samples))


@dataclass(frozen=True)
class Figure:
    """What was measured for a row.

    Attributes
    ----------
    value
        In the row's unit; None where it could not be measured, and ``note`` says why.
    spread
        Of the single measurements, in milliseconds.
    beside
        Other numbers of the same run, by name with the unit at its end, such as ``alone_ms``.
    curve
        Points (x, y) of a chart.
    note
        What there is to say.
    """

    value: float | None
    spread: Spread | None = None
    beside: Mapping[str, float] = field(default_factory=dict)
    curve: tuple[tuple[float, float], ...] = ()
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what there is of it, as JSON has it."""
        empty: tuple[Any, ...] = (None, (), {}, "")
        known = {name: value for name, value in asdict(self).items() if value not in empty}
        return {"value": self.value, **known}


@dataclass(frozen=True)
class Bench:
    """What a measurement works with.

    Attributes
    ----------
    home
        A home of its own, empty at first.
    models
        Folder of the model set.
    data
        A data set; None where none is at hand.
    device
        What computes: auto, cpu, cuda or mps.
    seconds
        How long each drag goes on.
    quick
        Whether to measure little, to see that all of it works.
    sizes
        Of the large galleries, in pictures; none for the usual ones.
    """

    home: Home
    models: Path
    data: Path | None = None
    device: str = "auto"
    seconds: float = 20.0
    quick: bool = False
    sizes: tuple[int, ...] = ()


Figures = dict[str, Figure]


@dataclass(frozen=True)
class Measurement:
    """Rows that are measured together, by ``measure(bench, keys)`` of a module of this room.

    It takes a :class:`Bench` and the keys that are wanted, and returns :data:`Figures`.
    """

    module: str
    rows: tuple[Row, ...]

    def wanted(self, only: Sequence[str]) -> frozenset[str]:
        """Return the keys of its rows that begin with one of ``only``; without any, all."""
        keys = (row.key for row in self.rows)
        return frozenset(key for key in keys if not only or any(_is_under(key, o) for o in only))


def _is_under(key: str, wanted: str) -> bool:
    return key == wanted or key.startswith(wanted.rstrip(".*") + ".")
