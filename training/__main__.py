"""The training half of the program alone: ``python -m training``."""

import signal
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import tyro

from training.errors import UserError
from training.recipes import ClassifierRecipe


@dataclass(frozen=True)
class TrainClassifier:
    """Train the classifier; the same command goes on where an earlier one stopped."""

    data: Path
    """A CIFAR archive or folder, or a folder, tar or zip of class folders."""
    run: Path = Path(".runs/classifier")
    """Folder for checkpoint and events."""
    cache: Path | None = None
    """Folder for decoded pictures (default: the user's cache folder)."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """What computes; auto takes a GPU where there is one."""
    recipe: tyro.conf.OmitArgPrefixes[ClassifierRecipe] = field(default_factory=ClassifierRecipe)


@dataclass(frozen=True)
class Info:
    """Show what a data set holds."""

    data: Path
    """A CIFAR archive or folder, or a folder, tar or zip of class folders."""
    cache: Path | None = None
    """Folder for decoded pictures (default: the user's cache folder)."""


Command = (
    Annotated[TrainClassifier, tyro.conf.subcommand("train-classifier")]
    | Annotated[Info, tyro.conf.subcommand("info")]
)


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return 0, 2 for bad input, or 130 where it was interrupted."""
    command = tyro.cli(Command, prog="python -m training", args=arguments)  # type: ignore[arg-type]
    try:
        return train_classifier(command) if isinstance(command, TrainClassifier) else info(command)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2


def info(command: Info) -> int:
    """Print the classes and the sizes of the splits."""
    from training.data import cache

    data = cache.load(command.data, command.cache)
    print("classes     ", ", ".join(data.classes))
    print("training    ", len(data.training_indices()))
    print("validation  ", len(data.validation_indices()))
    print("test        ", len(data.test.labels))
    print("fingerprint ", data.fingerprint)
    return 0


def train_classifier(command: TrainClassifier) -> int:
    """Train to the end, or to the first Ctrl-C, which keeps what was reached."""
    from training import device
    from training.classifying import ClassifierTask
    from training.data import cache
    from training.loop import fit
    from training.terminal import progress_bar

    data = cache.load(command.data, command.cache)
    task = ClassifierTask(command.recipe, data, device.choose(command.device))
    identity = {"recipe": asdict(command.recipe), "data": data.fingerprint}
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda signum, frame: asked.append(signum))
    with progress_bar("Classifier", task.steps) as report:
        finished = fit(task, command.run, identity, lambda: bool(asked), report)
    print(f"{'Finished' if finished else 'Stopped'}; the run is in {command.run}.")
    return 0 if finished else 130


if __name__ == "__main__":
    sys.exit(main())
