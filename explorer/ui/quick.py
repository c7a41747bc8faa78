"""What makes a start quick: done before the window's modules are imported."""

import builtins
import gc
from importlib import import_module


def start_quickly() -> None:
    """Spare what Python and PySide6 do beside a start; the collector is on again after it.

    What a start makes stays for good: looking through it for litter takes 50 ms, and finds none.
    PySide6 reads the source of every module that is imported after it, to see whether it may ask
    for its names in snake_case: here none does, so Python's own import is put back.
    """
    gc.disable()
    import_module("PySide6")
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
