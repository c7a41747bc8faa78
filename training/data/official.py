"""The batches of the official CIFAR-10 and CIFAR-100 Python archives."""

import io
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.data.limits import OddData

BATCHES = {
    **{f"data_batch_{i}": "train" for i in range(1, 6)},
    "test_batch": "test",
    "train": "train",
    "test": "test",
}
"""The files of pictures, and the split that each is of."""
METAS = ("batches.meta", "meta")
MAX_CLASSES, MAX_NAME = 1000, 200
PIXELS = 3 * 32 * 32


def _latin(text: str, encoding: str) -> bytes:
    """What Python 2's bytes are made by; other codecs could make gigabytes of little."""
    if encoding not in {"latin1", "latin-1"}:
        raise pickle.UnpicklingError(f"{encoding} is not part of a CIFAR batch")
    return text.encode("latin-1")


# What a CIFAR batch is made of, and nothing that can run code. Python 2 and 3, numpy 1 and 2
# name the same function differently.
_ALLOWED = {
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
}


class OddBatch(OddData):
    """A pickle that cannot be read; ``why`` is a clause about it."""

    def __init__(self, error: Exception) -> None:
        super().__init__(f"A CIFAR batch cannot be read ({error}): fetch the archive again.")
        self.why = f"cannot be read: {error}"


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("_codecs", "encode"):
            return _latin
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is not part of a CIFAR batch")
        return super().find_class(module, name)


def looks_pickled(start: bytes) -> bool:
    """Tell by its first bytes whether a file is a pickle of any protocol that batches have."""
    return start[:1] == b"\x80" and start[1:2] in {b"\2", b"\3", b"\4", b"\5"}


def load_batch(content: bytes) -> dict[str, Any]:
    """Unpickle a batch or meta file, allowing only arrays, strings, bytes and containers.

    Raises
    ------
    OddBatch
        Where the file is damaged, or asks for anything else (which could run code).
    """
    try:
        loaded = _Unpickler(io.BytesIO(content), encoding="bytes").load()
        return {_text(key): value for key, value in dict(loaded).items()}
    except Exception as error:  # a hostile pickle can raise anything
        raise OddBatch(error) from error


def is_batch(loaded: dict[str, Any]) -> bool:
    """Tell whether what was unpickled is a batch of pictures."""
    return "data" in loaded and ("labels" in loaded or "fine_labels" in loaded)


def is_meta(loaded: dict[str, Any]) -> bool:
    """Tell whether what was unpickled names classes."""
    return "label_names" in loaded or "fine_label_names" in loaded


def edition(loaded: dict[str, Any]) -> str:
    """Tell which of both data sets a batch or a meta file is of: each has its own names."""
    plain = "labels" in loaded or "label_names" in loaded
    return "CIFAR-10" if plain else "CIFAR-100"


@dataclass(frozen=True)
class OfficialMeta:
    """The names of the classes and, in CIFAR-100, of the groups of five that they belong to."""

    classes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class Row(NamedTuple):
    """One picture of a batch: names of its class and group, ``pixels`` (32, 32, 3) uint8."""

    class_name: str
    group: str | None
    pixels: NDArray[np.uint8]


def batch_rows(
    batch: dict[str, Any], meta: OfficialMeta, called: str = "A CIFAR batch"
) -> Iterator[Row]:
    """Yield the pictures of a batch under their (fine) class names, with CIFAR-100's groups.

    ``called`` is how errors name it.

    Raises
    ------
    OddData
        Where the batch has another shape, or a label without a name.
    """
    labels = _labels(batch.get("labels", batch.get("fine_labels")), meta.classes, called)
    coarse = batch.get("coarse_labels")
    groups = labels if coarse is None else _labels(coarse, meta.groups, called)
    data = batch.get("data")
    whole = isinstance(data, np.ndarray) and data.dtype == np.uint8
    if not isinstance(data, np.ndarray) or not whole or data.shape != (len(labels), PIXELS):
        raise _odd(called, "has the wrong shape")
    if len(groups) != len(labels):
        raise _odd(called, "has too few coarse labels")
    pictures = data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    for label, group, pixels in zip(labels, groups, pictures, strict=True):
        yield Row(meta.classes[label], None if coarse is None else meta.groups[group], pixels)


def read_meta(meta: dict[str, Any]) -> OfficialMeta:
    """Return the names in a ``batches.meta`` (CIFAR-10) or ``meta`` (CIFAR-100, fine and coarse).

    Raises
    ------
    OddData
        Where no class is named, or two alike.
    """
    names = _texts(meta.get("label_names", meta.get("fine_label_names")))
    if not names:
        raise OddData("The CIFAR meta file names no classes: fetch the archive again.")
    return OfficialMeta(names, _texts(meta.get("coarse_label_names", [])))


def _texts(names: Any) -> tuple[str, ...]:
    if not isinstance(names, list | tuple) or len(names) > MAX_CLASSES:
        return ()
    texts = [_text(name) for name in names]
    proper = all(0 < len(text) <= MAX_NAME and text.isprintable() for text in texts)
    if not proper or len(set(texts)) < len(texts) or any("/" in text for text in texts):
        raise OddData("The CIFAR meta file has odd names of classes: fetch the archive again.")
    return tuple(texts)


def _text(name: Any) -> str:
    if isinstance(name, bytes):
        return name.decode("utf-8", "replace")
    if not isinstance(name, str):
        raise OddData("A CIFAR file has a name that is no text: fetch the archive again.")
    return name


def _labels(labels: Any, names: tuple[str, ...], called: str) -> list[int]:
    """Return labels that have a name each, as whole numbers."""
    if isinstance(labels, np.ndarray) and labels.ndim == 1:
        labels = labels.tolist()
    if not isinstance(labels, list):
        raise _odd(called, "has no list of labels")
    if not all(type(label) is int and 0 <= label < len(names) for label in labels):
        raise _odd(called, "has a label without a name")
    return labels


def _odd(called: str, what: str) -> OddData:
    return OddData(f"{called} {what}: fetch the archive again.")
