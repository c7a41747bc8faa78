"""The batches of the official CIFAR-10 and CIFAR-100 Python archives."""

import io
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.files.errors import UserError

# What a CIFAR batch is made of, and nothing that can run code. Python 2 and 3, numpy 1 and 2
# name the same function differently.
_ALLOWED = {
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("_codecs", "encode"),
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is not part of a CIFAR batch")
        return super().find_class(module, name)


def load_batch(content: bytes) -> dict[str, Any]:
    """Unpickle a batch or meta file, allowing only arrays, strings, bytes and containers.

    Raises
    ------
    UserError
        Where the file is damaged, or asks for anything else (which could run code).
    """
    try:
        loaded = _Unpickler(io.BytesIO(content), encoding="bytes").load()
        return {key.decode() if isinstance(key, bytes) else key: v for key, v in loaded.items()}
    except Exception as error:  # a hostile pickle can raise anything
        raise UserError(
            f"A CIFAR batch cannot be read ({error}): fetch the archive again."
        ) from error


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


def batch_rows(batch: dict[str, Any], meta: OfficialMeta) -> Iterator[Row]:
    """Yield the pictures of a batch under their (fine) class names, with CIFAR-100's groups.

    Raises
    ------
    UserError
        Where the batch has another shape, or a label without a name.
    """
    data = np.asarray(batch.get("data"))
    labels = batch.get("labels", batch.get("fine_labels", []))
    coarse = batch.get("coarse_labels", [None] * len(labels))
    if data.dtype != np.uint8 or data.ndim != 2 or data.shape != (len(labels), 3072):
        raise UserError("A CIFAR batch has the wrong shape: fetch the archive again.")
    if len(coarse) != len(labels):
        raise UserError("A CIFAR batch has too few coarse labels: fetch the archive again.")
    pictures = data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    for label, group, pixels in zip(labels, coarse, pictures, strict=True):
        yield Row(
            _name(meta.classes, label),
            None if group is None else _name(meta.groups, group),
            pixels,
        )


def read_meta(meta: dict[str, Any]) -> OfficialMeta:
    """Return the names in a ``batches.meta`` (CIFAR-10) or ``meta`` (CIFAR-100, fine and coarse).

    Raises
    ------
    UserError
        Where no class is named.
    """
    names = meta.get("label_names", meta.get("fine_label_names"))
    if not names:
        raise UserError("The CIFAR meta file names no classes: fetch the archive again.")
    return OfficialMeta(_texts(names), _texts(meta.get("coarse_label_names", ())))


def _texts(names: Iterable[Any]) -> tuple[str, ...]:
    return tuple(name.decode() if isinstance(name, bytes) else str(name) for name in names)


def _name(names: tuple[str, ...], label: Any) -> str:
    if not 0 <= int(label) < len(names):
        raise UserError("A CIFAR batch has a label without a name: fetch the archive again.")
    return names[int(label)]
