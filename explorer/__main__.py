"""The ``pegasus`` command: looks at the first argument, imports only what that subcommand needs."""

import argparse
import importlib
import io
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from explorer.core.home.home import Home, find_home
from explorer.core.home.log import LogFile, log_failure, logging_to
from training import __version__
from training.files.errors import UserError
from training.files.places import have_temporary_folder

SUBCOMMANDS = {
    "open": "open the window (also without this word)",
    "blend": "blend pictures and score the result, without a window",
    "path": "walk from board to board, as a film: GIF, WebP, MP4, frames, strip",
    "search": "search for pegasi: blends with body and wings that look real",
    "train": "train a network; the same command goes on where an earlier one stopped",
    "recipes": "list what can be trained, with every setting",
    "models": "list the known model sets, use one, or go back",
    "evaluate": "measure a model set on a data set",
    "blind": "ask people: sheets of numbered pictures, and the table of what raters said",
    "reproduce": "make the coursework's figures anew and test its claims",
    "bench": "measure how quick the program is on this machine",
    "data": "fetch CIFAR, prepare a data set, look into one, or clean up",
    "install-desktop": "put the program into the desktop's menu, or take it out again",
    "doctor": "check that everything the program needs is there",
}

DESCRIPTION = """\
Explore the latent space of a VAE by hand, in search of a pegasus: a horse with wings.

  pegasus                            open the window
  pegasus horse.png bird.png         ... with two pictures to blend
  pegasus blend starter/horse/30 starter/airplane/75 --mode graft --out pegasus.png
  pegasus data get cifar10           fetch the pictures to explore and to train on
  pegasus doctor                     where something does not work

A first argument that is no subcommand's name is a path to open."""

EPILOG = """\
`pegasus SUBCOMMAND --help` tells the settings of one. Exit status: 0 where all went well, 1 for a
failure, 2 for bad input, 130 for Ctrl-C."""


class _Parser(argparse.ArgumentParser):
    """Errors are one line, like all others."""

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message[:1].upper()}{message[1:]}: see `pegasus --help`.")


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand and return the exit status: 0, 1, 2 for bad input, 130 for Ctrl-C.

    Parameters
    ----------
    arguments
        What follows the program's name; by default what the process was started with.
    """
    _print_any_text()
    try:
        folder, rest = _split_off_home(sys.argv[1:] if arguments is None else arguments)
        home = find_home(folder)
        have_temporary_folder(lambda: home.cache / "temporary")
        with logging_to(home.log) as log_file:
            return _run(rest, home, log_file)
    except UserError as error:
        print(_one_line(error), file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _close_output()
        return 1


def _print_any_text() -> None:
    """Print question marks for what is no text, as names of files may be, or cannot be shown."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _run(arguments: list[str], home: Home, log_file: LogFile) -> int:
    """Run a subcommand; a failure goes to the log, and a line to stderr says so."""
    try:
        return _dispatch(arguments, home)
    except (UserError, BrokenPipeError):
        raise
    except Exception as error:
        log_failure()
        what = ": ".join(filter(None, (type(error).__name__, _one_line(error))))
        where = "the log could not be written" if log_file.failed else f"details are in {home.log}"
        print(f"Something went wrong ({what}); {where}.", file=sys.stderr)
        return 1


def _split_off_home(arguments: list[str]) -> tuple[Path | None, list[str]]:
    """Take ``--home DIR`` out, wherever it stands."""
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("--home", type=Path, metavar="DIR")
    known, rest = parser.parse_known_args(arguments)
    return known.home, rest


def _dispatch(arguments: list[str], home: Home) -> int:
    first = arguments[0] if arguments else ""
    if first in {"-h", "--help"}:
        print(_overview())
        return 0
    if first == "--version":
        print(f"pegasus {__version__}")
        return 0
    name, rest = (first, arguments[1:]) if first in SUBCOMMANDS else ("open", arguments)
    command = importlib.import_module(_module(name))
    return int(command.main(rest, home))


def _overview() -> str:
    parser = argparse.ArgumentParser(
        prog="pegasus",
        usage="pegasus [SUBCOMMAND] [ARGUMENT...] [--home DIR]",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    group = parser.add_argument_group("subcommands")
    for name, line in SUBCOMMANDS.items():
        if find_spec(_module(name)):
            group.add_argument(name, help=line)
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument(
        "--home",
        metavar="DIR",
        help="keep settings, favourites, models, runs and cache there (or set PEGASUS_HOME)",
    )
    return parser.format_help().rstrip()


def _module(subcommand: str) -> str:
    return f"explorer.commands.{subcommand.replace('-', '_')}"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _close_output() -> None:
    """Whoever read the output has gone: what is left in the buffer must not raise at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
