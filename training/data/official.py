"""The batches of the official CIFAR-10 and CIFAR-100 Python archives."""

import io
import pickle
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.errors import UserError

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


def batch_pictures(batch: dict[str, Any]) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Yield the (fine) label and the (32, 32, 3) uint8 picture of each row of a batch."""
    data = np.asarray(batch.get("data"))
    labels = batch.get("labels", batch.get("fine_labels", []))
    if data.dtype != np.uint8 or data.ndim != 2 or data.shape != (len(labels), 3072):
        raise UserError("A CIFAR batch has the wrong shape: fetch the archive again.")
    pictures = data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    yield from zip((int(label) for label in labels), pictures, strict=True)


def class_names(meta: dict[str, Any]) -> tuple[str, ...]:
    """Return the class names of a ``batches.meta`` (CIFAR-10) or ``meta`` (CIFAR-100, fine)."""
    names = meta.get("label_names", meta.get("fine_label_names"))
    if not names:
        raise UserError("The CIFAR meta file names no classes: fetch the archive again.")
    return tuple(n.decode() if isinstance(n, bytes) else str(n) for n in names)
