"""What a file is that is neither a picture nor a data set, so that an error can say it."""

from dataclasses import dataclass

MOST_START = 512
"""Bytes of a file by which its kind is told."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: ``words`` for it, and what to do ``instead`` of giving it."""

    words: str
    instead: str
    magic: tuple[bytes, ...] = ()
    suffixes: tuple[str, ...] = ()


_CONVERT = "convert it to PNG or JPEG"
_MODEL = "give the folder of a model set, which has a modelset.json"
_UNPACK = "unpack it, and give the folder"
KINDS = (
    Kind("an array of numbers of NumPy", "give a picture", (b"\x93NUMPY",), (".npy",)),
    Kind("a file of NumPy's arrays", "give a picture", (), (".npz",)),
    Kind("a file of weights", _MODEL, (), (".safetensors", ".onnx")),
    Kind("a file of PyTorch", _MODEL, (), (".pt", ".pth", ".ckpt")),
    Kind(
        "a pickle of Python",
        "of pickles only the batches of CIFAR are read, as a folder or archive",
        (b"\x80\x02}", b"\x80\x03}", b"\x80\x04", b"\x80\x05"),
        (".pkl", ".pickle"),
    ),
    Kind("a file of Matlab", "give CIFAR's Python version", (b"MATLAB ",), (".mat",)),
    Kind("an archive of 7-Zip", _UNPACK, (b"7z\xbc\xaf\x27\x1c",), (".7z",)),
    Kind("a RAR archive", _UNPACK, (b"Rar!\x1a\x07",), (".rar",)),
    Kind("packed by Zstandard", _UNPACK, (b"\x28\xb5\x2f\xfd",), (".zst",)),
    Kind("a table of Parquet", "give pictures as files", (b"PAR1",), (".parquet",)),
    Kind("a file of HDF5", "give pictures as files", (b"\x89HDF\r\n\x1a\n",), (".h5", ".hdf5")),
    Kind("a PDF document", _CONVERT, (b"%PDF-",), (".pdf",)),
    Kind("a PostScript document", _CONVERT, (b"%!PS", b"\xc5\xd0\xd3\xc6"), (".eps", ".ps")),
    Kind("a drawing of lines (SVG)", _CONVERT, (b"<svg",), (".svg",)),
    Kind("a video", "save a frame of it as PNG", (b"\x1aE\xdf\xa3",), (".mp4", ".mov", ".mkv")),
    Kind("a photograph of Apple's format HEIC", _CONVERT, (), (".heic", ".heif")),
    Kind("a raw photograph", _CONVERT, (), (".cr2", ".cr3", ".nef", ".arw", ".dng", ".raf")),
    Kind("a picture of GIMP", _CONVERT, (b"gimp xcf",), (".xcf",)),
    Kind(
        "an archive",
        "open it as a data set (--data), and name a picture in it",
        (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"),
        (".tar", ".tgz", ".tbz2", ".txz"),
    ),
)


def kind_of(name: str, start: bytes) -> Kind | None:
    """Return what a file is by its first bytes, or else by its suffix; None where that is odd."""
    lower = name.lower()
    named = [kind for kind in KINDS if lower.endswith(kind.suffixes)] if lower else []
    seen = [kind for kind in KINDS if kind.magic and start.startswith(kind.magic)]
    by_suffix = [kind for kind in named if not kind.magic or not start or kind in seen]
    return next(iter((*by_suffix, *seen, *named)), None)


def what_it_is(name: str, start: bytes) -> str | None:
    """Return the words for what :func:`kind_of` finds."""
    kind = kind_of(name, start)
    return None if kind is None else kind.words
