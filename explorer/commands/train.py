"""``pegasus train``: train a network, in this process and with progress on the terminal."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tyro

from explorer.commands.parts.arguments import parse
from explorer.commands.parts.choices import choose_recipe, find_data, require_data
from explorer.core.home.home import Home
from explorer.core.models import Models
from explorer.core.runs.result import why_not_explored
from training.files.errors import UserError
from training.models.modelset import MANIFEST
from training.recipes import RECIPES
from training.run.folder import RunFolder

USAGE = """\
usage: pegasus train RECIPE [--data PATH] [--init scratch|shipped|RUN] [--epochs N] [--run DIR] ...

Train a network. Ctrl-C keeps what was reached, and the same command goes on from there.

{recipes}

`pegasus train RECIPE --help` tells every setting; `pegasus models use` explores with the result."""

HELP = ("-h", "--help")


def main(arguments: list[str], home: Home) -> int:
    """Train to the end, or to the first Ctrl-C; return 0, or 130 where it was stopped."""
    from training.__main__ import recipe_list, run_training

    if not arguments:
        raise UserError(f"Name what to train: {', '.join(RECIPES)} (`pegasus train --help`).")
    if arguments[0] in HELP:
        print(USAGE.format(recipes=recipe_list()))
        return 0
    name = choose_recipe(arguments[0])
    options = read_options(name, arguments[1:], home)
    status = run_training(options, name)
    if status == 0:
        print(_what_for(options.run, home))
    return status


def read_options(name: str, arguments: Sequence[str], home: Home) -> Any:
    """Return training's options for a recipe; what is not given comes from ``home``.

    Without ``--data`` it is the data set that the program uses, without ``--base`` the model set
    in use, and without ``--run`` the folder of that recipe among the home's runs.

    Raises
    ------
    UserError
        Where the arguments do not fit, or no data set is known.
    """
    from training.__main__ import TrainOptions

    recipe, current = RECIPES[name], Models(home).current()
    default = TrainOptions(
        data=find_data(home, None) or tyro.MISSING,
        run=home.runs / name,
        cache=home.cache,
        base=current if (current / MANIFEST).is_file() else None,
        recipe=recipe(),
    )
    if default.data is tyro.MISSING and not _names_data(arguments):
        require_data(home, None)
    kind: Any = TrainOptions[recipe]  # type: ignore[valid-type]
    return parse(kind, f"train {name}", list(arguments), default, recipe.__doc__)


def _names_data(arguments: Sequence[str]) -> bool:
    """Whether the data set is given, or nothing but help is asked for."""
    return any(word in HELP or word.split("=")[0] == "--data" for word in arguments)


def _what_for(run: Path, home: Home) -> str:
    """What can be done with the result of a run."""
    shown = run.name if run.parent == home.runs else str(run)
    why_not = why_not_explored(RunFolder(run).model_set)
    return why_not or f"Explore with it: pegasus models use {shown}"
