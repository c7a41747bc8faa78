"""The table: what is measured, and what is to be reached. A row is added here."""

from explorer.bench.figures import Measurement, Row

DRAGS = {
    "linear": "dragging a linear blend",
    "slerp": "dragging along the arc",
    "graft": "dragging a graft",
    "tip": "dragging a wing's tip on the picture",
    "refined": "dragging a refined blend",
    "four_pins": "dragging between four pictures",
}


def _drags() -> tuple[Row, ...]:
    """Of each drag: from a move of the mouse to the painted picture, over its graphs alone."""
    return tuple(
        row
        for kind, words in DRAGS.items()
        for row in (
            Row(f"drag.{kind}.p50", f"{words}, over its graphs alone", at_most=1.5),
            Row(f"drag.{kind}.p99", f"{words}, the slowest of 100", at_most=3.0),
        )
    )


MEASUREMENTS: tuple[Measurement, ...] = (
    Measurement(
        "explorer.bench.window.drag",
        (
            *_drags(),
            Row("frame.paint_ms", "of a drag's frame, painting", "ms"),
            Row("frame.python_ms", "of a drag's frame, all but graphs and painting", "ms"),
            Row("frame.share", "painting and the rest, over the graphs alone", at_most=0.333),
            Row("heartbeat.drag.p99_ms", "a timer of 10 ms in the window, dragging", "ms", 20),
        ),
    ),
    Measurement(
        "explorer.bench.window.idle",
        (Row("idle.cpu_share", "processor time while nobody touches it", "% of a core", 0.5),),
    ),
)
"""In the order of the table."""
