"""A favourite: a PNG of 32 x 32 pixels with its recipe in one ``iTXt`` chunk, ``pegasus``."""

import io
import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray
from PIL.PngImagePlugin import PngInfo, putchunk

from explorer.core.board.board import Board, Source
from explorer.core.favourites.recipe import (
    FORMAT,
    Recipe,
    StoredRecipe,
    recipe_of,
    restored_recipe,
    stored_recipe,
)
from training.files.errors import UserError
from training.files.png import encode_png, read_png
from training.files.strict_json import Malformed, Newer, check_format, decode, encode

if TYPE_CHECKING:
    from explorer.core.blend.renderer import RenderResult
    from training.models.modelset import ModelSet

KEYWORD = "pegasus"
MAX_TEXT = 1 << 20
MAX_FILE_BYTES = 8 << 20
MAX_RATING = 5
MAX_NOTES = 10_000
MAX_TAGS, MAX_TAG = 64, 100
_TEXTS = (b"iTXt", b"zTXt", b"tEXt")
"""What a recipe is found in, should another program have packed it anew."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, eq=False)
class Favourite:
    """A picture (32, 32, 3) uint8 that was kept, its recipe, and what the user says of it.

    ``rating`` is 0 (none) to 5. ``path`` is None before it was saved.
    """

    picture: NDArray[np.uint8]
    recipe: Recipe
    rating: int = 0
    notes: str = ""
    path: Path | None = None
    tags: tuple[str, ...] = ()

    def as_source(self, name: str) -> Source:
        """Return it as a picture to blend: by its latent, where the VAE that made it is in use."""
        return Source.of(name, None, self.picture, self.recipe.own_latent)


class _Stored(StoredRecipe, omit_defaults=True):
    """``tags`` are left out where there are none, as earlier versions know no such field."""

    rating: Annotated[int, Meta(ge=0, le=MAX_RATING)]
    notes: Annotated[str, Meta(max_length=MAX_NOTES)]
    tags: Annotated[
        tuple[Annotated[str, Meta(max_length=MAX_TAG)], ...], Meta(max_length=MAX_TAGS)
    ] = ()


class NoRecipe(UserError):
    """The file is a picture without a recipe, and no favourite."""


class _Plain(Malformed):
    """There is no recipe in a PNG file."""


def encode_favourite(favourite: Favourite) -> bytes:
    """Return the content of a favourite's file.

    Raises
    ------
    UserError
        Where rating or notes are out of bounds, the recipe is longer than 1 MiB, or it could not
        be read again.
    """
    _check_notes(favourite.rating, favourite.notes, favourite.tags)
    recipe = msgspec.structs.asdict(stored_recipe(favourite.recipe))
    stored = _Stored(**recipe, rating=favourite.rating, notes=favourite.notes, tags=favourite.tags)
    info = PngInfo()
    info.add_itxt(KEYWORD, _text(stored))
    content = encode_png(favourite.picture, info)
    try:
        decode_favourite(content)
    except Malformed as error:
        raise UserError(f"This picture cannot be kept ({error}): change that first.") from error
    return content


def favourite_file(
    modelset: "ModelSet", board: Board, result: "RenderResult", parents: Sequence[str] = ()
) -> bytes:
    """Return the content of a favourite's file for a rendered board, which has a pin."""
    recipe = recipe_of(board, result, modelset, tuple(parents))
    assert result.picture is not None  # the board has a pin, and there was no error
    return encode_favourite(Favourite(result.picture, recipe))


def read_favourite(path: Path) -> Favourite:
    """Read a favourite, whoever wrote it.

    Raises
    ------
    NoRecipe
        Where the file is a picture without a recipe.
    UserError
        Where it cannot be read, is damaged, or comes from a newer version of the program.
    """
    with _explained(path):
        return replace(decode_favourite(_read(path)), path=path)


def annotated(path: Path, rating: int, notes: str, tags: Sequence[str] = ()) -> bytes:
    """Return the content of a favourite's file with another rating, other notes and tags.

    Every other chunk stays as it is, to the byte, and so does what else the recipe says.

    Raises
    ------
    UserError
        As ``read_favourite`` and ``encode_favourite`` do.
    """
    _check_notes(rating, notes, tags)
    content = _read(path)
    with _explained(path):
        decode_favourite(content)  # what cannot be read is not written again
        stored = decode(read_png(content)[1][KEYWORD], dict[str, Any])
        stored = {**stored, "rating": rating, "notes": notes, "tags": list(tags)}
        if not tags:
            del stored["tags"]
        return _with_text(content, _text(stored))


def decode_favourite(content: bytes) -> Favourite:
    """Take a favourite out of a file's content.

    Raises
    ------
    Malformed
        Where it is damaged, or holds no recipe.
    """
    if not content.startswith(_SIGNATURE) or not any(map(_is_recipe, _chunks(content))):
        raise _Plain("it has no recipe inside")
    picture, texts = read_png(content)
    if KEYWORD not in texts:  # as where its chunk ends behind the keyword
        raise Malformed("its recipe is cut short")
    stored = _parse(texts[KEYWORD])
    return Favourite(
        picture, restored_recipe(stored), stored.rating, stored.notes, tags=stored.tags
    )


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UserError(f"There is no file {path}: choose another favourite.")
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror or error}): choose another favourite."
        ) from error
    if len(content) > MAX_FILE_BYTES:
        raise NoRecipe(f"{path} is too large to be a favourite: open it as a picture.")
    return content


def _parse(text: str) -> _Stored:
    if len(text) >= MAX_TEXT:
        raise Malformed("it is longer than 1 MiB")
    check_format(text, FORMAT)
    return decode(text, _Stored)


def _text(stored: _Stored | dict[str, Any]) -> str:
    text = json.dumps(json.loads(encode(stored)))  # in ASCII: other programs pack texts anew
    if len(text) >= MAX_TEXT:
        raise UserError("The recipe is longer than 1 MiB: shorten the notes.")
    return text


def _check_notes(rating: int, notes: str, tags: Sequence[str]) -> None:
    if not 0 <= rating <= MAX_RATING:
        raise UserError(f"A rating is a number from 0 to {MAX_RATING}, not {rating}.")
    if len(notes) > MAX_NOTES:
        raise UserError(f"Notes have up to {MAX_NOTES} characters: these have {len(notes)}.")
    if len(tags) > MAX_TAGS or max(map(len, tags), default=0) > MAX_TAG:
        raise UserError(f"A picture has up to {MAX_TAGS} tags of up to {MAX_TAG} characters.")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except _Plain as error:
        raise NoRecipe(f"{path} has no recipe inside: open it as a picture.") from error
    except Newer as error:
        raise UserError(
            f"{path} was made by a newer version of the program: update this one."
        ) from error
    except Malformed as error:
        raise UserError(
            f"{path} is damaged ({error}): restore it from a copy, or delete it."
        ) from error


def _with_text(content: bytes, text: str) -> bytes:
    """Exchange the recipe's chunk; the others are copied as they are."""
    info = PngInfo()
    info.add_itxt(KEYWORD, text)
    ((kind, data, _),) = info.chunks
    file = io.BytesIO(_SIGNATURE)
    file.seek(0, io.SEEK_END)
    for chunk in _chunks(content):
        if not _is_recipe(chunk):
            putchunk(file, *chunk)
        elif data:
            putchunk(file, kind, data)
            data = b""  # were there two, the first place has it
    return file.getvalue()


def _is_recipe(chunk: tuple[bytes, bytes]) -> bool:
    kind, data = chunk
    return kind in _TEXTS and data.startswith(KEYWORD.encode() + b"\0")


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    """Return kind and data of every chunk, up to the closing one."""
    place = len(_SIGNATURE)
    chunks: list[tuple[bytes, bytes]] = []
    while not chunks or chunks[-1][0] != b"IEND":
        head = content[place : place + 8]
        if len(head) < 8:
            raise Malformed("it is cut short")
        length, kind = struct.unpack(">I4s", head)
        data = content[place + 8 : place + 8 + length]
        total = content[place + 8 + length : place + 12 + length]
        if total != zlib.crc32(data, zlib.crc32(kind)).to_bytes(4, "big"):
            raise Malformed("it is cut short, or a part of it was changed")
        chunks.append((kind, data))
        place += 12 + length
    return chunks
