"""``pegasus recipes``: what can be trained, and every setting of it."""

from dataclasses import dataclass
from typing import Annotated, Any

import tyro

from explorer.commands.parts.arguments import OptionalFile, parse
from explorer.commands.parts.choices import choose_recipe
from explorer.commands.parts.output import print_pairs, write_json
from explorer.core.home.home import Home
from explorer.core.runs.settings import settings_of
from training.recipes import RECIPES, Recipe, headline


@dataclass(frozen=True)
class Recipes:
    """List what can be trained; with a RECIPE, show its settings.

    Each setting is an option of `pegasus train RECIPE`: batch_size is --batch-size.

        pegasus recipes vae
    """

    recipe: tyro.conf.Positional[
        Annotated[str | None, tyro.conf.arg(metavar="[RECIPE]", help_behavior_hint="")]
    ] = None
    """Show the settings of this one."""
    json: OptionalFile = None
    """Write all recipes with all settings as JSON."""


def main(arguments: list[str], home: Home) -> int:
    """Print the recipes, or the settings of one."""
    command = parse(Recipes, "recipes", arguments)
    if command.recipe is None:
        print_pairs({name: headline(name) for name in RECIPES})
    else:
        _print_settings(RECIPES[choose_recipe(command.recipe)])
    write_json(command.json, {name: _described(recipe) for name, recipe in RECIPES.items()})
    return 0


def _print_settings(recipe: type[Recipe]) -> None:
    print(f"{_purpose(recipe)}\n")
    rows = settings_of(recipe)
    width = max(len(row.name) for row in rows)
    values = [_written(row.usual) for row in rows]
    room = max(map(len, values))
    for row, value in zip(rows, values, strict=True):
        print(f"{row.name:<{width}}  {value:<{room}}  {row.text}".rstrip())


def _described(recipe: type[Recipe]) -> dict[str, Any]:
    settings = {
        row.name: {"default": row.usual, "explanation": row.text} for row in settings_of(recipe)
    }
    return {"purpose": _purpose(recipe), "settings": settings}


def _purpose(recipe: type[Recipe]) -> str:
    return " ".join((recipe.__doc__ or "").split())


def _written(value: Any) -> str:
    """Write a value the way the command line takes it."""
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
