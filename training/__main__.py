"""The training half of the program alone: ``python -m training``."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

import tyro

from training.bounds import refuse_out_of_bounds
from training.files.errors import UserError
from training.files.places import default_cache_dir, have_temporary_folder
from training.interrupts import interrupts
from training.recipes import RECIPES, Recipe, headline

if TYPE_CHECKING:
    from training.run.job import Job

AnyRecipe = TypeVar("AnyRecipe")

USAGE = """usage: python -m training COMMAND ...

  train RECIPE   train by a recipe; the same command goes on where an earlier one stopped
  evaluate       measure a model set on the test pictures
  reproduce      make the coursework's figures anew and test its claims
  sheet          draw blends of the starter gallery, or of a data set, as one picture
  dream          make the starter gallery of a model set
  marks          draw sheets to mark points in, or check a file of marks
  info           what a data set holds

COMMAND --help tells more. Recipes: {recipes}."""


@dataclass(frozen=True)
class TrainOptions(Generic[AnyRecipe]):
    """What to train on, where to keep it, and every setting of the recipe."""

    data: Path
    """A CIFAR archive or folder, or a folder, tar or zip of class folders."""
    run: Path | None = None
    """Folder for checkpoint, events and results; the same command goes on from there."""
    cache: Path | None = None
    """Folder for decoded pictures; None is the user's cache folder."""
    base: Path | None = None
    """Folder of the model set whose other parts are used and kept; None is the shipped one."""
    init: str = "scratch"
    """scratch, shipped (weights of the base set), or a finished run's folder to start from."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """What computes; auto takes a GPU where there is one."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """How networks compute; auto measures a few steps, and takes what is quickest here."""
    skip_unreadable: bool = False
    """Whether pictures that cannot be read are left out, instead of refused."""
    recipe: tyro.conf.OmitArgPrefixes[AnyRecipe] = field(kw_only=True)


@dataclass(frozen=True)
class InfoOptions:
    """Show what a data set holds."""

    data: Path
    """A CIFAR archive or folder, or a folder, tar or zip of class folders."""
    cache: Path | None = None
    """Folder for decoded pictures (default: the user's cache folder)."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return 0, 1 for a failure, 2 for bad input, 130 where it was interrupted."""
    given = sys.argv[1:] if arguments is None else arguments
    commands: dict[str, Callable[[list[str]], int]] = {
        "train": train,
        "evaluate": evaluate,
        "reproduce": reproduce,
        "sheet": sheet,
        "dream": dream,
        "marks": marks,
        "info": info,
    }
    if not given or given[0] not in commands:
        asked = given[:1] in (["-h"], ["--help"])
        print(usage(), file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        have_temporary_folder(lambda: default_cache_dir() / "temporary")
        return commands[given[0]](given[1:])
    except UserError as error:
        print(error, file=sys.stderr)
        return error.status
    except OSError as error:  # what is not looked after elsewhere, such as output to a full disk
        with suppress(OSError):
            print(f"{error}: free space or mend that, and start again.", file=sys.stderr)
        return 1


def usage() -> str:
    """The commands and the recipes, one a line."""
    return USAGE.format(recipes=", ".join(RECIPES))


def train(arguments: list[str], prog: str = "python -m training train") -> int:
    """Train to the end, or to the first Ctrl-C, which keeps what was reached."""
    name = arguments[0] if arguments else ""
    if name not in RECIPES:
        print(f"usage: {prog} RECIPE [OPTIONS]\n\n{recipe_list()}")
        return 0 if name in ("-h", "--help") else 2
    options = parse_train(name, arguments[1:], f"{prog} {name}")
    return run_training(options, name)


def recipe_list() -> str:
    """Each recipe's name and the first line of what it is."""
    width = max(map(len, RECIPES))
    return "\n".join(f"  {name:{width}}  {headline(name)}" for name in RECIPES)


def parse_train(name: str, arguments: list[str], prog: str) -> TrainOptions[Recipe]:
    """Read the options of ``train NAME``, the recipe's settings among them."""
    recipe = RECIPES[name]
    return tyro.cli(
        TrainOptions[recipe],  # type: ignore[valid-type]
        prog=prog,
        description=recipe.__doc__,
        args=arguments,
        default=TrainOptions(data=tyro.MISSING, run=Path(".runs") / name, recipe=recipe()),
    )


def run_training(options: TrainOptions[Recipe], name: str) -> int:
    """Carry out the training, with progress on a terminal; return 0, or 130 when stopped.

    Raises
    ------
    UserError
        For a setting that is out of its bounds, before anything starts, and as ``carry_out`` does.
    """
    refuse_out_of_bounds(options.recipe)  # before torch is imported, and the data is read
    from training.run.job import carry_out
    from training.terminal import progress_bar

    job, reached = _job(options, name), 0
    speaks = os.environ.get("RANK", "0") == "0"  # of processes that torchrun started, the first one
    tell = print if speaks else _say_nothing
    bar = progress_bar(name) if speaks else nullcontext(_say_nothing)
    with interrupts(signal.SIGINT, signal.SIGTERM) as asked, bar as report:

        def show(done: int, steps: int, metrics: dict[str, float]) -> None:
            nonlocal reached
            if not reached and done > 1:
                tell(f"Going on from step {done - 1} of the run in {job.run}.", flush=True)
            reached = done
            report(done, steps, metrics)

        finished = carry_out(job, lambda: bool(asked), show, _warn if speaks else _say_nothing)
    if finished:
        tell(f"Finished; the run is in {job.run}.")
        return 0
    where = f"at step {reached}" if reached else "before its next step"
    tell(f"Stopped {where}; the same command goes on from there. The run is in {job.run}.")
    return 130


def _say_nothing(*_: object, **__: object) -> None:
    pass


def _warn(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _job(options: TrainOptions[Recipe], name: str) -> "Job":
    from training.files.places import SHIPPED
    from training.models.modelset import MANIFEST
    from training.run.job import Job

    shipped = SHIPPED if (SHIPPED / MANIFEST).is_file() else None
    return Job(
        options.recipe,
        options.data,
        run=options.run or Path(".runs") / name,
        cache=options.cache,
        base=options.base or shipped,
        init=options.init,
        device=options.device,
        precision=options.precision,
        skip_unreadable=options.skip_unreadable,
    )


def evaluate(arguments: list[str]) -> int:
    """Measure a model set on the test pictures; print a table, and JSON where asked."""
    from training.measure.evaluate import main as measure

    return measure(arguments)


def reproduce(arguments: list[str]) -> int:
    """Make the coursework's figures anew."""
    from training.reproduce.command import main as make

    return make(arguments)


def sheet(arguments: list[str]) -> int:
    """Draw blends as one picture."""
    from training.measure.sheet import main as draw

    return draw(arguments)


def dream(arguments: list[str]) -> int:
    """Make the starter gallery."""
    from training.measure.dreaming import main as make

    return make(arguments)


def marks(arguments: list[str]) -> int:
    """Draw sheets to mark points in, or check a file of marks."""
    from training.grafting.marking import main as make

    return make(arguments)


def info(arguments: list[str]) -> int:
    """Print the classes and the sizes of the splits."""
    options = tyro.cli(InfoOptions, prog="python -m training info", args=arguments)
    from training.data import cache

    data = cache.load(options.data, options.cache)
    print("classes     ", ", ".join(data.classes))
    print("training    ", len(data.training_indices()))
    print("validation  ", len(data.validation_indices()))
    print("test        ", len(data.test.labels))
    print("fingerprint ", data.fingerprint)
    return 0


if __name__ == "__main__":
    sys.exit(main())
