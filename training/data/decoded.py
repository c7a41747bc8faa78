"""A data set decoded into a folder: uint8 arrays, memory-mapped, beside names and numbers in JSON.

Files are never written through the map: a map onto a file that shrinks kills the process.
"""

import hashlib
import itertools
import json
from pathlib import Path, PurePosixPath
from typing import Annotated

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from training.data.dataset import DataSet, Split
from training.data.decoding import SIDE
from training.data.formats import Names, Picture
from training.data.layout import split_of
from training.data.limits import MAX_PICTURES
from training.files.arrays import header, read_array
from training.files.errors import UserError
from training.files.strict_json import Malformed, Record, encode, read

FORMAT = 4
MAX_JSON_BYTES = 1 << 27
_SHAPE = (SIDE, SIDE, 3)


class DecodedMeta(Record):
    """``meta.json``: names are texts of their bytes, as JSON has no others."""

    format: int
    classes: list[str]
    groups: list[str]
    pictures: Annotated[int, Meta(ge=1, le=MAX_PICTURES)]
    train_count: Annotated[int, Meta(ge=0)]
    held_out: Annotated[int, Meta(ge=0)]
    fingerprint: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    unreadable: Annotated[int, Meta(ge=0)]
    left_out: Annotated[int, Meta(ge=0)]
    first_unreadable: list[str]
    first_left_out: list[str]


def write_decoded(
    pictures: list[Picture], unreadable: Names, left_out: Names, folder: Path
) -> None:
    """Write what :func:`read_decoded` reads; ``pictures`` are sorted by split, class and name."""
    classes = sorted({picture.class_name for picture in pictures})
    numbers = {name: number for number, name in enumerate(classes)}
    labels = np.array([numbers[p.class_name] for p in pictures], np.int64)
    train_count = sum(p.split != "test" for p in pictures)
    meta = DecodedMeta(
        format=FORMAT,
        classes=list(map(_stored, classes)),
        groups=list(map(_stored, _groups(pictures, classes))),
        pictures=len(pictures),
        train_count=train_count,
        held_out=sum(p.split == "validation" for p in pictures),
        fingerprint=_fingerprint(pictures, labels, classes, train_count),
        unreadable=unreadable.count,
        left_out=left_out.count,
        first_unreadable=list(map(_stored, unreadable.first)),
        first_left_out=list(map(_stored, left_out.first)),
    )
    with (folder / "images.npy").open("wb") as file:
        file.write(header(np.uint8, (len(pictures), *_SHAPE)))
        for picture in pictures:  # one by one, as a second copy would not be small
            file.write(picture.pixels.tobytes())
    np.save(folder / "labels.npy", labels)
    (folder / "names.json").write_bytes(encode(list(map(_stored, _short_names(pictures)))))
    (folder / "meta.json").write_bytes(encode(meta, indent=1))


def _fingerprint(
    pictures: list[Picture], labels: NDArray[np.int64], classes: list[str], train_count: int
) -> str:
    digest = hashlib.sha256(json.dumps(classes).encode())
    for part in (slice(train_count), slice(train_count, None)):
        for picture in pictures[part]:
            digest.update(picture.pixels.tobytes())
        digest.update(labels[part].tobytes())
    return digest.hexdigest()


def name_bytes(name: str) -> bytes:
    """Return the bytes that a file's name has on disk."""
    return name.encode("utf-8", "surrogateescape")


def _stored(name: str) -> str:
    """Return a name with a character for each of its bytes, which any JSON can have."""
    return name_bytes(name).decode("latin-1")


def _restored(names: list[str]) -> tuple[str, ...]:
    """Undo ``_stored``; a ``ValueError`` where that cannot be."""
    return tuple(name.encode("latin-1").decode("utf-8", "surrogateescape") for name in names)


def _short_names(pictures: list[Picture]) -> list[str]:
    """Return a name each, all different: from the split's or class's folder on, without suffix.

    Where two would have one name, the second keeps its whole place and suffix.
    """
    taken: dict[str, None] = {}
    for picture in pictures:
        path = PurePosixPath(picture.name)
        folders = path.parts[:-2]
        start = next((i for i, part in enumerate(folders) if split_of(part)), len(folders))
        names = ["/".join(path.with_suffix("").parts[start:]), picture.name]
        repeats = (f"{picture.name} {count}" for count in itertools.count(2))
        name = next(name for name in itertools.chain(names, repeats) if name not in taken)
        taken[name] = None
    return list(taken)


def _groups(pictures: list[Picture], classes: list[str]) -> list[str]:
    """Return the coarse name of each class, or nothing where the data has none."""
    pairs = {(p.class_name, p.group) for p in pictures if p.group is not None}
    if pairs and len(pairs) != len(classes):
        raise UserError("The coarse labels contradict the fine ones: fetch the archive again.")
    return [group for _, group in sorted(pairs)]


def open_decoded(folder: Path) -> DataSet:
    """Return the data set that was decoded into a folder; its pictures stay on disk.

    Raises
    ------
    UserError
        Where something is missing or damaged.
    """
    try:
        return read_decoded(folder)
    except (OSError, Malformed) as error:
        raise UserError(
            f"The data cache is damaged: delete the folder {folder} and try again."
        ) from error


def read_decoded(folder: Path) -> DataSet:
    """Return what :func:`open_decoded` does, or raise an ``OSError`` or ``Malformed``."""
    meta = read(folder / "meta.json", DecodedMeta, MAX_JSON_BYTES)
    try:
        names = _restored(read(folder / "names.json", list[str], MAX_JSON_BYTES))
        classes, groups = _restored(meta.classes), _restored(meta.groups)
        unreadable = Names(meta.unreadable, list(_restored(meta.first_unreadable)))
        left_out = Names(meta.left_out, list(_restored(meta.first_left_out)))
    except UnicodeError as error:
        raise Malformed("a name is none") from error
    pictures = Split(
        read_array(folder / "images.npy", np.uint8, (meta.pictures, *_SHAPE), mapped=True),
        read_array(folder / "labels.npy", np.int64, (meta.pictures,)).copy(),
        names,
    )
    _check(meta, pictures)
    sizes = (meta.train_count, groups, meta.held_out)
    return DataSet(classes, meta.fingerprint, pictures, *sizes, unreadable, left_out)


def _check(meta: DecodedMeta, pictures: Split) -> None:
    if (
        meta.format != FORMAT
        or not len(set(pictures.names)) == len(pictures.names) == meta.pictures
    ):
        raise Malformed("it has other names than pictures")
    if not np.isin(pictures.labels, np.arange(len(meta.classes))).all():
        raise Malformed("a picture has no class")
    if not meta.held_out <= meta.train_count <= meta.pictures:
        raise Malformed("the splits are not within the pictures")
    if len(set(meta.classes)) < len(meta.classes) or len(meta.groups) not in {0, len(meta.classes)}:
        raise Malformed("the classes contradict one another")
