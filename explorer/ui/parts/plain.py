"""Names as plain text, where Qt would else see markup or mnemonics in them."""

from html import escape

from PySide6.QtGui import Qt


def shortened(text: str, letters: int = 30) -> str:
    """Return a name on one line, its middle left out where it has more letters than that."""
    line = " ".join(text.split())
    if len(line) <= letters:
        return line
    end = (letters - 1) // 2
    return f"{line[: letters - 1 - end]}\N{HORIZONTAL ELLIPSIS}{line[-end:]}"


def plain_item(text: str) -> str:
    """Return a name for a menu, which would else take "R&D" for an R with the D underlined."""
    return " ".join(text.split()).replace("&", "&&")


def plain_tip(text: str) -> str:
    """Return a text for a tooltip, which Qt would else take for markup where it looks like some."""
    lines = escape(text).replace("\n", "<br>")
    return f"<p>{lines}</p>" if Qt.mightBeRichText(text) else text
