"""The settings of a recipe as rows of a form: what each is called, takes and is for."""

import ast
import inspect
from collections.abc import Sequence
from dataclasses import dataclass, fields
from textwrap import dedent
from typing import Any, Literal, get_args, get_origin, get_type_hints

from training.files.errors import UserError
from training.recipes import Recipe


@dataclass(frozen=True)
class Setting:
    """A setting: its ``usual`` value tells its kind; ``choices`` are all, where they are few.

    ``length`` is how many values a tuple has to have; None where any number will do.
    """

    name: str
    usual: Any
    text: str
    choices: tuple[str, ...] = ()
    length: int | None = None

    @property
    def title(self) -> str:
        """What a form calls it."""
        return self.name.replace("_", " ").replace(" lr", " step").replace("kl", "KL").capitalize()

    def parse(self, text: str) -> Any:
        """Read a value that was typed; several are parted by commas or blanks.

        Raises
        ------
        UserError
            Where it is none of this kind.
        """
        if not isinstance(self.usual, tuple):
            return text.strip()
        values = text.replace(",", " ").split()
        if self.length is not None and len(values) != self.length:
            raise UserError(f"{self.title} takes {self.length} values, and {len(values)} are here.")
        if not self.usual or isinstance(self.usual[0], str):
            return tuple(values)
        try:
            return tuple(type(self.usual[0])(value) for value in values)
        except ValueError as error:
            raise UserError(f"{self.title} takes numbers: {text!r} is none.") from error

    def written(self, value: Any) -> str:
        """Write a value as :meth:`parse` reads it."""
        return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def settings_of(recipe: type[Recipe]) -> tuple[Setting, ...]:
    """Return the settings of a recipe, in order, each with its docstring."""
    texts, kinds, usual = _docstrings(recipe), get_type_hints(recipe), recipe()
    return tuple(
        Setting(
            field.name,
            getattr(usual, field.name),
            texts.get(field.name, ""),
            tuple(get_args(kinds[field.name])) if get_origin(kinds[field.name]) is Literal else (),
            _length(kinds[field.name]),
        )
        for field in fields(recipe)
    )


def _docstrings(kind: type[Recipe]) -> dict[str, str]:
    """The string below each field, which Python itself does not keep."""
    (body,) = ast.parse(dedent(inspect.getsource(kind))).body
    assert isinstance(body, ast.ClassDef)
    told: dict[str, str] = {}
    for field, after in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            told[field.target.id] = _text(after)
    return told


def _text(node: ast.stmt) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return " ".join(str(node.value.value).split())
    return ""


def _length(kind: Any) -> int | None:
    given: Sequence[Any] = get_args(kind)
    return len(given) if get_origin(kind) is tuple and Ellipsis not in given else None
