"""What the canvas says: tips under the mouse, and itself in words for a screen reader."""

from collections.abc import Sequence

from explorer.core.board.board import Pin
from explorer.ui.canvas.geometry import Hit, Part
from explorer.ui.parts.words import class_label, source_label

LOCK = "Lock this picture: it is neither moved, nor replaced, nor taken off (L)"


def in_words(pins: Sequence[Pin], texts: Sequence[str]) -> str:
    """Name the pictures of a board and their weights."""
    parts = [
        f"{i + 1}: {source_label(pin.source.name)}, {text}"
        for i, (pin, text) in enumerate(zip(pins, texts, strict=True))
    ]
    return "; ".join(parts) or "No pictures pinned"


def tip(pins: Sequence[Pin], hit: Hit) -> str:
    """Say what is under the mouse, or what a click there does."""
    if hit.part is Part.REMOVE:
        return "Take this picture off the board"
    if hit.part is Part.LOCK:
        locked = pins[hit.pin].locked
        return "Unlock this picture" if locked else LOCK
    if hit.part is Part.PIN:
        source = pins[hit.pin].source
        return f"{class_label(source.class_name)} · {source_label(source.name)}"
    return "The blend: drag it towards the pictures" if hit.part is Part.PUCK else ""
