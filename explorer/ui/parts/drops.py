"""What can be dropped or pasted: pictures of the gallery, files, and pictures of other programs."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

GALLERY_MIME = "application/x-pegasus-picture"
LATENT_MIME = "application/x-npy"
NO_TEXT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Dropped:
    """Names of gallery pictures, paths of files or folders, or one picture."""

    names: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()
    image: QImage | None = None


def gallery_mime(names: list[str]) -> QMimeData:
    """Wrap names of gallery pictures for a drag."""
    data = QMimeData()
    data.setData(GALLERY_MIME, "\0".join(names).encode("utf-8", "surrogateescape"))
    return data


def files_mime(paths: Iterable[Path]) -> QMimeData:
    """Wrap files for a drag to here or elsewhere; their names need not be text."""
    data = QMimeData()
    data.setUrls([file_url(path) for path in paths])
    return data


def file_url(path: Path) -> QUrl:
    """Return the URL of a file or folder; Qt's own of one whose name is no text names another."""
    return QUrl.fromEncoded(path.absolute().as_uri().encode())


def latent_mime(npy: bytes, text: str) -> QMimeData:
    """Wrap a latent for the clipboard: a .npy file's content for here, and text for elsewhere."""
    data = QMimeData()
    data.setData(LATENT_MIME, npy)
    data.setText(text)
    return data


def is_welcome(data: QMimeData) -> bool:
    """Return whether ``data`` holds anything to drop here."""
    local = any(url.isLocalFile() for url in data.urls())
    return data.hasFormat(GALLERY_MIME) or local or data.hasImage()


def dropped(data: QMimeData) -> Dropped:
    """Take out of ``data`` what the program understands; nothing where there is nothing."""
    if data.hasFormat(GALLERY_MIME):
        text = bytes(data.data(GALLERY_MIME).data()).decode("utf-8", "surrogateescape")
        return Dropped(names=tuple(text.split("\0")))
    paths = tuple(_local(url) for url in data.urls() if url.isLocalFile())
    if paths:
        return Dropped(paths=paths)
    image = QImage(data.imageData()) if data.hasImage() else None
    return Dropped(image=image)


def _local(url: QUrl) -> Path:
    """The file that a URL names; Qt has no bytes in it that are no text, as a name's may be."""
    path = url.toLocalFile()
    if NO_TEXT in path:
        path = os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded)))
    return Path(path)
