"""Where things are that come with the program, and those that can be made again."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path

from training.files.errors import UserError

_INSTALLED = Path(__file__).parents[1] / "resources"
RESOURCES = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[2] / "resources"
"""What ships with the program: in the package, or beside it in a checkout."""
SHIPPED = RESOURCES / "models"
"""The model set."""
JUDGE = RESOURCES / "reports" / "judge"
"""The classifier that only measures."""
COURSEWORK_JUDGE = RESOURCES / "reports" / "coursework-judge"
"""The judge before its last 24 epochs, which looked at the pictures of the coursework's VAEs: the
study of the coursework keeps to it, as figures of two judges cannot be compared."""
COURSEWORK_DREAMS = RESOURCES / "reports" / "coursework-dreams"
"""The gallery from whose pictures the figures of the coursework's study are."""
STARTER = RESOURCES / "starter"
"""The gallery of dreams."""


@contextmanager
def home_needed() -> Iterator[None]:
    """Have an account without a home folder told in a sentence.

    Raises
    ------
    UserError
        Where a path turned out to depend on one.
    """
    try:
        yield
    except RuntimeError as error:
        raise UserError(
            "This account has no home folder that is known: name a folder by PEGASUS_HOME, or, to "
            "pegasus, by --home."
        ) from error


def default_cache_dir() -> Path:
    """``$PEGASUS_HOME/cache`` where that is set, else the user's cache folder."""
    home = os.environ.get("PEGASUS_HOME")
    with home_needed():
        return Path(home) / "cache" if home else user_cache_path("pegasus-explorer")


def have_temporary_folder(spare: Callable[[], Path]) -> None:
    """Have a folder for temporary files, which torch asks for: ``spare`` where the system has none.

    Raises
    ------
    UserError
        Where that cannot be written, either.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        folder = spare()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                f"There is no folder for temporary files, and {folder} cannot be made "
                f"({error.strerror or error}): name one by TMPDIR."
            ) from error
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
