"""What all edits of files say: what was not possible, and that there is something new to see."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.ui.parts.event import Event
from training.files.errors import UserError


class FileEdits:
    """Tells of edits.

    ``changed`` says that the list is another, ``removed`` carries what is not there any more,
    ``failed`` a sentence.
    """

    def __init__(self) -> None:
        self.changed, self.removed, self.failed = Event[()](), Event[Path](), Event[str]()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say what is not possible, which ends no more than the edit, and then ``changed``."""
        try:
            yield
        except UserError as error:
            self.failed.emit(str(error))
        finally:
            self.changed.emit()
