"""``pegasus reproduce``: the coursework's figures made anew, and its claims put to the test."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from explorer.commands.parts.arguments import OptionalFolder, OptionalPath, parse
from explorer.commands.parts.choices import find_models, require_data
from explorer.core.home.home import Home


@dataclass(frozen=True)
class Reproduce:
    """Make the figures of the coursework that the program grew from, and test its claims.

    Writes each figure as PNG and SVG, the numbers as JSON, and report.html: claim, evidence and
    verdict side by side. Results are kept, so a second call trains nothing; Ctrl-C stops, and the
    same command goes on from there. All figures take a night on a laptop.

        pegasus reproduce --quick
        pegasus reproduce 1a 2b --data PATH --out DIR
    """

    figures: tyro.conf.Positional[
        Annotated[tuple[str, ...], tyro.conf.arg(metavar="FIGURE...")]
    ] = ()
    """Which to make: 1a, dropout, ... 2e, best; all where none is named."""
    data: OptionalPath = None
    """The data set; by default the one that the program uses."""
    out: Annotated[Path, tyro.conf.arg(metavar="DIR")] = Path("coursework")
    """Folder that figures, numbers and report are written to."""
    seeds: Annotated[int, tyro.conf.arg(metavar="N")] = 0
    """Trainings of each variant; 0 is the plan's own number: three where chance could decide."""
    quick: bool = False
    """Rough figures within ten minutes: few pictures, small networks, one seed."""
    pictures: Literal["test", "dreams"] = "test"
    """What figures show: test pictures, or the starter gallery's, which may be passed on."""
    labels: Literal["fine", "coarse"] = "fine"
    """Which labels of CIFAR-100 to learn."""
    models: OptionalFolder = None
    """Model set whose classifier looks at pictures; by default the one that the program uses."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """What computes."""


def main(arguments: list[str], home: Home) -> int:
    """Make the figures by the training half; return 0, or 130 where Ctrl-C stopped it."""
    command = parse(Reproduce, "reproduce", arguments)
    data, models = require_data(home, command.data), find_models(home, command.models)
    from training.reproduce.command import Options, run

    return run(
        Options(
            data=data,
            figures=command.figures,
            out=command.out,
            seeds=command.seeds,
            quick=command.quick,
            pictures=command.pictures,
            labels=command.labels,
            cache=home.cache,
            models=models,
            device=command.device,
        )
    )
