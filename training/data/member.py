"""A file of a folder or an archive, wherever it lies."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

START_BYTES = 64


@dataclass(eq=False)
class Member:
    """One file. ``size`` is in bytes, as told before it is read.

    ``load`` reads it whole; of an archive that can be done once, before the next file is asked
    for. ``peek`` reads no more than its first bytes, where that is cheaper. ``is_link`` says that
    it is another's name, in an archive.
    """

    name: str
    size: int
    load: Callable[[], bytes]
    peek: Callable[[], bytes] | None = None
    is_link: bool = False

    @cached_property
    def content(self) -> bytes:
        return self.load()

    @property
    def start(self) -> bytes:
        """The first bytes, by which kinds of files are told."""
        return self.peek() if self.peek else self.content[:START_BYTES]
