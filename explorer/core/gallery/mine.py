"""Pictures of the user's own, kept in a folder from one start to the next."""

import hashlib
import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Self

import numpy as np
from PIL.PngImagePlugin import PngInfo

from explorer.core.board.sources import SIDE, Source
from explorer.core.gallery.crop import Crop, Whole
from explorer.core.gallery.gallery import NO_CLASS, Gallery
from training.files.atomic import write_whole
from training.files.errors import UserError
from training.files.png import encode_png, read_png
from training.files.strict_json import Malformed, read_bytes

MAX_BYTES = 1 << 16
MAX_NAME = 255
NAME, ORIGIN = "Title", "Source"
"""Keywords of the picture's name, and of what it was cut from, as PNG has them for such."""


@dataclass(frozen=True)
class Origin:
    """What a picture was cut from: the sum of the whole, and the square of it that was taken."""

    whole: str
    crop: Crop

    @classmethod
    def of(cls, picture: Whole, crop: Crop) -> Self:
        """Return a square of ``picture`` as an origin."""
        digest = hashlib.sha256(repr(picture.shape).encode() + picture.tobytes())
        return cls(digest.hexdigest(), crop)


@dataclass(frozen=True)
class Own:
    """A picture that is kept, and what it was cut from, as far as that is known."""

    source: Source
    origin: Origin | None
    path: Path


class Mine:
    """Pictures as they are blended, 32 x 32, a PNG file each in ``folder``, in order of coming.

    The folder is made, and read, when that is asked for.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: list[Own] | None = None

    def keep(self, source: Source, origin: Origin | None = None) -> Own:
        """Keep a picture; return it by the name that it has here.

        The same picture is kept once, and so is one that was cut from the same whole: that is
        returned as it was cut last. Another one of the same name gets a number. A file's name that
        is no text is kept with question marks.

        Raises
        ------
        UserError
            Where it cannot be written.
        """
        source = replace(source, name=source.name.encode(errors="replace").decode())
        for own in self._all():
            cut_anew = origin and own.origin and origin.whole == own.origin.whole
            same = own.source.pixels == source.pixels
            if cut_anew or (same and _stem(own.source.name) == _stem(source.name)):
                return own
        named = replace(source, name=self._free_name(source.name))
        return self._write(Own(named, origin, self._free_path()))

    def replace(self, old: Source, new: Source, origin: Origin) -> None:
        """Take another part of a whole for the one that is kept.

        Raises
        ------
        UserError
            Where it cannot be written.
        """
        for own in tuple(self._all()):
            if own.source == old:
                self._write(Own(replace(new, name=old.name), origin, own.path))

    def find(self, name: str) -> Own | None:
        """Return the picture of this name; None where none is kept."""
        return next((own for own in self._all() if own.source.name == name), None)

    def remove(self, own: Own) -> None:
        """Keep a picture no longer.

        Raises
        ------
        UserError
            Where its file cannot be removed.
        """
        try:
            own.path.unlink(missing_ok=True)
        except OSError as error:
            raise UserError(
                f"{own.path} cannot be removed ({error.strerror or error}): change its rights."
            ) from error
        self._kept = [other for other in self._all() if other.path != own.path]

    def restore(self, own: Own) -> None:
        """Undo ``remove``.

        Raises
        ------
        UserError
            Where the file cannot be written.
        """
        self._write(own)

    def gallery(self) -> Gallery:
        """Return the pictures as a gallery, the newest first."""
        sources = [kept.source for kept in reversed(self._all())]
        pictures = [source.picture for source in sources]
        digest = hashlib.sha256(b"".join(source.pixels for source in sources))
        return Gallery(
            title="Mine",
            fingerprint=f"mine {digest.hexdigest()}",
            pictures=np.array(pictures, np.uint8).reshape(-1, SIDE, SIDE, 3),
            names=tuple(source.name for source in sources),
            labels=np.full(len(sources), NO_CLASS, np.int64),
            classes=(),
            splits=np.full(len(sources), ""),
        )

    def _all(self) -> list[Own]:
        if self._kept is None:
            self._kept = list(self._read())
        return self._kept

    def _read(self) -> Iterator[Own]:
        """What the folder holds; a file that is no such picture is left alone."""
        taken = set[str]()
        for path in sorted(self.folder.glob("*.png")):
            with suppress(OSError, Malformed):
                picture, texts = read_png(read_bytes(path, MAX_BYTES))
                name = next(n for n in _numbered(texts.get(NAME, path.name)) if n not in taken)
                taken.add(name)
                yield Own(Source.of(name, None, picture), _origin(texts.get(ORIGIN, "")), path)

    def _write(self, own: Own) -> Own:
        info = PngInfo()
        info.add_itxt(NAME, own.source.name)
        if own.origin is not None:
            crop = own.origin.crop
            info.add_itxt(ORIGIN, f"{own.origin.whole} {crop.left} {crop.top} {crop.side}")
        write_whole(own.path, encode_png(own.source.picture, info))
        others = [other for other in self._all() if other.path != own.path]
        self._kept = sorted([*others, own], key=lambda kept: kept.path)
        return own

    def _free_name(self, name: str) -> str:
        taken = {kept.source.name for kept in self._all()}
        return next(free for free in _numbered(name[-MAX_NAME:]) if free not in taken)

    def _free_path(self) -> Path:
        numbers = [int(kept.path.stem) for kept in self._all() if kept.path.stem.isdecimal()]
        return self.folder / f"{max(numbers, default=0) + 1:06}.png"


def _numbered(name: str) -> Iterator[str]:
    """``horse.png``, ``horse (2).png``, and so on."""
    path = PurePath(name)
    yield name
    for number in itertools.count(2):
        yield f"{path.stem} ({number}){path.suffix}"


def _origin(text: str) -> Origin | None:
    whole, *numbers = text.split() or [""]
    if len(numbers) != 3 or not all(number.isdecimal() for number in numbers):
        return None
    return Origin(whole, Crop(*map(int, numbers)))


def _stem(name: str) -> str:
    """A name without the number that it may have got here."""
    path = PurePath(name)
    head, bracket, number = path.stem.rpartition(" (")
    return head + path.suffix if bracket and number.removesuffix(")").isdecimal() else name
