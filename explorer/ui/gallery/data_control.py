"""Data sets on their way into the gallery: fetched, opened, decoded; with progress and cancel."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from PySide6.QtCore import QObject, Signal

from explorer.core.gallery import official
from explorer.core.gallery.gallery import Gallery, open_gallery
from explorer.core.gallery.pace import Pace
from explorer.ui.gallery.view import GalleryView
from explorer.ui.parts.answers import Stopped
from explorer.ui.parts.time_words import with_time_left
from explorer.ui.parts.worker import Chores
from training.data.patient import Cancelled
from training.files.errors import one_line


class _Progress:
    """Where a chore is: passed to the window now and then; raises when the chore is to stop."""

    def __init__(self, tell: Callable[[str, float | None], None], stop: Callable[[], bool]) -> None:
        self._tell, self._stop = tell, stop
        self._pace: Pace | None = None

    def bytes_read(self, done: int, total: int | None) -> None:
        if self._pace is None:  # what an earlier try fetched says nothing about this one's pace
            self._pace = Pace(total or 0, done)
        self._pace.done = done
        if self._pace.is_time():
            of = f" of {total >> 20}" if total else ""
            left = self._pace.seconds_left() if total else 0.0
            text = with_time_left(f"Fetching CIFAR-10: {done >> 20}{of} MB", left)
            self._tell(text, done / total if total else None)

    def pictures_read(self, count: int) -> None:
        if self._stop():
            raise Stopped
        if count <= 1 or self._pace is None:
            self._pace = Pace(0)
        if self._pace.is_time():
            self._tell(f"Reading pictures: {count:,} so far" if count else "Looking around…", None)


class DataControl(QObject):
    """Opens data sets beside exploring; one at a time.

    ``opened`` carries a path and its Gallery, ``told`` what of it could not be shown, ``failed``
    a sentence.
    """

    opened = Signal(object, object)
    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self, chores: Chores, view: GalleryView, cache: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._chores, self._view, self._cache = chores, view, cache
        self._turn = 0
        self._busy = False
        self._one_download = Lock()
        view.get_data_wanted.connect(self.fetch)
        view.cancel_wanted.connect(self.cancel)

    @property
    def busy(self) -> bool:
        """Whether a data set is on its way."""
        return self._busy

    def open(self, path: Path) -> None:
        """Open a data set or any folder or archive of pictures."""
        progress = self._start(f"Opening {path.name}…")
        self._run(lambda: (path, open_gallery(path, self._cache, progress.pictures_read)))

    def fetch(self) -> None:
        """Fetch CIFAR-10, and open it; what an earlier try fetched is gone on with."""
        progress = self._start("Asking for CIFAR-10…")
        turn = self._turn

        def work() -> tuple[Path, Gallery]:
            from training.data.fetch import download  # takes 30 ms, which the start need not wait

            with self._one_download:  # one that was let go of a moment ago ends first
                if self._is_over(turn):
                    raise Stopped
                try:
                    path = download(
                        official.cifar10_source(),
                        self._cache / "downloads",
                        progress.bytes_read,
                        lambda: self._is_over(turn),
                    )
                except Cancelled:
                    raise Stopped from None
            return path, open_gallery(path, self._cache, progress.pictures_read)

        self._run(work)

    def cancel(self) -> None:
        """Let go of what is on its way; a download is gone on with the next time."""
        if self._busy:
            self._turn += 1
            self._end()

    def _start(self, text: str) -> _Progress:
        self._turn += 1
        self._busy = True
        turn = self._turn
        self._view.show_progress(text)

        def tell(text: str, share: float | None) -> None:
            self._chores.report(self._tell, (turn, text, share))

        return _Progress(tell, lambda: self._is_over(turn))

    def _is_over(self, turn: int) -> bool:
        return turn != self._turn or self._chores.stopping.is_set()

    def _run(self, work: Callable[[], tuple[Path, Gallery]]) -> None:
        turn = self._turn

        def done(opened: tuple[Path, Gallery]) -> None:
            if turn == self._turn:
                self._end()
                self.opened.emit(*opened)
                if opened[1].missing:
                    self.told.emit(one_line(f"Of {opened[0].name}, {opened[1].missing}."))

        def failed(error: Exception) -> None:
            if turn == self._turn:
                self._end()
                self.failed.emit(str(error))

        self._chores.submit(work, done, failed)

    def _tell(self, told: tuple[int, str, float | None]) -> None:
        turn, text, share = told
        if turn == self._turn and self._busy:
            self._view.show_progress(text, share)

    def _end(self) -> None:
        self._busy = False
        self._view.end_progress()
