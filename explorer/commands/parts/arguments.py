"""Dataclasses from the command line; what is wrong there is one line, like every error."""

import io
import re
from contextlib import redirect_stderr
from pathlib import Path
from typing import Annotated, TypeVar

import tyro

from training.files.errors import UserError

T = TypeVar("T")

OptionalPath = Annotated[Path | None, tyro.conf.arg(metavar="PATH", help_behavior_hint="")]
OptionalFile = Annotated[Path | None, tyro.conf.arg(metavar="FILE", help_behavior_hint="")]
OptionalFolder = Annotated[Path | None, tyro.conf.arg(metavar="DIR", help_behavior_hint="")]
_MISSING = re.compile(r"Missing from (?P<command>.*): (?P<name>\S+) ")
"""How tyro begins to say which argument is missing; the whole help of that one follows."""


def parse(
    kind: type[T],
    subcommand: str,
    arguments: list[str],
    default: T = tyro.MISSING_NONPROP,
    description: str | None = None,
) -> T:
    """Make a ``kind`` (a dataclass, or a union of subcommands) from the command line.

    Its docstring, or ``description``, is the help text, those of its fields tell the settings;
    ``--help`` prints them and ends the program. ``default`` has what is not given.

    Raises
    ------
    UserError
        Where the arguments do not fit.
    """
    errors = io.StringIO()
    prog = f"pegasus {subcommand}"
    config = (tyro.conf.FlagCreatePairsOff, tyro.conf.EnumChoicesFromValues)
    try:
        with redirect_stderr(errors):
            return tyro.cli(
                kind,
                prog=prog,
                args=arguments,
                config=config,
                default=default,
                description=description,
            )
    except SystemExit as exit:
        if not exit.code:
            raise
        message = _message(errors.getvalue()) or "The arguments do not fit"
        raise UserError(f"{message}: see `{prog} --help`.") from None


def _message(box: str) -> str:
    """Return the text of the message that tyro prints, down to its first divider.

    It stands in a frame; where the terminal has no signs for one, below a line of dashes.
    """
    lines: list[str] = []
    for line in box.splitlines()[1:]:
        text = line.strip("│╭╮╰╯ ")
        if text.strip("─-"):
            lines.append(text)
        elif lines:
            break
    message = " ".join(lines).rstrip(" .:")
    if missing := _MISSING.match(message):
        return "{name} is missing after `{command}`".format(**missing.groupdict())
    return message[:1].upper() + message[1:]
