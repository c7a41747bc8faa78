"""``pegasus bench``: measure how quick the program is on this machine."""

import sys
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import tyro

from explorer.bench.figures import Bench as Settings
from explorer.bench.figures import Figures
from explorer.bench.machine import commit, machine
from explorer.bench.page import write_page
from explorer.bench.report import HEADS, lines, nested, read_report, short
from explorer.bench.running import run_all
from explorer.bench.table import MEASUREMENTS
from explorer.commands.parts.arguments import OptionalFile, OptionalFolder, OptionalPath, parse
from explorer.commands.parts.choices import find_data, find_models
from explorer.commands.parts.output import print_table, share_bar, write_json
from explorer.core.home.home import Home
from training.files.errors import UserError

Keys = Annotated[tuple[str, ...], tyro.conf.arg(metavar="KEY...", help_behavior_hint="")]
Sizes = Annotated[tuple[int, ...], tyro.conf.arg(metavar="N...", help_behavior_hint="")]
QUICK_SECONDS = 1.5


@dataclass(frozen=True)
class Bench:
    """Measure how quick the program is here: the real window, drawn in memory, with real events.

    Prints a table that says which line falls short of what is to be reached; ratios are of things
    measured in turns in one run. Leave the machine alone meanwhile: all of it takes half an hour.
    Nothing of yours is read or changed but the model set and the data set.

        pegasus bench --json today.json --against last.json
        pegasus bench --only drag start.window
        pegasus bench --read today.json --page docs/performance.md
    """

    json: OptionalFile = None
    """Write the figures as JSON, with machine and commit."""
    against: OptionalFile = None
    """A file of an earlier --json, whose values stand beside."""
    read: OptionalFile = None
    """Measure nothing: take the figures of an earlier --json."""
    page: OptionalFile = None
    """Write the table between the marks of this page, and draw charts in a folder beside it."""
    only: Keys = ()
    """Measure only these lines, or those whose keys begin so, such as drag or drag.graft."""
    quick: bool = False
    """Measure a little of everything, to see that it works; the figures are no good."""
    seconds: float = 20.0
    """How long each drag goes on."""
    sizes: Sizes = ()
    """Pictures of the synthetic galleries; by default 1,000 to 1,000,000."""
    data: OptionalPath = None
    """The data set for what wants real pictures; by default the one that the program uses."""
    models: OptionalFolder = None
    """The model set; by default the one that the program uses."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """What computes the pictures."""


def main(arguments: list[str], home: Home) -> int:
    """Measure, print the table and what falls short, and write what was asked for; return 0."""
    command = parse(Bench, "bench", arguments)
    before = read_report(command.against)[1] if command.against else {}
    if command.read is not None:
        report, figures = read_report(command.read)
    else:
        figures = _measured(command, home)
        report = _as_json(command, figures)
    if not figures:
        known = ", ".join(row.key for one in MEASUREMENTS for row in one.rows)
        raise UserError(f"Nothing is called {' or '.join(command.only)}: there is {known}.")
    heads = (*HEADS, "before", "now / before") if before else HEADS
    print_table(heads, lines(MEASUREMENTS, figures, before))
    if far := short(MEASUREMENTS, figures):
        print(f"\nShort of what is to be reached: {', '.join(far)}.")
    write_json(command.json, report)
    if command.page is not None:
        write_page(command.page, MEASUREMENTS, report, figures)
    return 0


def _measured(command: Bench, home: Home) -> Figures:
    settings = Settings(
        home=home,
        models=find_models(home, command.models),
        data=find_data(home, command.data),
        device=command.device,
        seconds=QUICK_SECONDS if command.quick else command.seconds,
        quick=command.quick,
        sizes=command.sizes,
    )
    figures: Figures = {}
    wanted = [one for one in MEASUREMENTS if one.wanted(command.only)]
    with share_bar("Measuring") as tell:
        for i, (one, measured) in enumerate(run_all(wanted, settings, command.only)):
            figures |= measured
            tell((i + 1) / len(wanted), one.rows[0].key)
    return figures


def _as_json(command: Bench, figures: Figures) -> dict[str, Any]:
    return {
        "machine": machine(),
        "commit": commit(),
        "command": " ".join(("pegasus bench", *sys.argv[2:])),
        "quick": command.quick,
        "figures": nested(figures),
    }
