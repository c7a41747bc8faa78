"""What tests of every part need: values that must be there, calls that are noted."""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def present(value: T | None) -> T:
    """Return a value that must not be None."""
    assert value is not None
    return value


def noting(calls: list[tuple[Any, ...]], function: Callable[..., T]) -> Callable[..., T]:
    """Return ``function`` with the arguments of each call appended to ``calls``."""

    def noted(*given: Any) -> T:
        calls.append(given)
        return function(*given)

    return noted
