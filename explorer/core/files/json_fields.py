"""JSON that others may have written, taken apart field by field, each checked."""

import json
import math
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

Taken = TypeVar("Taken")


class Malformed(ValueError):
    """What is wrong with the content, as a clause that fits into brackets."""


class Newer(Malformed):
    """The content is of a format that this version of the program does not know."""


def parse(text: str | bytes) -> Any:
    """Parse JSON as its standard has it, so without NaN and infinities.

    Raises
    ------
    Malformed
        Where it is none.
    """
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Malformed("it is no JSON") from error


def read(path: Path, most: int) -> Any:
    """Parse the JSON file at ``path``, of at most so many bytes.

    Raises
    ------
    OSError
        Where it cannot be read.
    Malformed
        Where it is longer, or no JSON.
    """
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise Malformed(f"it is longer than {most >> 10} KB")
    return parse(content)


class Fields:
    """A JSON object: take every field out once, then call :meth:`end`.

    Each method takes the field ``name`` and raises :class:`Malformed` where it is missing or not
    what is asked for.
    """

    def __init__(self, value: Any, place: str = "") -> None:
        if not isinstance(value, dict):
            raise Malformed(f"{place.rstrip('.') or 'it'} is no object")
        self._left: dict[str, Any] = dict(value)
        self._place = place

    def raw(self, name: str) -> Any:
        """Take any value."""
        if name not in self._left:
            raise self.malformed(name, "is missing")
        return self._left.pop(name)

    def known(self, name: str) -> bool:
        return name in self._left

    def names(self, most: int) -> list[str]:
        """Return the names of all fields that are left, of which there may be ``most``."""
        if len(self._left) > most:
            raise Malformed(f"{self._place or 'it'} has more than {most} fields")
        return list(self._left)

    def format(self, newest: int) -> int:
        """Take the field ``format``: 1 to ``newest``, or :class:`Newer`."""
        number = self.whole("format", 1)
        if number > newest:
            raise Newer(f"its format is {number}, and {newest} is the newest known here")
        return number

    def number(self, name: str, low: float = -math.inf, high: float = math.inf) -> float:
        """Take a finite number from ``low`` to ``high``, as float."""
        value = self.raw(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.malformed(name, "is no number")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not (math.isfinite(number) and low <= number <= high):
            raise self.malformed(name, f"is not from {low:g} to {high:g}")
        return number

    def numbers(self, name: str, most: int, count: int | None = None) -> tuple[float, ...]:
        """Take a list of at most ``most`` finite numbers, or of exactly ``count``."""
        values = self.items(name, most)
        if count is not None and len(values) != count:
            raise self.malformed(name, f"has {len(values)} numbers, not {count}")
        boxed = Fields({str(i): value for i, value in enumerate(values)}, f"{self._place}{name}.")
        return tuple(boxed.number(str(i)) for i in range(len(values)))

    def whole(self, name: str, low: int, high: int | None = None) -> int:
        """Take a whole number of at least ``low``, and at most ``high`` if that is given."""
        value = self.raw(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.malformed(name, "is no whole number")
        if value < low or (high is not None and value > high):
            raise self.malformed(name, f"is less than {low}" if value < low else f"is over {high}")
        return value

    def flag(self, name: str) -> bool:
        value = self.raw(name)
        if not isinstance(value, bool):
            raise self.malformed(name, "is neither true nor false")
        return value

    def text(self, name: str, most: int = 1000) -> str:
        """Take a text of at most ``most`` characters."""
        value = self.raw(name)
        if not isinstance(value, str) or len(value) > most:
            raise self.malformed(name, f"is no text of up to {most} characters")
        return value

    def items(self, name: str, most: int) -> list[Any]:
        """Take a list of at most ``most`` values."""
        value = self.raw(name)
        if not isinstance(value, list) or len(value) > most:
            raise self.malformed(name, f"is no list of up to {most}")
        return value

    def texts(self, name: str, most: int, length: int = 1000) -> tuple[str, ...]:
        """Take a list of at most ``most`` texts, each of at most ``length`` characters."""
        values = self.items(name, most)
        if not all(isinstance(value, str) and len(value) <= length for value in values):
            raise self.malformed(name, f"is no list of texts of up to {length} characters")
        return tuple(values)

    def inner(self, name: str) -> "Fields":
        """Take an object."""
        return Fields(self.raw(name), f"{self._place}{name}.")

    def each(self, name: str, most: int) -> list["Fields"]:
        """Take a list of at most ``most`` objects."""
        values = self.items(name, most)
        return [Fields(value, f"{self._place}{name}.{i}.") for i, value in enumerate(values)]

    def choice(self, name: str, choices: Callable[[str], Taken]) -> Taken:
        """Take a text that ``choices``, such as an Enum, knows."""
        text = self.text(name)
        try:
            return choices(text)
        except ValueError as error:
            raise self.malformed(name, "is not known") from error

    def path(self, name: str) -> Path | None:
        """Take a path, ``~`` meaning the user's folder; null as None."""
        text = self.optional(name, lambda name: self.text(name, 4096))
        if text is not None and (not text or "\0" in text):
            raise self.malformed(name, "is no path")
        try:
            return None if text is None else Path(text).expanduser()
        except RuntimeError as error:  # ~somebody who is not known here
            raise self.malformed(name, "names a user who is not known") from error

    def optional(self, name: str, take: Callable[[str], Taken]) -> Taken | None:
        """Take null as None, and anything else by ``take``, a method of this object."""
        if name in self._left and self._left[name] is None:
            return self.raw(name)  # type: ignore[no-any-return]
        return take(name)

    def end(self) -> None:
        """Raise :class:`Malformed` where a field is left that nobody took."""
        if self._left:
            raise self.malformed(_shortened(self._left), "is not known")

    def malformed(self, name: str, problem: str) -> Malformed:
        return Malformed(f'"{self._place}{name}" {problem}')


def _shortened(names: Collection[str]) -> str:
    return min(names)[:40]


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
