"""Errors that are meant for a person's eyes."""

from collections.abc import Iterator
from contextlib import contextmanager


class UserError(Exception):
    """Bad input: the message is one sentence that says what to do."""

    status = 2
    """What a command that ends by it returns."""


class Failure(UserError):
    """What began well failed: told in one sentence, too, where a traceback would not help."""

    status = 1


@contextmanager
def explained(what: str, advice: str) -> Iterator[None]:
    """Make a sentence of what the system refuses: ``what`` that is, why, and what to do.

    Raises
    ------
    UserError
        In place of an OSError.
    """
    try:
        yield
    except OSError as error:
        raise UserError(f"{what} ({error.strerror or error}): {advice}.") from error
