"""Cropping: a frame over a picture of the user's own, and the pin that shows what is in it."""

from dataclasses import dataclass, replace
from typing import Protocol

from explorer.core.board.sources import Source
from explorer.core.gallery.crop import Crop, Whole, centred, cropped, placed, resized
from explorer.core.gallery.mine import Mine, Origin
from explorer.ui.canvas.board_control import BoardControl
from explorer.ui.canvas.board_model import Change
from explorer.ui.parts.event import Event, Reports
from training.files.errors import UserError

Point = tuple[float, float]


class CropShow(Protocol):
    """A picture under a frame."""

    def show_picture(self, name: str, picture: Whole, more: int) -> None: ...

    def set_crop(self, crop: Crop) -> None: ...

    def hide_picture(self) -> None: ...

    @property
    def placed(self) -> Reports[float, float, int]: ...
    @property
    def resized(self) -> Reports[float, Point, int]: ...
    @property
    def centre_wanted(self) -> Reports[()]: ...
    @property
    def done(self) -> Reports[()]: ...


@dataclass(frozen=True)
class _Framed:
    """A picture, the source that was kept of it, and the sources that the frame has made so far."""

    picture: Whole
    kept: Source
    crops: dict[Source, Crop]


class CropControl:
    """Lets the frame of a dropped picture be moved; the board follows, one step a drag.

    ``changed`` says that what is kept of the user's pictures is another, ``failed`` carries a
    sentence.
    """

    def __init__(self, board: BoardControl, mine: Mine, view: CropShow) -> None:
        self.changed, self.failed = Event[()](), Event[str]()
        self._board, self._mine, self._view = board, mine, view
        self._now: _Framed | None = None
        self._source: Source | None = None
        self._waiting: list[_Framed] = []
        board.changed.connect(self._board_changed)
        view.placed.connect(self._place)
        view.resized.connect(self._resize)
        view.centre_wanted.connect(self._centre)
        view.done.connect(self.finish)

    def offer(self, picture: Whole, source: Source, crop: Crop) -> None:
        """Show the frame over a picture of which ``crop`` was kept and pinned as ``source``."""
        if self._now is not None and source in self._now.crops:
            return
        self._waiting.append(_Framed(picture, source, {source: crop}))
        if self._now is None:
            self._next()
        else:
            self._show()

    def finish(self) -> None:
        """Keep what is in the frame, and go on to the next picture that waits."""
        now, source = self._now, self._source
        if now is not None and source is not None and source != now.kept:
            try:
                self._mine.replace(now.kept, source, Origin.of(now.picture, now.crops[source]))
            except UserError as error:
                self.failed.emit(str(error))
            self.changed.emit()
        self._next()

    def _next(self) -> None:
        pinned = [pin.source for pin in self._board.board.pins]
        self._waiting = [waits for waits in self._waiting if waits.kept in pinned]
        self._now = self._waiting.pop(0) if self._waiting else None
        self._source = None if self._now is None else self._now.kept
        self._show()

    def _show(self) -> None:
        if self._now is None or self._source is None:
            self._view.hide_picture()
            return
        self._view.show_picture(self._source.name, self._now.picture, len(self._waiting))
        self._view.set_crop(self._now.crops[self._source])

    def _place(self, left: float, top: float, gesture: int) -> None:
        if self._now is not None and self._source is not None:
            crop = self._now.crops[self._source]
            self._take(placed(crop, left, top, self._now.picture), gesture)

    def _resize(self, side: float, pull: Point, gesture: int) -> None:
        if self._now is not None and self._source is not None:
            crop = self._now.crops[self._source]
            self._take(resized(crop, side, self._now.picture, pull), gesture)

    def _centre(self) -> None:
        if self._now is not None:
            self._take(centred(self._now.picture), None)

    def _take(self, crop: Crop, gesture: int | None) -> None:
        """Put what is in the frame on the board in the place of what was."""
        now, old = self._now, self._source
        if now is None or old is None or crop == now.crops[old]:
            return
        new = replace(old, pixels=cropped(now.picture, crop).tobytes())
        now.crops[new] = crop
        pins = [pin.source for pin in self._board.board.pins]
        if old in pins and new != old:
            self._source = new
            place = pins.index(old)
            self._board.edit(
                f"Crop {old.name}",
                lambda board: board.replace(place, new),
                None if gesture is None else ("crop", gesture),
            )
        self._view.set_crop(crop)

    def _board_changed(self, change: Change) -> None:
        """Follow undo, and let go of a picture that is taken off the board."""
        if self._now is None or not change.touches("pins"):
            return
        pinned = [pin.source for pin in change.board.pins if pin.source in self._now.crops]
        if not pinned:
            self.finish()
        elif self._source not in pinned:
            self._source = pinned[0]
            self._view.set_crop(self._now.crops[pinned[0]])
