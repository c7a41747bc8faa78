"""``pegasus evaluate``: measure a model set on a data set."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import tyro

from explorer.commands.parts.arguments import OptionalFile, OptionalFolder, OptionalPath, parse
from explorer.commands.parts.choices import find_models, require_data
from explorer.commands.parts.output import folder_or_scratch, share_bar
from explorer.core.home.home import Home

if TYPE_CHECKING:
    from explorer.core.search.generations import Findings
    from training.measure.evaluate import Options

Folders = tyro.conf.UseAppendAction[
    Annotated[tuple[Path, ...], tyro.conf.arg(metavar="DIR", help_behavior_hint="")]
]
PICTURES, PEGASI = "pegasi", "pegasi.png"
"""What the folder of pegasi, and the sheet of them, are called."""


@dataclass(frozen=True)
class Evaluate:
    """Measure a model set on the test pictures of a data set, which nothing was chosen on.

    Prints a table; with --json the same as nested JSON. The figures of the README come from here.

        pegasus evaluate --data PATH --json figures.json --sheet DIR
    """

    data: OptionalPath = None
    """The data set; by default the one that the program uses."""
    models: OptionalFolder = None
    """The model set; by default the one that the program uses."""
    json: OptionalFile = None
    """Write the figures as JSON."""
    sheet: OptionalFolder = None
    """Draw blends.png there, half-way blends of twelve pairs in every mode, and pegasi.png, what
    the search found; each of those is in the folder pegasi, too. Such files are replaced."""
    beside: Folders = ()
    """A further model set, whose linear and slerp blends stand on the sheet beside."""
    pegasi: Annotated[bool, tyro.conf.arg(help_behavior_hint="")] = True
    """Leave out the pegasi: searching for them takes several minutes."""
    split: Literal["test", "validation"] = "test"
    """Pictures to measure on. Those held out from training are there to choose by: the set's own
    classifier looks at them in the judge's place, and no pegasi are searched."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """What computes; the search takes the program's default."""


def main(arguments: list[str], home: Home) -> int:
    """Measure what training can, then what needs the search; print it all, and return 0."""
    command = parse(Evaluate, "evaluate", arguments)
    from training.measure.evaluate import Options, carry_out, present

    options = Options(
        data=require_data(home, command.data),
        models=find_models(home, command.models),
        cache=home.cache,
        json=command.json,
        sheet=command.sheet,
        beside=command.beside,
        split=command.split,
        device=command.device,
    )
    report = carry_out(options)
    if command.pegasi and command.split == "test":
        report |= _pegasi(options, home)
    present(report, command.json)
    return 0


def _pegasi(options: "Options", home: Home) -> dict[str, dict[str, Any]]:
    """Search the test pictures and judge what is found; nothing where the set cannot search."""
    from explorer.commands.parts.loading import load_gallery, load_renderer
    from explorer.core import evaluation
    from explorer.core.engine.engine import Feature
    from training.measure.judging import Witness
    from training.models.modelset import read

    renderer = load_renderer(read(options.models), home)
    if renderer.engine.missing.keys() & {Feature.BLEND, Feature.SCORE}:
        return {}
    witness, gallery = Witness(options.judge), load_gallery(options.data, home.cache)
    wanted, kept = evaluation.WANTED, options.sheet and options.sheet / PICTURES
    with folder_or_scratch(kept) as folder, share_bar("Searching for pegasi") as tell:

        def told(now: "Findings") -> None:
            tell(now.tried / (wanted.candidates or 1), f"{len(now.best)} found")

        pegasi = evaluation.find_pegasi(renderer, gallery, folder, wanted, told)
        judged = evaluation.judge_files(pegasi, witness)
    if options.sheet and judged:
        evaluation.draw_pegasi(judged, options.sheet / PEGASI)
    floor = evaluation.near_distance(gallery, witness)
    return {"pegasi": evaluation.pegasi_figures(judged, floor)}
