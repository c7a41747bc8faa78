"""The gallery: which pictures are shown, in which order, and what a click on one does."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.board.board import Source
from explorer.core.board.sources import SIDE
from explorer.core.engine.engine import Engine
from explorer.core.engine.jobs import Urgency
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.pace import Pace
from explorer.core.gallery.values import Part, Rows, likeness, looked_at, losses, why_not
from explorer.core.gallery.view import LIKENESS, LOSS, NAME, Selection, Values, known_values, view
from explorer.core.scores import CONFIDENCE, gallery_scores
from explorer.ui.canvas.board_model import BoardModel, Change
from explorer.ui.gallery.show import GalleryShow, Memory
from explorer.ui.parts.answers import Work
from explorer.ui.parts.event import Event
from explorer.ui.parts.time_words import with_time_left

CHANNEL = "gallery"
SORT_SECONDS = 1.5
"""How often pictures are sorted again while they are still being looked at."""
LARGEST_ZOOM = 5


class GalleryControl:
    """Shows a gallery by the user's selection, and looks at its pictures where an order asks.

    ``picked`` carries a Source that was clicked, ``told`` a sentence about what is going on,
    ``changed`` says that the user chose another selection or size.
    """

    def __init__(
        self,
        model: BoardModel,
        work: Work,
        shown_in: GalleryShow,
        clock: Callable[[], float] = time.monotonic,
        memory: Memory | None = None,
    ) -> None:
        self.picked, self.told, self.changed = Event[Source](), Event[str](), Event[()]()
        self._work, self._view, self._clock = work, shown_in, clock
        self._gallery: Gallery | None = None
        self._selection = Selection()
        self._side = 2 * SIDE
        self._engine: Engine | None = None
        self._memory, self._has_news = memory, False
        self._values: dict[str, Values] = {}
        self._target: NDArray[np.float32] | None = None
        self._pace, self._sorted = Pace(0, clock=clock), clock()
        model.changed.connect(self._mark)
        shown_in.source_picked.connect(self._pick)
        shown_in.alike_wanted.connect(self.find_alike)
        shown_in.classes_chosen.connect(lambda chosen: self._choose(classes=chosen))
        shown_in.order_chosen.connect(lambda order: self._choose(order=order, reverse=False))
        shown_in.order_reversed.connect(lambda turned: self._choose(reverse=turned))
        shown_in.text_typed.connect(lambda text: self._choose(text=text))
        shown_in.loss_chosen.connect(lambda most: self._choose(most_loss=most))
        shown_in.side_changed.connect(self._side_changed)

    @property
    def selection(self) -> Selection:
        """What of it is shown, and in which order."""
        return self._selection

    @property
    def gallery(self) -> Gallery | None:
        """What is shown; None before the first."""
        return self._gallery

    @property
    def rows_shown(self) -> Rows:
        """Which of its pictures are shown, by index."""
        if self._gallery is None:
            return np.zeros(0, np.int64)
        return view(self._gallery, self._selection, self._values)

    @property
    def side(self) -> int:
        """Side of its pictures on the screen, in logical pixels."""
        return self._side

    def set_side(self, side: int) -> None:
        """Set the pictures' size: the nearest whole multiple of their own."""
        self._side = min(max(1, round(side / SIDE)), LARGEST_ZOOM) * SIDE
        self._view.set_side(self._side)

    def set_gallery(self, gallery: Gallery, selection: Selection | None = None) -> None:
        """Show another gallery."""
        self._forget()
        self._gallery = gallery
        self._recall()
        self.select(_fitting(selection or Selection(), gallery))

    def set_engine(self, engine: Engine) -> None:
        """Look at pictures with another engine; what the last one said is void."""
        if self._engine is None and self._needed():
            self.told.emit("")  # it is no longer true that there are no models
        self._forget()
        self._engine = engine
        self._recall()
        self.select(self._selection)

    def close(self) -> None:
        """Look at no picture any more."""
        self._forget()

    def select(self, selection: Selection) -> None:
        """Show another part of the gallery, or another order."""
        if selection.order == LIKENESS and LIKENESS not in self._values:
            self.told.emit("Right-click a picture and choose “Find alike” to sort by likeness.")
            selection = replace(selection, order=NAME)
        self._selection = selection
        self._look_where_needed()
        self._show()

    def _choose(self, **chosen: Any) -> None:
        """Change something of the selection, as the user asks."""
        self.select(replace(self._selection, **chosen))
        self.changed.emit()

    def _side_changed(self, side: int) -> None:
        self._side = side
        self.changed.emit()

    def _mark(self, change: Change) -> None:
        """Mark the pictures that are on the board."""
        if change.touches("pins"):
            self._view.mark([pin.source.name for pin in change.board.pins])

    def source_named(self, name: str) -> Source | None:
        """Return the picture of that name."""
        index = self._gallery.find(name) if self._gallery else None
        return None if index is None or self._gallery is None else self._gallery.source(index)

    def find_alike(self, index: int) -> None:
        """Sort the gallery by how much its pictures look like one of them."""
        if self._gallery is not None:
            self.find_alike_to(self._gallery.source(index))

    def find_alike_to(self, source: Source) -> None:
        """Sort the gallery by how much its pictures look like one that may be of elsewhere."""
        gallery, engine = self._gallery, self._engine
        reason = why_not(engine, LIKENESS)
        if gallery is None or engine is None or reason:
            self.told.emit(reason)
            return
        self._target = engine.encode(source.picture[None])[0]
        self._values[LIKENESS] = _unknown(gallery)
        self.select(replace(self._selection, order=LIKENESS))

    def _look_where_needed(self) -> None:
        gallery, engine = self._gallery, self._engine
        if gallery is None:
            return
        looks = [(order, left) for order in self._needed() if len(left := self._left(order))]
        reasons = [reason for order, _ in looks if (reason := why_not(engine, order))]
        if reasons:
            self.told.emit(reasons[0])
        elif looks and engine is not None:
            steps = [self._steps(order, engine, gallery, left) for order, left in looks]
            self._look(chain.from_iterable(steps), sum(len(left) for _, left in looks))

    def _needed(self) -> list[str]:
        """What must be known of pictures, by order: first what a filter goes by."""
        order, gallery = self._selection.order, self._gallery
        of_filter = [] if self._selection.most_loss is None else [LOSS]
        told = gallery is not None and gallery.dreams and order == CONFIDENCE.name
        return of_filter if told or order in (NAME, *of_filter) else [*of_filter, order]

    def _left(self, order: str) -> Rows:
        """Pictures that may be shown and whose value is not known yet."""
        assert self._gallery is not None
        rows = view(self._gallery, replace(self._selection, order=NAME, most_loss=None))
        values = self._values.get(order)
        return rows if values is None else rows[np.isnan(values[rows])]

    def _steps(self, order: str, engine: Engine, gallery: Gallery, rows: Rows) -> Iterator[Part]:
        if order == LIKENESS and self._target is not None:
            return likeness(engine, gallery, rows, self._target)
        if order == LOSS:
            self._values.setdefault(LOSS, _unknown(gallery))
            return losses(engine, gallery, rows)
        for score in gallery_scores():
            self._values.setdefault(score.name, _unknown(gallery))
        return looked_at(engine, gallery, rows)

    def _look(self, steps: Iterator[Part], count: int) -> None:
        self._work.cancel(CHANNEL)  # its slices would be counted as those of this look
        self._pace, self._sorted = Pace(count, clock=self._clock), self._clock()
        self._work.submit(Urgency.GALLERY, CHANNEL, steps, self._take, self._broke)

    def _take(self, part: Part) -> None:
        rows, by_order = part
        for order, values in by_order.items():
            self._values[order][rows] = values
        self._pace.done += len(rows)
        self._has_news = True
        if self._pace.left > 0:
            self._tell_pace()
            self._sort_now_and_then()
        else:
            self.told.emit("")
            self._keep()
            self._show()

    def _tell_pace(self) -> None:
        """Say how far the look is, but not with each of its many slices."""
        if self._pace.is_time():
            text = f"Looking through the gallery: {self._pace.left:,} pictures left"
            self.told.emit(with_time_left(text, self._pace.seconds_left()))

    def _broke(self, error: Exception) -> None:
        self.told.emit(f"The gallery cannot be put in order: {error}")

    def _forget(self) -> None:
        self._work.cancel(CHANNEL)
        self._keep()
        self._values = {}

    def _keep(self) -> None:
        """Have what is known kept for the next start; how alike pictures are is of one of them."""
        gallery, engine, memory = self._gallery, self._engine, self._memory
        if self._has_news and gallery is not None and engine is not None and memory is not None:
            known = {order: some for order, some in self._values.items() if order != LIKENESS}
            memory.keep(gallery, engine, known)
        self._has_news = False

    def _recall(self) -> None:
        gallery, engine, memory = self._gallery, self._engine, self._memory
        if gallery is not None and engine is not None and memory is not None:
            self._values = memory.recall(gallery, engine)

    def _sort_now_and_then(self) -> None:
        if self._clock() - self._sorted >= SORT_SECONDS and self._needed():
            self._sorted = self._clock()
            self._show()

    def _show(self) -> None:
        if self._gallery is not None:
            shown = view(self._gallery, self._selection, self._values)
            values = known_values(self._gallery, self._selection.order, self._values)
            self._view.set_gallery(self._gallery, shown, self._selection, values)

    def _pick(self, index: int) -> None:
        if self._gallery is not None:
            self.picked.emit(self._gallery.source(index))


def _fitting(selection: Selection, gallery: Gallery) -> Selection:
    """Leave out classes that were chosen in another gallery and would show nothing of this one."""
    classes = selection.classes
    if classes is None or classes & set(gallery.classes):
        return selection
    return replace(selection, classes=None)


def _unknown(gallery: Gallery) -> Values:
    return np.full(len(gallery), np.nan, np.float32)
