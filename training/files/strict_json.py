"""JSON that others may have written, read into types that say what is allowed of every field."""

import json
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, TypeVar, cast

import msgspec
from msgspec import Meta

from training.files.plain_file import open_file

Kind = TypeVar("Kind")
Share = Annotated[float, Meta(ge=0, le=1)]
MAX_CLAUSE = 300
"""Letters of what is said to be wrong."""
_ONE_AT_A_TIME = Lock()
"""msgspec 0.22 ends the process where two threads at once have it find out what a type holds."""


class Malformed(ValueError):
    """What is wrong with the content, as a clause that fits into brackets.

    What it quotes is cut where it is long, and shown as one line.
    """

    def __init__(self, what: str) -> None:
        line = "".join(letter if letter.isprintable() else "?" for letter in what[: MAX_CLAUSE + 1])
        super().__init__(line if len(line) <= MAX_CLAUSE else f"{line[:MAX_CLAUSE]}…")


class Newer(Malformed):
    """The content is of a format that this version of the program does not know."""


class Record(msgspec.Struct, forbid_unknown_fields=True):
    """A JSON object that is refused where a field is missing, or one is there that is not known."""


class _Format(msgspec.Struct):
    format: Annotated[int, Meta(ge=1)]


def read(path: Path, kind: type[Kind], most: int) -> Kind:
    """Read the JSON file at ``path``, of at most so many bytes, as :func:`decode` does.

    Raises
    ------
    OSError
        Where it cannot be read.
    Malformed
        Where it is longer, or ``decode`` refuses it.
    """
    return decode(read_bytes(path, most), kind)


def read_bytes(path: Path, most: int) -> bytes:
    """Return the content of a file, or raise :class:`Malformed` where it is longer than that."""
    with open_file(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise Malformed(f"it is longer than {most >> 10} KB")
    return content


def decode(content: bytes | str, kind: type[Kind]) -> Kind:
    """Return JSON as a ``kind``: what msgspec knows, and paths, ``~`` meaning the user's folder.

    JSON is taken as its standard has it, so without NaN and infinities, and no value for one of
    another type.

    Raises
    ------
    Malformed
        Where it is no JSON, or of another kind.
    """
    try:
        return _decoder(kind).decode(content)
    except msgspec.ValidationError as error:
        told = str(error).replace("`", '"')
        raise Malformed(told[:1].lower() + told[1:]) from error
    except (ValueError, RecursionError) as error:
        raise Malformed("it is no JSON") from error


def _decoder(kind: type[Kind]) -> msgspec.json.Decoder[Kind]:
    """Return what decodes a kind, ready to be used by any thread."""
    with _ONE_AT_A_TIME:
        return _built(cast(Hashable, kind))


@cache
def _built(kind: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast(Any, kind), dec_hook=_path)


def converted(value: Any, kind: type[Kind]) -> Kind:
    """Return what was read as numbers, texts, lists and dicts as a ``kind``.

    Raises
    ------
    ValueError
        Where it is another.
    """
    with _ONE_AT_A_TIME:
        return msgspec.convert(value, kind)


def check_format(content: bytes | str, newest: int) -> None:
    """Raise :class:`Newer` where ``format`` is over ``newest``, ``Malformed`` where it is none."""
    number = decode(content, _Format).format
    if number > newest:
        raise Newer(f"its format is {number}, and {newest} is the newest known here")


def encode(value: Any, indent: int = 0) -> bytes:
    """Return what :func:`decode` reads again; paths are made absolute, NaN and infinities null.

    What is no proper text, as the name of a file may be, has question marks in those places.
    """
    try:
        content = msgspec.json.encode(value, enc_hook=path_text)
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(value, enc_hook=path_text), ensure_ascii=False)
        content = msgspec.json.encode(json.loads(text.encode("utf-8", "replace")))
    return msgspec.json.format(content, indent=indent) if indent else content


def path_text(value: Any) -> str:
    """Return a path, the one thing that msgspec does not know, as it is written."""
    if not isinstance(value, Path):
        raise NotImplementedError(type(value))
    return str(value.absolute())


def _path(kind: type, value: Any) -> Any:
    if kind is not Path:
        raise NotImplementedError(kind)
    if not isinstance(value, str) or not value or "\0" in value or len(value) > 4096:
        raise ValueError("Expected a path")
    try:
        return Path(value).expanduser()
    except RuntimeError as error:  # ~somebody who is not known here
        raise ValueError("Expected the path of a user who is known") from error
