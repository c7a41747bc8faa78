"""What numbers a setting of a recipe can have: said beside the setting, known to whoever asks."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, get_type_hints

from training.files.errors import UserError


@dataclass(frozen=True)
class Within:
    """From ``least`` to ``most``, both included; each number, where a setting has several.

    From ``multiple`` on they are multiples of it, as where channels are normalised in groups.
    """

    least: float
    most: float = math.inf
    multiple: int = 1

    def refuse(self, name: str, value: Any) -> None:
        """Raise a UserError that says what a setting takes, where a value is none of it."""
        numbers = value if isinstance(value, tuple) else (value,)
        for number in numbers:
            if not self._has(number):
                raise UserError(f"{name} takes {self.words}, and {number} is here: choose another.")

    def _has(self, number: float) -> bool:
        fits = self.least <= number <= self.most  # which no NaN does
        return fits and (number < self.multiple or not number % self.multiple)

    @property
    def words(self) -> str:
        """What it allows: "2 to 3", "1 or more", "multiples of 4"."""
        reach = "or more" if self.most == math.inf else f"to {self.most:g}"
        groups = f"multiples of {self.multiple}"
        if self.multiple > 1 and self.least == self.multiple and self.most == math.inf:
            return groups
        more = f", and from {self.multiple} on {groups}" if self.multiple > 1 else ""
        return f"{self.least:g} {reach}{more}"


LARGEST = 1e30
"""Of a step or a weight: beyond it float32 has soon no numbers."""

Seed = Annotated[int, Within(0, 2**63 - 1)]
Count = Annotated[int, Within(0)]
OneOrMore = Annotated[int, Within(1)]
Share = Annotated[float, Within(0, 1)]
Factor = Annotated[float, Within(0, LARGEST)]
"""A step size, the weight of a loss, a decay."""


def bounds_of(recipe: type) -> dict[str, Within]:
    """Return the bounds of the settings of a recipe that have some, by their names."""
    return dict(_bounds(recipe))


def _bounds(recipe: type) -> Iterator[tuple[str, Within]]:
    for name, kind in get_type_hints(recipe, include_extras=True).items():
        for about in getattr(kind, "__metadata__", ()):
            if isinstance(about, Within):
                yield name, about


def refuse_out_of_bounds(recipe: Any) -> None:
    """Raise a UserError that says which setting of a recipe to change, and what it takes."""
    for name, bounds in bounds_of(type(recipe)).items():
        bounds.refuse(name.replace("_", " "), getattr(recipe, name))
