"""Errors that are meant for a person's eyes."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

MOST = 1200
"""Characters of a sentence; what it quotes of a file from outside may be of any length."""
START = 800
"""Of those, how many stand before what is left out: the end says what to do."""


_UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, ends of lines, and marks that turn the direction of writing: terminals and
windows obey them, and names of files may hold them."""


class UserError(Exception):
    """Bad input: the message is one sentence that says what to do.

    It stays one line of bounded length whatever it quotes: names of files may hold line breaks.
    """

    status = 2
    """What a command that ends by it returns."""

    def __init__(self, sentence: str) -> None:
        super().__init__(_bounded(one_line(sentence)))


class Failure(UserError):
    """What began well failed: told in one sentence, too, where a traceback would not help."""

    status = 1


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def explained(what: str, advice: str, full: str | None = None) -> Iterator[None]:
    """Make a sentence of what the system refuses: ``what`` that is, why, and what to do.

    ``full`` is what to do where there is no room left, if that is another thing.

    Raises
    ------
    UserError
        In place of an OSError.
    """
    try:
        yield
    except OSError as error:
        to_do = full if full and error.errno in _FULL else advice
        raise UserError(f"{what} ({error.strerror or error}): {to_do}.") from error


def one_line(text: str) -> str:
    """Return a text with what would break or turn its line written out, as Python writes it."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _bounded(text: str) -> str:
    if len(text) <= MOST:
        return text
    return f"{text[:START]} \N{HORIZONTAL ELLIPSIS} {text[START - MOST :]}"
