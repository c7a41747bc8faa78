"""Files that are saved along the way: beside the window, and at the end at once."""

from collections.abc import Callable
from threading import Lock

from explorer.ui.parts.answers import Chores
from training.files.errors import UserError


class Saving:
    """Saves what is newest: of two that are under way, the older one never replaces the newer.

    Parameters
    ----------
    take_down
        Takes down what there is now, and returns what writes that, on any thread.
    chores
        Write along the way: the disk takes many milliseconds, and a drag goes on.
    failed
        Is told a sentence about what could not be written.
    """

    def __init__(
        self,
        take_down: Callable[[], Callable[[], None]],
        chores: Chores,
        failed: Callable[[str], None],
    ) -> None:
        self._take_down, self._chores, self._failed = take_down, chores, failed
        self._asked = self._written = 0
        self._writing = Lock()

    def now(self) -> bool:
        """Save at once; return whether that worked."""
        try:
            self._newest()()
        except UserError as error:
            self._failed(str(error))
            return False
        return True

    def beside(self) -> None:
        """Save while the window goes on."""
        self._chores.submit(self._newest(), lambda _: None, lambda error: self._failed(str(error)))

    def _newest(self) -> Callable[[], None]:
        self._asked += 1
        number, write = self._asked, self._take_down()

        def write_newest() -> None:
            with self._writing:
                if number > self._written:
                    write()
                    self._written = number

        return write_newest
