"""What model sets say of a gallery's pictures, kept from one start of the program to the next."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from explorer.core.checked import CheckedFiles, key_of
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.view import LOSS, Values
from explorer.core.scores import gallery_scores
from training.files.strict_json import Malformed
from training.models.modelset import ModelSet

FORMAT = 1
"""Counted up when a value comes to mean something else, so that none of before is taken for it."""
SUFFIX, MAX_BYTES = ".values", 64 << 20
"""Of the files, and bytes of all galleries together; 18,000 pictures take 70 kB an order."""
NUMBERS = np.dtype("<f4")


class KeptValues:
    """Values of galleries in ``folder``; a folder that cannot be written to only costs time."""

    def __init__(self, folder: Path) -> None:
        self._files = CheckedFiles(folder, SUFFIX, MAX_BYTES)

    def read(self, gallery: Gallery, by: ModelSet) -> dict[str, Values]:
        """Return what was kept, by order, NaN where a picture was not looked at yet."""
        values = {}
        for order in (*(score.name for score in gallery_scores()), LOSS):
            content = self._content(_key(gallery, by, order))
            if len(content) == NUMBERS.itemsize * len(gallery):
                values[order] = np.frombuffer(content, NUMBERS).astype(np.float32)
        return values

    def write(self, gallery: Gallery, by: ModelSet, values: Mapping[str, Values]) -> None:
        """Keep the values of a gallery's pictures, by order."""
        for order, some in values.items():
            self._files.put(_key(gallery, by, order), some.astype(NUMBERS).tobytes())

    def _content(self, key: str) -> bytes:
        try:
            return self._files.get(key) or b""
        except Malformed:
            self._files.drop(key)
            return b""


def _key(gallery: Gallery, by: ModelSet, order: str) -> str:
    return key_of(gallery=gallery.fingerprint, by=by.fingerprint, order=order, format=FORMAT)
