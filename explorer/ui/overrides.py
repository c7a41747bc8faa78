"""Mistakes in methods that Qt calls are told, as all others are.

Where such a method ends with an exception that C code raised, such as the IndexError of a list,
Python before 3.12 has it as a text alone, and shiboken 6.11 takes that for the exception itself:
the process ends there. An exception that somebody caught and raised again is whole.
"""

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand

NEEDED = sys.version_info < (3, 12)
CALLED = QObject, QUndoCommand
"""What classes whose methods Qt calls come from."""


def tell_mistakes() -> None:
    """Let classes that are made from now on raise whole exceptions to Qt: the window's, mostly."""
    if NEEDED:
        for base in CALLED:
            _watch_subclasses(base)


def _watch_subclasses(base: type) -> None:
    def init_subclass(made: type, **given: Any) -> None:
        super(base, made).__init_subclass__(**given)  # type: ignore[misc,arg-type]
        _wrap_overrides(made)

    base.__init_subclass__ = classmethod(init_subclass)  # type: ignore[assignment]


def _wrap_overrides(made: type) -> None:
    bases = [base for base in made.__mro__ if base.__module__.startswith("PySide6.")]
    for name, method in tuple(vars(made).items()):
        if isinstance(method, FunctionType) and any(name in vars(base) for base in bases):
            setattr(made, name, _raising_whole(method))


def _raising_whole(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def called(*given: Any, **named: Any) -> Any:
        try:
            return method(*given, **named)
        except BaseException:  # by which Python makes it whole
            raise

    return called
