"""Tables of things that can be added to: modes, scores."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """A row of a table."""

    @property
    def name(self) -> str: ...


Row = TypeVar("Row", bound=Named)


class Registry(Generic[Row]):
    """Rows in the order in which they are shown, each of its own name.

    A program that adds something of its own adds its row before a window is made, and from then on
    the row is everywhere; :meth:`added` is for tests, which leave nothing behind.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: dict[str, Row] = {}
        for row in rows:
            self.add(row)

    def __iter__(self) -> Iterator[Row]:
        return iter(tuple(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, row: object) -> bool:
        return row in self._rows.values()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all rows."""
        return tuple(self._rows)

    def named(self, name: str) -> Row:
        """Return the row of a name.

        Raises
        ------
        ValueError
            Where there is none.
        """
        if name not in self._rows:
            raise ValueError(f"{name!r} is none of {', '.join(self._rows)}")
        return self._rows[name]

    def add(self, row: Row) -> None:
        """Add a row at the end.

        Raises
        ------
        ValueError
            Where there is one of that name.
        """
        if row.name in self._rows:
            raise ValueError(f"there is a {row.name!r} already")
        self._rows[row.name] = row

    def remove(self, name: str) -> None:
        """Take a row out; as :meth:`named` does, it raises where there is none."""
        del self._rows[self.named(name).name]

    @contextmanager
    def added(self, row: Row) -> Iterator[None]:
        """Have a row for a while."""
        self.add(row)
        try:
            yield
        finally:
            self.remove(row.name)
