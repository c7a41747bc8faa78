"""From results to what the report shows of a row: its figures, and a finding for each claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from training.coursework_recipes import CourseworkVaeRecipe
from training.models.coursework import CourseworkVae
from training.reproduce.asked.claims import Bars, Claim, Curves, Diagram, Figure, Pictures
from training.reproduce.asked.plan import Run
from training.reproduce.asked.rows import ROWS
from training.reproduce.asked.verdicts import Finding, Verdict, judge
from training.reproduce.page import drawing
from training.reproduce.page.diagram import RoundTrip, boxes
from training.reproduce.page.drawing import Drawn, Results
from training.reproduce.work.picturing import WEIGHTS
from training.reproduce.work.workshop import Workshop

HUNDRED_COMMAND = "pegasus data get cifar100 && pegasus reproduce {row}"
"""What runs a row on a hundred classes."""
PICTURE_ROWS = {
    "rebuilt": ("original", "rebuilt"),
    "blends": ("horse", "half of each", "aeroplane"),
    "grid": tuple(f"horse × {weight:g}" for weight in WEIGHTS),
    "best": (),
}
"""What is written beside the rows of pictures."""


@dataclass(frozen=True)
class Study:
    """A row carried out.

    Attributes
    ----------
    settings
        Of each variant, in words: pictures, epochs, seeds.
    figures
        By file name without suffix.
    findings
        One for each claim of the row.
    """

    row: str
    settings: tuple[str, ...]
    figures: dict[str, Drawn]
    findings: tuple[tuple[Claim, Finding], ...]

    def as_json(self, results: Results) -> dict[str, Any]:
        """Return all numbers of the row, and what is made of them."""
        named = ROWS[self.row].variants
        return {
            "row": self.row,
            "title": ROWS[self.row].title,
            "settings": self.settings,
            "claims": [
                {"claim": claim.text, "verdict": str(finding.verdict), "evidence": finding.evidence}
                for claim, finding in self.findings
            ],
            "figures": {
                name: [result.numbers for result in results[name]]
                for name in named
                if name in results
            },
        }


def study(
    row: str, runs: dict[str, list[Run]], results: Results, workshop: Workshop, rough: bool
) -> Study:
    """Draw a row's figures and decide its claims, as far as not all of it is ``rough``."""
    about = ROWS[row]
    numbers = {name: [result.numbers for result in finished] for name, finished in results.items()}
    command, classes = HUNDRED_COMMAND.format(row=row), len(workshop.data.classes)
    return Study(
        row,
        tuple(settings_in_words(runs[name]) for name in about.variants),
        {figure.name: _drawn(figure, runs, results, workshop) for figure in about.figures},
        tuple((claim, judge(claim, numbers, classes, command, rough)) for claim in about.claims),
    )


def impossible(row: str, classes: Sequence[str]) -> Study:
    """Return what is said of a row for which the data lacks classes."""
    lacking = ", ".join(name for name in ROWS[row].needs if name not in classes)
    finding = Finding(
        Verdict.NOT_RUN,
        f"The data has no class {lacking}: pegasus data get cifar10 && pegasus reproduce {row}",
    )
    return Study(row, (), {}, tuple((claim, finding) for claim in ROWS[row].claims))


def settings_in_words(runs: Sequence[Run]) -> str:
    """Write what a variant learns from, how long, and how often it was trained."""
    run, count = runs[0], len(runs)
    share = "all pictures" if run.share >= 1 else f"{run.share:.0%} of the pictures"
    epochs = f"{run.recipe.epochs} epoch{'s' * (run.recipe.epochs > 1)}"
    return f"{run.variant}: {share}, {epochs}, {count} seed{'s' * (count > 1)}"


def _drawn(
    figure: Figure, runs: dict[str, list[Run]], results: Results, workshop: Workshop
) -> Drawn:
    match figure:
        case Curves():
            return drawing.curves(figure.variants, results)
        case Bars():
            return drawing.bars(figure.variants, figure.figure, results)
        case Pictures():
            pictures = workshop.pictures(runs[figure.variant][0], workshop.source)
            columns = [f"plane × {weight:g}" for weight in WEIGHTS if figure.kind == "grid"]
            return drawing.pictures(pictures[figure.kind], PICTURE_ROWS[figure.kind], columns)
        case Diagram():
            return drawing.diagram(_layers(runs[figure.variant][0].recipe))


def _layers(recipe: object) -> Any:
    assert isinstance(recipe, CourseworkVaeRecipe)
    vae = CourseworkVae(
        (recipe.latent_numbers,), recipe.width, recipe.activation, recipe.convolutional
    )
    return boxes(RoundTrip(vae), torch.zeros(1, 3, 32, 32))
