"""The page of what was measured: its table and its charts, made of the JSON."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from explorer.bench.figures import Figures, Measurement
from explorer.bench.report import lines
from training.files.atomic import write_whole
from training.files.errors import UserError

BEGIN, END = "<!-- table: pegasus bench -->", "<!-- end of the table -->"
CURVE = "curve."
"""How keys begin that are drawn, and not told in the table."""
CHARTS = {
    "batch": (("curve.batch",), "pictures in a batch", "ms a picture", "log"),
    "pins": (("curve.pins",), "pins", "ms a frame", "linear"),
    "gallery": (
        ("gallery.large.open_ms", "gallery.large.frame_p99_ms", "gallery.large.filter_ms"),
        "pictures in the gallery",
        "ms",
        "log",
    ),
    "search": (("curve.search",), "seconds of searching", "mean value of the best 20", "linear"),
}


def write_page(
    page: Path, measurements: Sequence[Measurement], report: Mapping[str, Any], figures: Figures
) -> None:
    """Put the table of figures between the marks of a page, and draw charts in a folder beside.

    The folder is called as the page is, without its ending.

    Raises
    ------
    UserError
        Where the page has no marks for the table.
    """
    text = page.read_text()
    place = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not place.search(text):
        raise UserError(f"{page} has no place for the table: write {BEGIN} and {END} into it.")
    table = "\n".join((BEGIN, "", *_told(report), "", *_table(measurements, figures), "", END))
    write_whole(page, place.sub(lambda _: table, text).encode())
    draw_charts(page.with_suffix(""), figures)


def _told(report: Mapping[str, Any]) -> list[str]:
    """Machine and commit, in a paragraph."""
    machine = report.get("machine", {})
    known = ", ".join(f"{name} {value}" for name, value in machine.items() if value)
    quick = " **A quick run: its figures are no good.**" if report.get("quick") else ""
    return [f"Commit {report.get('commit', '?')}; {known}.{quick}"]


def _table(measurements: Sequence[Measurement], figures: Figures) -> list[str]:
    heads = ("line", "what", "value", "reach", "", "p50 / p90 / p99 ms", "samples", "beside")
    rows = [row for one in measurements for row in one.rows if not row.key.startswith(CURVE)]
    some = (Measurement("", tuple(rows)),)
    made = [
        (f"`{line[0]}`", *line[1:4], f"**{line[4]}**" if line[4] else "", *line[5:])
        for line in lines(some, figures, {})
    ]
    return [f"| {' | '.join(cells)} |" for cells in (heads, ("---",) * len(heads), *made)]


def draw_charts(folder: Path, figures: Figures) -> list[Path]:
    """Draw each chart whose curves were measured as a PNG in ``folder``; return their files."""
    made = []
    for name, (keys, along, up, scale) in CHARTS.items():
        curves = {key: figures[key].curve for key in keys if key in figures}
        if any(curves.values()):
            folder.mkdir(parents=True, exist_ok=True)
            made.append(_chart(folder / f"{name}.png", curves, (along, up, scale)))
    return made


def _chart(
    file: Path,
    curves: Mapping[str, Sequence[tuple[float, float]]],
    words: tuple[str, str, str],
) -> Path:
    from matplotlib.figure import Figure as Canvas

    along, up, scale = words
    canvas = Canvas(figsize=(5.6, 3.2), layout="constrained")
    axes = canvas.subplots()
    for key, curve in curves.items():
        axes.plot(*zip(*curve, strict=True), marker="o", label=key.rpartition(".")[2])
    axes.set_xlabel(along)
    axes.set_ylabel(up)
    axes.set_xscale(scale)
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    if len(curves) > 1:
        axes.legend()
    canvas.savefig(file, dpi=110)
    return file
