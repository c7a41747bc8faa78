"""The nearest real pictures to what is seen, while somebody looks at them."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, Protocol

from explorer.core.blend.renderer import Renderer, RenderResult
from explorer.core.board.board import Board
from explorer.core.board.sources import Source
from explorer.core.engine.engine import Feature
from explorer.core.engine.jobs import Urgency
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.nearest import Nearest, Neighbours
from explorer.ui.parts.answers import Waits, Work
from explorer.ui.parts.event import Event, Reports

CHANNEL = "nearest"
COUNT = 5
"""Pictures that are shown."""
REST_MILLISECONDS = 250
"""After which what is seen counts as resting."""
WAIT = "The models are not loaded yet: wait a moment."
BLENDING = "The blend is being made: the pictures nearest to it are shown here in a moment."
NOTHING = "Pick pictures: the nearest to their blend are shown here."


class Neighbour(NamedTuple):
    """A real picture, and how far it is in the latent space from what is seen."""

    source: Source
    distance: float


class NearestShow(Protocol):
    """The nearest pictures, and what the user wants of them."""

    @property
    def is_open(self) -> bool: ...

    def set_nearest(self, neighbours: Sequence[Neighbour], pinned: Collection[str]) -> None: ...

    def set_note(self, text: str) -> None: ...

    @property
    def opened(self) -> Reports[()]: ...


class Sight(Protocol):
    """What is seen of the board."""

    @property
    def result(self) -> RenderResult | None: ...

    @property
    def is_up_to_date(self) -> bool: ...

    @property
    def shown(self) -> Reports[RenderResult]: ...


class Pictures(Protocol):
    """The gallery that is open."""

    @property
    def gallery(self) -> Gallery | None: ...


class NearestControl:
    """Looks for them as soon as the puck rests; less urgent than all else.

    ``failed`` carries a sentence about what was not possible.

    Parameters
    ----------
    board
        Returns the board at this moment.
    """

    def __init__(
        self,
        board: Callable[[], Board],
        sight: Sight,
        pictures: Pictures,
        work: Work,
        view: NearestShow,
        pause: Waits,
    ) -> None:
        self.failed = Event[str]()
        self._board, self._sight, self._pictures = board, sight, pictures
        self._work, self._view, self._pause = work, view, pause
        self._renderer: Renderer | None = None
        self._known: Neighbours | None = None
        self._shown: tuple[Neighbour, ...] = ()
        sight.shown.connect(self._seen)
        view.opened.connect(self.look)
        pause.ended.connect(self.look)
        view.set_note(WAIT)

    def set_renderer(self, renderer: Renderer) -> None:
        """Measure by another model set's latents; what is known by the last one is void."""
        self._renderer, self._known = renderer, None
        self._show(())
        self.look()

    def close(self) -> None:
        """Look at nothing any more."""
        self._pause.stop()
        self._work.cancel(CHANNEL)

    def look(self) -> None:
        """Look for the pictures nearest to what is seen, where somebody can see them."""
        self.close()
        renderer, gallery, seen = self._renderer, self._pictures.gallery, self._sight.result
        if not self._view.is_open or renderer is None or gallery is None:
            return
        if (reason := renderer.engine.missing.get(Feature.BLEND)) is not None:
            self._view.set_note(reason)
        elif not self._board().pins:
            self._show(())
            self._view.set_note(NOTHING)
        elif seen is None or not self._sight.is_up_to_date:  # it will be heard of
            if not self._shown:
                self._view.set_note(BLENDING)
        elif seen.latent is None:
            self._show(())
            self._view.set_note(seen.error or "")
        else:
            steps = self._neighbours(renderer, gallery).steps(seen.latent, COUNT)
            self._work.submit(Urgency.GALLERY, CHANNEL, steps, self._take, self._broke)

    def _neighbours(self, renderer: Renderer, gallery: Gallery) -> Neighbours:
        """What is known of the gallery; another one is begun with anew, which is said at once."""
        known = self._known
        if known is None or not _is_of(known, gallery):
            known = self._known = Neighbours(renderer.engine, gallery)
            self._show(())
            self._view.set_note(in_words(Nearest((), 0, known.total), gallery))
        return known

    def _seen(self, result: RenderResult) -> None:
        if self._view.is_open:
            self._show(self._shown)  # one of them may be on the board by now
            self._pause.start()

    def _take(self, nearest: Nearest | None) -> None:
        gallery, known = self._pictures.gallery, self._known
        if nearest is None or known is None or gallery is None or not _is_of(known, gallery):
            return
        self._show([Neighbour(gallery.source(i), distance) for i, distance in nearest.pictures])
        self._view.set_note(in_words(nearest, gallery))

    def _show(self, neighbours: Sequence[Neighbour]) -> None:
        self._shown = tuple(neighbours)
        pinned = {pin.source.name for pin in self._board().pins}
        self._view.set_nearest(self._shown, pinned)

    def _broke(self, error: Exception) -> None:
        self.failed.emit(f"The nearest pictures cannot be told ({error}): see the log for details.")


def _is_of(known: Neighbours, gallery: Gallery) -> bool:
    """Whether it is a gallery of the same pictures; opened again, it is another object."""
    return known.gallery.fingerprint == gallery.fingerprint


def in_words(nearest: Nearest, gallery: Gallery) -> str:
    """Say among how many pictures the nearest were found, or how far the look through them is."""
    few, all_of_them = nearest.compared, len(gallery)
    of_what = "dreams" if gallery.dreams else f"pictures of {gallery.title}"
    if few < nearest.total:
        return f"Looking through the {of_what}: {few:,} of {nearest.total:,}."
    of = f"all {few:,}" if few == all_of_them else f"{few:,} of {all_of_them:,}"
    return f"Among {of} {of_what}, by distance in the latent space."
