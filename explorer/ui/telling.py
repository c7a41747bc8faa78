"""What the parts of the program say, and where it is read: the notice, the line at the foot."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from explorer.core.blend.renderer import RenderResult
from explorer.core.runs.result import why_not_explored
from explorer.core.runs.watch import RunState
from explorer.core.titles import name_of
from explorer.ui.controllers import Controllers
from explorer.ui.parts.event import Reports
from explorer.ui.window import Window
from training.run.folder import RunFolder

if TYPE_CHECKING:  # it comes late
    from explorer.ui.play.control import PlayControl
    from explorer.ui.training.control import TrainingControl

TELLING_MILLISECONDS = 10_000


class Telling(QObject):
    """Shows in the window what went wrong, and what was done.

    A fault stands in the notice above the canvas till it is put away; what is only told stands
    at the foot for a while.
    """

    def __init__(self, parts: Controllers) -> None:
        super().__init__(parts)
        self._window: Window = parts.window
        self._connect_faults(parts)
        self._connect_news(parts)
        self._connect_late(parts)

    def tell(self, text: str) -> None:
        """Say something for a while."""
        self._window.statusBar().showMessage(text, TELLING_MILLISECONDS)

    def _connect_faults(self, parts: Controllers) -> None:
        warn = self._window.notice.warn
        parts.board.refused.connect(warn)
        parts.blend.failed.connect(warn)
        for part in (
            *(parts.crops, parts.latents, parts.model_sets, parts.preview, parts.sessions),
            *(parts.data, parts.galleries, parts.models, parts.favourites, parts.openings),
            *(parts.menus, parts.settings),
        ):
            part.failed.connect(warn)

    def _connect_news(self, parts: Controllers) -> None:
        for hand in (parts.wings, parts.regions):
            hand.refused.connect(self.tell)
        for part in (
            *(parts.gallery, parts.data, parts.field),
            *(parts.favourites, parts.menus, parts.openings),
        ):
            part.told.connect(self.tell)
        parts.favourites.doing.connect(self._tell_going_on)
        parts.blend.shown.connect(self._tell_latency)

    def _connect_late(self, parts: Controllers) -> None:
        """Listen to what comes late, as soon as it is there."""
        window, warn, tell = self._window, self._window.notice.warn, self.tell
        window.late_search.then(lambda _: parts.finds.failed.connect(warn))
        window.late_compare.then(lambda _: parts.compare.failed.connect(warn))
        window.late_play.then(lambda _: self._listen_to_play(parts.play))
        window.late_path.then(lambda _: _listen(parts.path, warn, tell))
        window.late_training.then(lambda _: self._listen_to_training(parts.training))

    def _listen_to_play(self, play: "PlayControl") -> None:
        """Say what was refused until something else is asked for, which may well be possible."""
        notice, refused = self._window.notice, list[str]()

        def warn(text: str) -> None:
            refused.append(text)
            notice.warn(text)

        def forget() -> None:
            while refused:
                notice.withdraw(refused.pop())

        play.asked.connect(forget)
        _listen(play, warn, self.tell)

    def _listen_to_training(self, training: "TrainingControl") -> None:
        training.finished.connect(self._tell_finished)
        training.broke.connect(self._tell_broken)
        _listen(training, self._window.notice.warn, self.tell)

    def _tell_broken(self, run: RunState) -> None:
        self._window.notice.warn(f"The training {name_of(run.folder)} has failed. {run.message}")

    def _tell_finished(self, run: Path) -> None:
        why_not = why_not_explored(RunFolder(run).model_set)
        what = f". {why_not}" if why_not else ": “Use these weights” explores with them."
        self._window.notice.inform(f"The training {name_of(run)} is finished{what}")

    def _tell_going_on(self, text: str) -> None:
        self._window.statusBar().showMessage(text)

    def _tell_latency(self, result: RenderResult) -> None:
        told = f"{result.milliseconds:.0f} ms" if result.picture is not None else ""
        self._window.latency.setText(told)


class _Tells(Protocol):
    @property
    def failed(self) -> Reports[str]: ...
    @property
    def told(self) -> Reports[str]: ...


def _listen(part: _Tells, warn: Callable[[str], None], tell: Callable[[str], None]) -> None:
    part.failed.connect(warn)
    part.told.connect(tell)
