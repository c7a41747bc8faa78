"""A copy of a data set as JPEG files in class folders, the way the copy for developers was made."""

import gzip
import io
import tarfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from training.data.formats import Picture, read_pictures
from training.files.atomic import whole_file
from training.files.errors import UserError


def write_jpeg_copy(
    source: Path, target: Path, quality: int, progress: Callable[[int], None] = lambda done: None
) -> int:
    """Write ``train/<class>/NNNN.jpg`` and ``test/<class>/NNNN.jpg`` into a ``.tar.gz``.

    The pictures of a class are numbered in the order of the official batches. The same source
    gives the same archive to the byte (with the same release of Pillow).

    Parameters
    ----------
    source
        The official archive or folder, or pictures in class folders.
    quality
        JPEG quality, 1 to 95; 75 is that of the copy that figures are measured on.
    progress
        Called with the number of pictures written so far.

    Returns
    -------
    int
        How many pictures were written.

    Raises
    ------
    UserError
        Where the quality or the name is wrong, the pictures are JPEG files already, or
        ``target`` is there already or cannot be written.
    """
    if not 1 <= quality <= 95:
        raise UserError(f"A JPEG quality is a number from 1 to 95, not {quality}.")
    if not target.name.endswith(".tar.gz"):
        raise UserError(f"{target} must end in .tar.gz: choose such a name.")
    if target.exists():
        raise UserError(f"{target} is there already: choose another name, or move it away.")
    pictures = [picture for picture in read_pictures(source).pictures if picture.class_name]
    pictures.sort(key=lambda p: (p.split, p.class_name, p.name))
    if not pictures:
        raise UserError(f"{source} holds no pictures to copy.")
    if pictures[0].name.lower().endswith((".jpg", ".jpeg")):
        raise UserError(f"{source} holds JPEG files already: give the official archive.")
    # No name and no time in the header, so that the same source gives the same bytes.
    with whole_file(target) as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        _write_tar(packed, pictures, quality, progress)
    return len(pictures)


def _write_tar(
    stream: gzip.GzipFile,
    pictures: list[Picture],
    quality: int,
    progress: Callable[[int], None],
) -> None:
    numbers: Counter[str] = Counter()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for done, picture in enumerate(pictures, 1):
            folder = f"{picture.split}/{_folder_name(picture.class_name)}"
            content = _encode(picture, quality)
            member = tarfile.TarInfo(f"{folder}/{numbers[folder]:04d}.jpg")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
            numbers[folder] += 1
            progress(done)


def _folder_name(class_name: str) -> str:
    if class_name in {"", ".", ".."} or "/" in class_name:
        raise UserError(f"A class cannot be called {class_name!r}: fetch the data set again.")
    return class_name


def _encode(picture: Picture, quality: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture.pixels).save(out, "JPEG", quality=quality)
    return out.getvalue()
