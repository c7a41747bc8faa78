"""What a gallery is shown in and remembered by, as its controller sees it."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from explorer.core.engine.engine import Engine
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.values import Rows
from explorer.core.gallery.view import Selection, Values
from explorer.ui.parts.event import Reports


class GalleryShow(Protocol):
    """Pictures of a gallery, by index, and what the user wants of them."""

    def set_gallery(
        self, gallery: Gallery, shown: Rows, selection: Selection, values: Values | None
    ) -> None: ...

    def mark(self, names: Iterable[str]) -> None: ...

    def set_side(self, side: int) -> None: ...

    @property
    def source_picked(self) -> Reports[int]: ...
    @property
    def alike_wanted(self) -> Reports[int]: ...
    @property
    def classes_chosen(self) -> Reports[frozenset[str] | None]: ...
    @property
    def order_chosen(self) -> Reports[str]: ...
    @property
    def order_reversed(self) -> Reports[bool]: ...
    @property
    def text_typed(self) -> Reports[str]: ...
    @property
    def loss_chosen(self) -> Reports[float | None]: ...
    @property
    def side_changed(self) -> Reports[int]: ...


class Memory(Protocol):
    """Has what engines said of galleries before."""

    def recall(self, gallery: Gallery, engine: Engine) -> dict[str, Values]: ...

    def keep(self, gallery: Gallery, engine: Engine, values: Mapping[str, Values]) -> None: ...
