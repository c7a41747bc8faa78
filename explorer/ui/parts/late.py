"""What a start need not wait for: made when it is wanted, and when it is quiet at the latest."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

Made = TypeVar("Made")

PAUSE_MILLISECONDS = 30
"""Between two things that are made when it is quiet: a drag goes on meanwhile."""
LATEST_MILLISECONDS = 1500
"""After which they are made even where no blend was seen."""


class Late(Generic[Made]):
    """Something that is made by the first call."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._made: Made | None = None
        self._waiting: deque[Callable[[Made], object]] = deque()

    def __call__(self) -> Made:
        """Return it, made by now; what waited for it is done, in the order of asking."""
        if self._made is None:
            self._made = self._make()
            while self._waiting:
                self._waiting.popleft()(self._made)
        return self._made

    @property
    def is_made(self) -> bool:
        """Whether it was wanted before."""
        return self._made is not None

    def then(self, act: Callable[[Made], object]) -> None:
        """Do something with it: now, or as soon as it is made."""
        if self._made is None or self._waiting:
            self._waiting.append(act)
        else:
            act(self._made)


class MadeInTurn(QObject):
    """Makes what nobody has wanted yet, one a turn, so that it is there when it is wanted."""

    def __init__(self, parts: Iterable[Callable[[], object]], parent: QObject) -> None:
        super().__init__(parent)
        self._parts = deque(parts)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._make_next)

    def wait(self) -> None:
        """Begin in a while, unless :meth:`begin` comes before."""
        self._timer.start(LATEST_MILLISECONDS)

    def begin(self) -> None:
        """Begin soon: what had to come first is seen."""
        if self._parts and self._timer.interval() != PAUSE_MILLISECONDS:
            self._timer.start(PAUSE_MILLISECONDS)

    def stop(self) -> None:
        """Make nothing any more."""
        self._parts.clear()
        self._timer.stop()

    def _make_next(self) -> None:
        self._timer.setInterval(PAUSE_MILLISECONDS)
        if self._parts:
            self._parts.popleft()()
        if not self._parts:
            self._timer.stop()
