"""``reproduce``: the coursework's figures made anew, and its claims put to the test."""

import json
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from training.data import cache
from training.data.dataset import DataSet
from training.data.subset import coarse
from training.files.atomic import make_folder, write_whole
from training.files.errors import UserError
from training.files.places import COURSEWORK_DREAMS, COURSEWORK_JUDGE, SHIPPED, default_cache_dir
from training.interrupts import interrupts
from training.learning import device
from training.reproduce.asked.plan import (
    FULL,
    QUICK,
    Run,
    Scale,
    chosen_rows,
    planned,
    possible_rows,
)
from training.reproduce.page.markdown import markdown
from training.reproduce.page.report import page
from training.reproduce.page.studies import Study, impossible, study
from training.reproduce.work.results import DREAMS, TEST, Result
from training.reproduce.work.runs import Report, Stop, carry_out
from training.reproduce.work.workshop import Workshop
from training.terminal import progress_bar

KEPT = Path(__file__).parents[2] / "docs" / "coursework" / "results"
"""Results that came with the program, so that they need not be made again."""
MOST_SEEDS = 100
PICTURED = {
    TEST: "of the test split",
    DREAMS: "dreams of the models that ship, and what is made of them",
}


@dataclass(frozen=True)
class Options:
    """Make the coursework's figures anew and put its claims to the test.

    Writes each figure as PNG and SVG, the numbers as JSON, and report.html with all of them;
    report.md is the same for pages that show pictures from files.
    Results are kept, so that a second call trains nothing; Ctrl-C stops, and the same command
    goes on from there. Without FIGURE it makes all, which takes a night on a laptop.

        reproduce 1a 2b --data PATH --out DIR
    """

    data: Path
    """A CIFAR archive or folder, or a folder, tar or zip of class folders."""
    figures: tyro.conf.Positional[
        Annotated[tuple[str, ...], tyro.conf.arg(metavar="FIGURE...")]
    ] = ()
    """Which to make: 1a, dropout, ... 2e, best; all where none is named."""
    out: Path = Path("coursework")
    """Folder that figures, numbers and report are written to."""
    seeds: int = 0
    """Trainings of each variant; 0 is the plan's own number: three where chance could decide."""
    quick: bool = False
    """Rough figures within ten minutes: few pictures, small networks, one seed."""
    pictures: Literal["test", "dreams"] = "test"
    """What figures show: test pictures, or of dreams, which may be passed on."""
    labels: Literal["fine", "coarse"] = "fine"
    """Which labels of CIFAR-100 to learn."""
    cache: Path | None = None
    """Folder for decoded pictures and results; None is the user's cache folder."""
    models: Path = SHIPPED
    """Model set whose classifier our own VAE learns from, and chooses pegasi."""
    judge: Path = COURSEWORK_JUDGE
    """Folder of the judge, which looks at what VAEs draw."""
    gallery: Path = COURSEWORK_DREAMS
    """Folder of that gallery: atlas.png and gallery.json."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """What computes."""


class _Stopped(Exception):
    """The decoding of pictures was asked to stop; it begins anew the next time."""


def main(arguments: list[str], prog: str = "python -m training reproduce") -> int:
    """Make what is asked for; return 0, or 130 where Ctrl-C stopped it."""
    options = tyro.cli(Options, prog=prog, args=arguments, config=(tyro.conf.FlagCreatePairsOff,))
    return run(options)


def run(options: Options) -> int:
    """Make the figures of ``options`` until the end or Ctrl-C; return 0 or 130."""
    chosen_rows(options.figures)  # a wrong name is told before pictures are read
    with interrupts(signal.SIGINT, signal.SIGTERM) as asked, progress_bar("Reproducing") as report:
        studies = reproduce(options, lambda: bool(asked), report)
    if studies is None:
        print("Stopped: the same command goes on from here.")
        return 130
    for made in studies:
        for claim, finding in made.findings:
            print(f"{made.row:13} {finding.verdict:20} {claim.text}")
    print(f"The report is {options.out / 'report.html'}.")
    return 0


def reproduce(
    options: Options,
    stop: Stop,
    report: Report = lambda done, whole, metrics: None,
    scale: Scale | None = None,
) -> list[Study] | None:
    """Train what is missing, then write every figure asked for.

    Parameters
    ----------
    stop
        Asked before each step.
    report
        Told parts done, parts in all and the newest numbers.
    scale
        How much of everything; by default what ``options.quick`` says.

    Returns
    -------
    list[Study] | None
        One a row, as written to ``options.out``; None where ``stop`` ended it, and nothing is
        written then.

    Raises
    ------
    UserError
        Where options or data do not fit.
    """
    _check(options)
    rows, scale = chosen_rows(options.figures), scale or (QUICK if options.quick else FULL)
    try:
        data = _load(options, stop)
    except _Stopped:
        return None
    possible = possible_rows(rows, data.classes)
    runs = planned(possible, scale, options.seeds)
    workshop = _workshop(options, data)
    every = [run for group in runs.values() for run in group]
    if not carry_out(every, workshop, stop, report):
        return None
    results = {name: [_result(run, workshop) for run in group] for name, group in runs.items()}
    studies = [
        study(row, runs, results, workshop, options.quick)
        if row in possible
        else impossible(row, data.classes)
        for row in rows
    ]
    _write(options, studies, results, every, workshop)
    return studies


def _check(options: Options) -> None:
    if not 0 <= options.seeds <= MOST_SEEDS:
        raise UserError(f"--seeds takes a number from 1 to {MOST_SEEDS}, or 0 for the plan's own.")
    if options.pictures == TEST and options.out.resolve() == KEPT.parent:
        raise UserError(
            f"{options.out} is passed on, and test pictures must not be: add --pictures dreams, or "
            "give another --out."
        )
    make_folder(options.out, "figures")


def _load(options: Options, stop: Stop) -> DataSet:
    def unless_stopped(read: int) -> None:
        if stop():
            raise _Stopped

    data = cache.load(options.data, options.cache, unless_stopped)
    if not len(data.test.labels):
        raise UserError(f"{options.data} has no test pictures: give a data set with a test split.")
    return coarse(data) if options.labels == "coarse" else data


def _workshop(options: Options, data: DataSet) -> Workshop:
    return Workshop(
        data,
        (options.cache or default_cache_dir()) / "reproduce",
        options.models,
        options.judge,
        options.gallery,
        options.pictures,
        KEPT if KEPT.is_dir() else None,
        device.choose(options.device),
    )


def _result(run: Run, workshop: Workshop) -> Result:
    result = workshop.result(run)
    assert result is not None
    return result


def _write(
    options: Options,
    studies: Sequence[Study],
    results: dict[str, list[Result]],
    runs: Sequence[Run],
    workshop: Workshop,
) -> None:
    for made in studies:
        for name, drawn in made.figures.items():
            write_whole(options.out / f"{name}.png", drawn.png)
            write_whole(options.out / f"{name}.svg", drawn.svg)
        numbers = json.dumps(made.as_json(results), indent=1) + "\n"
        write_whole(options.out / f"{made.row}.json", numbers.encode())
    for one in runs:
        dreams = {
            f"{workshop.source_name(DREAMS)} {k}": v
            for k, v in workshop.pictures(one, DREAMS).items()
        }
        _result(one, workshop).write(options.out / "results" / workshop.key(one), dreams)
    about = _about(options, workshop)
    write_whole(options.out / "report.md", markdown(studies, about).encode())
    write_whole(options.out / "report.html", page(studies, about).encode())


def _about(options: Options, workshop: Workshop) -> str:
    data = workshop.data
    rough = " Rough figures (--quick): nothing is decided by them." if options.quick else ""
    return (
        f"Measured on {options.data.name}: {len(data.classes)} classes, "
        f"{data.train_count} training and {len(data.test.labels)} test pictures "
        f"(fingerprint {data.fingerprint[:12]}). Accuracies and what is said of rebuilt pictures "
        f"are of the test pictures; curves, and what is said of epochs, of held-out training "
        f"pictures. A comparison is decided by three seeds or more. Pictures are "
        f"{PICTURED[options.pictures]}."
        f"{rough}"
    )
