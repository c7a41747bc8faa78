"""What a command works on where the command line leaves it open."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path

from explorer.core.home.home import Home, read_settings
from explorer.core.models import Models
from training.files.errors import UserError
from training.recipes import RECIPES


def find_data(
    home: Home, given: Path | None, environment: Mapping[str, str] = os.environ
) -> Path | None:
    """Return the data set to use: ``given``, else ``PEGASUS_DATA``, else that of the settings."""
    if given is not None:
        return given
    if environment.get("PEGASUS_DATA"):
        return Path(environment["PEGASUS_DATA"])
    return read_settings(home.settings).data


def require_data(
    home: Home, given: Path | None, environment: Mapping[str, str] = os.environ
) -> Path:
    """Return the data set to use.

    Raises
    ------
    UserError
        Where none was ever named.
    """
    path = find_data(home, given, environment)
    if path is None:
        raise UserError(
            "No data set is known yet: give --data PATH, or fetch one by "
            "`pegasus data get cifar10`."
        )
    return path


def find_models(home: Home, given: Path | None) -> Path:
    """Return the model set's folder: ``given``, or that of the set in use."""
    return given or Models(home).current()


def choose_recipe(name: str) -> str:
    """Return ``name`` where it is that of a recipe.

    Raises
    ------
    UserError
        Where there is no such recipe.
    """
    if name in RECIPES:
        return name
    close = difflib.get_close_matches(name, RECIPES, n=1)
    meant = f" Did you mean {close[0]!r}?" if close else ""
    raise UserError(f"There is no recipe {name!r}: choose one of {', '.join(RECIPES)}.{meant}")
