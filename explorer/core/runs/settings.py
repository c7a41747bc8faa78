"""The settings of a recipe as rows of a form: what each is called, takes and is for."""

import inspect
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from training.bounds import Within, bounds_of
from training.files.errors import UserError
from training.recipes import Recipe

FIELD = re.compile(r'^    (\w+): [^\n]*\n    """(.*?)"""', re.MULTILINE | re.DOTALL)
"""A field of a recipe with the string below it."""


@dataclass(frozen=True)
class Setting:
    """A setting: its ``usual`` value tells its kind; ``choices`` are all, where they are few.

    ``length`` is how many values a tuple has to have; None where any number will do. ``bounds``
    are those of its number or numbers; None where it has none.
    """

    name: str
    usual: Any
    text: str
    choices: tuple[str, ...] = ()
    length: int | None = None
    bounds: Within | None = None

    @property
    def title(self) -> str:
        """What a form calls it."""
        return self.name.replace("_", " ").replace(" lr", " step").replace("kl", "KL").capitalize()

    def parse(self, text: str) -> Any:
        """Read a value that was typed; several are parted by commas or blanks.

        Raises
        ------
        UserError
            Where it is none of this kind, or out of bounds.
        """
        if not isinstance(self.usual, tuple):
            return text.strip()
        values = text.replace(",", " ").split()
        if self.length is not None and len(values) != self.length:
            raise UserError(f"{self.title} takes {self.length} values, and {len(values)} are here.")
        if not self.usual or isinstance(self.usual[0], str):
            return tuple(values)
        try:
            numbers = tuple(type(self.usual[0])(value) for value in values)
        except ValueError as error:
            raise UserError(f"{self.title} takes numbers: {text!r} is none.") from error
        if self.bounds is not None:
            self.bounds.refuse(self.title, numbers)
        return numbers

    def written(self, value: Any) -> str:
        """Write a value as :meth:`parse` reads it."""
        return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def settings_of(recipe: type[Recipe]) -> tuple[Setting, ...]:
    """Return the settings of a recipe, in order, each with its docstring."""
    texts = _texts(inspect.getfile(recipe))[recipe.__name__]
    kinds, usual, bounds = get_type_hints(recipe), recipe(), bounds_of(recipe)
    return tuple(
        Setting(
            field.name,
            getattr(usual, field.name),
            texts.get(field.name, ""),
            tuple(get_args(kinds[field.name])) if get_origin(kinds[field.name]) is Literal else (),
            _length(kinds[field.name]),
            bounds.get(field.name),
        )
        for field in fields(recipe)
    )


@cache
def _texts(file: str) -> dict[str, dict[str, str]]:
    """The string below each field of each recipe in a file, which Python itself does not keep.

    It is read from the source by pattern: Python's own parser fails now and then where another
    thread parses at the same time.
    """
    source = Path(file).read_text(encoding="utf-8")
    _, *parts = re.split(r"^class (\w+):$", source, flags=re.MULTILINE)
    classes = zip(parts[::2], parts[1::2], strict=True)
    return {
        name: {field: _in_words(text) for field, text in FIELD.findall(body)}
        for name, body in classes
    }


def _in_words(text: str) -> str:
    """One line, without the command line's own words."""
    return " ".join(text.split()).replace("--init shipped", "a start from weights in use")


def _length(kind: Any) -> int | None:
    given: Sequence[Any] = get_args(kind)
    return len(given) if get_origin(kind) is tuple and Ellipsis not in given else None
