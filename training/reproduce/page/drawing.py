"""Figures as PNG and SVG, drawn without a screen."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure as Canvas

from training.files.paper import mosaic
from training.reproduce.asked.words import spoken
from training.reproduce.page.diagram import Box
from training.reproduce.work.results import Result

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.size": 9.0,
    "axes.grid": True,
    "grid.alpha": 0.3,
}
Results = Mapping[str, Sequence[Result]]
"""Results of each variant, seed by seed."""


@dataclass(frozen=True)
class Drawn:
    """A figure in both formats."""

    png: bytes
    svg: bytes


def curves(variants: Sequence[str], results: Results) -> Drawn:
    """Draw accuracy and loss against epochs: whole lines held out, dashed ones trained on."""
    with matplotlib.rc_context(STYLE):
        canvas = Canvas(figsize=(7.5, 3.0), layout="constrained")
        for axes, kind in zip(canvas.subplots(1, 2), ("accuracy", "loss"), strict=True):
            for number, name in enumerate(variants):
                shown = results[name][0].curves
                for split, line in (("training", "--"), ("validation", "-")):
                    points = shown.get(f"{split}_{kind}", [])
                    label = f"{name}, {'held out' if split == 'validation' else split}"
                    epochs = range(1, len(points) + 1)
                    axes.plot(epochs, points, line, color=f"C{number}", label=label)
            axes.set(xlabel="epochs", ylabel=kind)
            axes.xaxis.get_major_locator().set_params(integer=True)
        canvas.axes[0].legend(fontsize=7)
        return _saved(canvas)


def bars(variants: Sequence[str], figure: str, results: Results) -> Drawn:
    """Draw the mean of a number over the seeds of each variant, and every seed as a dot."""
    with matplotlib.rc_context(STYLE):
        canvas = Canvas(figsize=(6.0, 0.5 + 0.4 * len(variants)), layout="constrained")
        axes = canvas.subplots()
        values = [[result.numbers[figure] for result in results[name]] for name in variants]
        places = np.arange(len(variants))
        axes.barh(places, [float(np.mean(numbers)) for numbers in values], color="C0", alpha=0.4)
        for place, numbers in zip(places, values, strict=True):
            axes.plot(numbers, [place] * len(numbers), "o", color="C0", markersize=4)
        axes.set_yticks(places, variants)
        axes.invert_yaxis()
        axes.set_xlabel(spoken(figure))
        return _saved(canvas)


def pictures(sheet: np.ndarray, rows: Sequence[str] = (), columns: Sequence[str] = ()) -> Drawn:
    """Draw pictures (rows, columns, 32, 32, 3) uint8 side by side, without smoothing."""
    down, across, height, width, _ = sheet.shape
    with matplotlib.rc_context({**STYLE, "axes.grid": False}):
        canvas = Canvas(figsize=(0.8 * across + 2.0, 0.8 * down + 0.6), layout="constrained")
        axes = canvas.subplots()
        axes.imshow(mosaic(sheet), interpolation="none")
        axes.xaxis.tick_top()
        axes.set_xticks([width * (i + 0.5) for i in range(len(columns))], columns)
        axes.set_yticks([height * (i + 0.5) for i in range(len(rows))], rows)
        axes.tick_params(length=0, labelsize=8)
        return _saved(canvas)


def diagram(boxes: Sequence[Box]) -> Drawn:
    """Draw layers from top to bottom, each with the shape that leaves it."""
    with matplotlib.rc_context({**STYLE, "axes.grid": False}):
        canvas = Canvas(figsize=(6.0, 0.45 * len(boxes) + 0.3), layout="constrained")
        axes = canvas.subplots()
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(len(boxes), 0))
        for place, box in enumerate(boxes):
            colour = "C0" if ".encoder." in f".{box.path}." else "C1"
            around = {"boxstyle": "round", "facecolor": colour, "alpha": 0.25}
            axes.text(0.35, place + 0.5, box.text, ha="center", va="center", bbox=around)
            shape = " × ".join(map(str, box.shape))
            axes.text(0.7, place + 0.5, f"→ {shape}", ha="left", va="center")
        return _saved(canvas)


def _saved(canvas: Canvas) -> Drawn:
    """Save in both formats; equal figures are equal files, as no date is kept in them."""
    png, svg = io.BytesIO(), io.BytesIO()
    canvas.savefig(png, format="png", dpi=150)
    with matplotlib.rc_context({**STYLE, "svg.hashsalt": "pegasus"}):
        canvas.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return Drawn(png.getvalue(), svg.getvalue())
