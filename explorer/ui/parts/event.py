"""Signals without Qt, so that who holds state can tell of it, and be tested, with no window.

A view's Qt signal and an :class:`Event` are both :class:`Reports` to whoever listens.
"""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVarTuple

Told = TypeVarTuple("Told")


class Reports(Protocol[*Told]):
    """What can be listened to: an :class:`Event`, or a signal of Qt."""

    def connect(self, slot: Callable[[*Told], object], /) -> object: ...


class Event(Generic[*Told]):
    """Calls whoever is connected, in the order of connecting, on the thread that emits."""

    def __init__(self) -> None:
        self._slots: list[Callable[[*Told], object]] = []

    def connect(self, slot: Callable[[*Told], object], /) -> None:
        """Call ``slot`` at each :meth:`emit` from now on."""
        self._slots.append(slot)

    def emit(self, *told: *Told) -> None:
        """Tell everyone who is connected."""
        for slot in tuple(self._slots):
            slot(*told)
