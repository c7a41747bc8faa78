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


def _decoded() -> tuple[Row, ...]:
    """Pictures a second of all that a live picture needs, over those of other runtimes."""
    eager = {1: 3.0, 64: 2.0, 256: 2.0}
    return tuple(
        row
        for size in eager
        for row in (
            Row(f"decode.vs_eager.b{size}", f"{size} at once, eager torch", at_least=eager[size]),
            Row(f"decode.vs_onnxruntime.b{size}", "ONNX Runtime in float32", at_least=1.3),
            Row(f"decode.vs_openvino.b{size}", "OpenVINO in float32", at_least=1.3),
            Row(f"decode.vs_best.b{size}", "the best of all", at_least=0.97),
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
        "explorer.bench.window.busy",
        (
            Row(
                "drag_busy.field",
                "the slowest of a drag as the field fills, over quiet",
                at_most=1.5,
            ),
            Row("drag_busy.search", "... while a search runs", at_most=1.5),
            Row("drag_busy.encode", "... while the gallery is looked through", at_most=1.5),
            Row("drag_busy.train", "... while a network is trained", at_most=3),
            Row("heartbeat.field.p99_ms", "a timer of 10 ms while the field fills", "ms", 20),
            Row("heartbeat.train.p99_ms", "a timer of 10 ms beside a training", "ms", 33),
        ),
    ),
    Measurement(
        "explorer.bench.window.start",
        (
            Row("start.window", "to the window, over an empty one of PySide6", at_most=2.5),
            Row("start.first_blend", "to a live blend, over an empty window", at_most=4),
            Row("start.uncompiled_ms", "to a live blend, no graph compiled yet", "ms", 2500),
            Row("heartbeat.start.p99_ms", "a timer of 10 ms as the window opens", "ms", 100),
        ),
    ),
    Measurement(
        "explorer.bench.window.field",
        (
            Row("field.coarse", "8 × 8 pictures seen, over decoding them alone", at_most=1.3),
            Row("field.full", "16 × 16 pictures seen, over decoding them alone", at_most=1.3),
        ),
    ),
    Measurement(
        "explorer.bench.window.search",
        (Row("search.candidates", "candidates a second, over their graphs alone", at_least=0.7),),
    ),
    Measurement(
        "explorer.bench.window.gallery",
        (
            Row("gallery.import_s", "first import of 18,000 pictures", "s", 20),
            Row("gallery.open_ms", "to the first of 18,000 pictures, decoded before", "ms", 300),
            Row("gallery.frame_p99_ms", "scrolling from end to end", "ms", 16.7),
        ),
    ),
    Measurement(
        "explorer.bench.window.favourites",
        (Row("favourites.open_ms", "20,000 favourites in the strip", "ms", 500),),
    ),
    Measurement(
        "explorer.bench.window.memory",
        (
            Row("memory.rss_mb", "after dragging among 18,000 pictures", "MB", 600),
            Row("memory.growth_mb", "of that, in the second half of the drag", "MB", 5),
        ),
    ),
    Measurement(
        "explorer.bench.window.idle",
        (Row("idle.cpu_share", "processor time while nobody touches it", "% of a core", 0.5),),
    ),
    Measurement(
        "explorer.bench.graphs.decode",
        (
            *_decoded(),
            Row("decode.share_of_peak.b64", "of what large convolutions reach", at_least=0.5),
            Row("frame.mmac", "multiply-adds of a live picture", "million", 180),
        ),
    ),
    Measurement(
        "explorer.bench.graphs.background",
        (
            Row("gallery.encode", "encoded in the background, over the graph alone", at_least=0.8),
            Row("gallery.score", "scored in the background, over the graph alone", at_least=0.8),
        ),
    ),
    Measurement(
        "explorer.bench.window.large",
        (
            Row("gallery.large.open_ms", "a million pictures decoded before, to the first", "ms"),
            Row("gallery.large.frame_p99_ms", "scrolling through them", "ms", at_most=16.7),
            Row("gallery.large.filter_ms", "their horses for testing", "ms"),
            Row("gallery.large.search_ms", "a search in their names", "ms"),
            Row("gallery.large.memory_mb", "memory that they take, pixels aside", "MB", 600),
        ),
    ),
    Measurement(
        "explorer.bench.training",
        (
            Row("train.classifier_vs_plain", "a classifier, over the usual loop", at_least=1.3),
            Row("train.vae_vs_plain", "a VAE, over the usual loop", at_least=1.3),
            Row("train.prior_vs_plain", "a prior, over the usual loop", at_least=1.3),
            Row("train.precision", "a step as auto has it, over the quickest", at_most=1.05),
            Row("train.two_processes.ratio", "a VAE by two processes, over one"),
            Row("train.two_processes.loss_gap", "how far its losses are apart", "", 0.001),
        ),
    ),
    Measurement(
        "explorer.bench.curves",
        (
            Row("curve.batch", "decoding and scoring, the largest batch", "ms a picture"),
            Row("curve.pins", "a linear frame of eight pins", "ms"),
            Row("curve.search", "mean value of the best 20 at the end of a search", ""),
        ),
    ),
)
"""In the order of the table."""
