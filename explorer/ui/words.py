"""Numbers and names the way the window writes them."""

from explorer.core.board import Mode

STARS = "\N{BLACK STAR}"
SHOWN = {"airplane": "aeroplane", "automobile": "car"}
MODES = {
    Mode.LINEAR: ("Linear", "A straight line between the pictures' latents"),
    Mode.SLERP: ("Slerp", "Along the arc between the latents, which keeps their length"),
    Mode.SUM: ("Weighted sum", "So much of the body plus so much of the wings: two free axes"),
    Mode.REGIONS: ("Regions", "Each part of the picture from the source that suits it best"),
    Mode.REFINED: ("Refined", "The blend, pulled back to what pictures look like by the prior"),
}


def class_label(name: str | None) -> str:
    """Return what the window calls a class; identifiers keep the data set's own word."""
    return SHOWN.get(name, name) if name else "unnamed"


def source_label(name: str) -> str:
    """Return what the window calls a source: its name, in the window's words for classes."""
    return "/".join(SHOWN.get(part, part) for part in name.split("/"))


def percent(share: float) -> str:
    """Write a share as a percentage, with a real minus sign."""
    return f"{round(100 * share)} %".replace("-", "\N{MINUS SIGN}")


def amount(value: float) -> str:
    """Write a factor of the weighted sum."""
    return f"\N{MULTIPLICATION SIGN} {value:.2f}"


def score(value: float) -> str:
    """Write a score between 0 and 1 as a whole number of hundredths."""
    return str(round(100 * value))
