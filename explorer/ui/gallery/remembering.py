"""Values of a gallery's pictures, read at once and written beside all else."""

from collections.abc import Mapping
from pathlib import Path

from explorer.core.engine.engine import Engine
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.kept import KeptValues
from explorer.core.gallery.view import Values
from explorer.ui.parts.answers import Chores


class Remembering:
    """Keeps what engines say of galleries in a folder, for the next start."""

    def __init__(self, folder: Path, chores: Chores) -> None:
        self._kept, self._chores = KeptValues(folder), chores

    def recall(self, gallery: Gallery, engine: Engine) -> dict[str, Values]:
        """Return what was kept of a gallery, by order."""
        return self._kept.read(gallery, engine.modelset)

    def keep(self, gallery: Gallery, engine: Engine, values: Mapping[str, Values]) -> None:
        """Write what is known of a gallery, even when the program ends."""
        copies = {order: some.copy() for order, some in values.items()}
        self._chores.submit(
            lambda: self._kept.write(gallery, engine.modelset, copies),
            lambda _: None,
            lambda _: None,  # it was logged; it is looked at again then
            must_finish=True,
        )
