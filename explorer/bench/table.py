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
)
"""In the order of the table."""
