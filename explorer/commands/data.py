"""``pegasus data``: fetch CIFAR, prepare a data set, look into one, or free what they take."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import tyro

from explorer.commands.parts.arguments import OptionalFile, OptionalFolder, OptionalPath, parse
from explorer.commands.parts.choices import require_data
from explorer.commands.parts.output import count_bar, download_bar, print_pairs, write_json
from explorer.core.home.home import Home, read_settings, write_settings
from training.data.class_words import class_word
from training.data.limits import check_exists
from training.files.errors import UserError, explained

if TYPE_CHECKING:
    from training.data.dataset import DataSet

DataPath = Annotated[Path, tyro.conf.arg(metavar="PATH")]


@dataclass(frozen=True)
class Get:
    """Fetch CIFAR-10 or CIFAR-100 (each about 170 MB) from its authors' site, and use it from now.

    Cut or stopped, the same command goes on where it was. What came is kept only where its MD5
    sum is the official one. Afterwards the pictures are decoded once into the cache.

        pegasus data get cifar10
    """

    name: tyro.conf.Positional[Literal["cifar10", "cifar100"]]
    """Which data set."""
    to: OptionalFolder = None
    """Folder for the archive; by default one in the program's cache."""


@dataclass(frozen=True)
class Import:
    """Decode a data set into the cache and use it from now, or make a JPEG copy of it.

    A data set is an official CIFAR-10 or CIFAR-100 Python archive or its unpacked folder, or a
    folder, tar or zip of class folders with pictures: train/horse/1.png, test/horse/2.png. What
    is below val/ is kept for validation; without any of these folders, all is for training.

        pegasus data import cifar-10-python.tar.gz --verify
        pegasus data import cifar-10-python.tar.gz --jpeg 75 --out cifar10-jpeg75.tar.gz
    """

    path: tyro.conf.Positional[DataPath]
    """The data set."""
    verify: bool = False
    """Refuse official files whose MD5 sum is wrong; without this, that is a warning."""
    skip_unreadable: bool = False
    """Do without pictures that cannot be read; without this, they are listed and refused."""
    jpeg: Annotated[int | None, tyro.conf.arg(metavar="QUALITY", help_behavior_hint="")] = None
    """Make a copy as JPEG files of this quality (1 to 95) in class folders, and do no more."""
    out: OptionalFile = None
    """Name of that copy; it ends in .tar.gz."""


@dataclass(frozen=True)
class Info:
    """Tell what a data set holds: classes, splits, and the fingerprint that runs remember it by."""

    path: tyro.conf.Positional[OptionalPath] = None
    """The data set; by default the one that the program uses."""
    json: OptionalFile = None
    """Write the same as JSON."""


@dataclass(frozen=True)
class Clean:
    """Delete what the program keeps and can make or fetch again when it is needed.

    That is decoded pictures, compiled graphs, scores of galleries' pictures, what is known of
    model sets, and what was fetched, but for the data set in use.
    Data sets of your own stay where they are.
    """


Command = (
    Annotated[Get, tyro.conf.subcommand("get")]
    | Annotated[Import, tyro.conf.subcommand("import")]
    | Annotated[Info, tyro.conf.subcommand("info")]
    | Annotated[Clean, tyro.conf.subcommand("clean")]
)


def main(arguments: list[str], home: Home) -> int:
    """Run ``pegasus data``; return the exit status."""
    command: Any = parse(Command, "data", arguments)  # type: ignore[arg-type]
    match command:
        case Get():
            _get(command, home)
        case Import(jpeg=None, out=None):
            _import(command, home)
        case Import():
            _copy_as_jpeg(command)
        case Info():
            _info(command, home)
        case Clean():
            _clean(home)
    return 0


def _get(command: Get, home: Home) -> None:
    from training.data.fetch import download
    from training.data.sources import official_source

    source = official_source(command.name)
    folder = command.to or home.cache / "downloads"
    try:
        with download_bar(source.file) as progress:
            path = download(source, folder, progress)
    except KeyboardInterrupt:
        print("Stopped: the same command goes on from here.", file=sys.stderr)
        raise
    _use(path, home)


def _import(command: Import, home: Home) -> None:
    _check_sums(command)
    _use(command.path, home, command.skip_unreadable)


def _copy_as_jpeg(command: Import) -> None:
    from training.data.jpeg import write_jpeg_copy

    if command.jpeg is None or command.out is None:
        raise UserError("--jpeg and --out go together: `--jpeg 75 --out FILE.tar.gz`.")
    _check_sums(command)
    with count_bar("Writing JPEG files") as progress:
        count = write_jpeg_copy(command.path, command.out, command.jpeg, progress)
    print_pairs({"copy": command.out, "pictures": count, "quality": command.jpeg})


def _check_sums(command: Import) -> None:
    from training.data.sources import looks_official, wrong_files

    check_exists(command.path)
    with explained(f"{command.path} cannot be read", "change its rights, or choose another"):
        official = looks_official(command.path)
        wrong = wrong_files(command.path) if official else ()
    if command.verify and not official:
        raise UserError("--verify knows only the sums of official CIFAR files: leave it out.")
    if wrong:
        message = f"{', '.join(wrong)} at {command.path} is not as the authors of CIFAR made it"
        if command.verify:
            raise UserError(f"{message} (its MD5 sum is wrong): fetch it again.")
        print(f"Warning: {message} (its MD5 sum is wrong).", file=sys.stderr)


def _use(path: Path, home: Home, skip_unreadable: bool = False) -> None:
    """Decode a data set into the cache, and make it the one that the program uses."""
    data = _load(path, home, skip_unreadable)
    write_settings(home.settings, replace(read_settings(home.settings), data=path.absolute()))
    _print(path, data)
    print("The program uses this data set from now on.")


def _info(command: Info, home: Home) -> None:
    path = require_data(home, command.path)
    data = _load(path, home, skip_unreadable=True)
    _print(path, data)
    write_json(
        command.json,
        {
            "path": str(path),
            "classes": data.classes,
            "groups": data.groups,
            "pictures": _sizes(data),
            "unreadable": list(data.unreadable.first),
            "left_out": list(data.left_out.first),
            "fingerprint": data.fingerprint,
        },
    )


def _clean(home: Home) -> None:
    from explorer.core.kept import clean, undeleted

    print(f"Deleted {clean(home).told()}.")
    if problem := undeleted(home):
        raise UserError(problem)


def _load(path: Path, home: Home, skip_unreadable: bool) -> "DataSet":
    from training.data import cache

    with count_bar("Reading pictures") as progress:
        return cache.load(path, home.cache, progress, skip_unreadable=skip_unreadable)


def _sizes(data: "DataSet") -> dict[str, int]:
    return {
        "training": len(data.training_indices()),
        "validation": len(data.validation_indices()),
        "test": len(data.test.labels),
    }


def _print(path: Path, data: "DataSet") -> None:
    print_pairs(
        {
            "data": path,
            "classes": ", ".join(map(class_word, data.classes)),
            "groups": ", ".join(data.group_names),
            **_sizes(data),
            "fingerprint": data.fingerprint,
            "unreadable": data.unreadable.told(),
            "left out": data.left_out.told(),
        }
    )
