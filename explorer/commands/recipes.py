"""``pegasus recipes``: what can be trained, and every setting of it."""

import ast
import inspect
from dataclasses import dataclass, fields
from itertools import pairwise
from textwrap import dedent
from typing import Annotated, Any

import tyro

from explorer.commands.parts.arguments import OptionalFile, parse
from explorer.commands.parts.choices import choose_recipe
from explorer.commands.parts.output import print_pairs, write_json
from explorer.core.home.home import Home
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


def explanations(recipe: type[Recipe]) -> dict[str, str]:
    """Return the string below each field of a recipe, by the field's name."""
    tree = ast.parse(dedent(inspect.getsource(recipe)))
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef))
    explained = {}
    for field, below in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match below:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    explained[field.target.id] = " ".join(text.split())
    return explained


def _print_settings(recipe: type[Recipe]) -> None:
    print(f"{_purpose(recipe)}\n")
    told, standard = explanations(recipe), recipe()
    width = max(len(field.name) for field in fields(recipe))
    values = {field.name: _written(getattr(standard, field.name)) for field in fields(recipe)}
    room = max(map(len, values.values()))
    for name, value in values.items():
        print(f"{name:<{width}}  {value:<{room}}  {told.get(name, '')}".rstrip())


def _described(recipe: type[Recipe]) -> dict[str, Any]:
    told, standard = explanations(recipe), recipe()
    settings = {
        field.name: {
            "default": getattr(standard, field.name),
            "explanation": told.get(field.name, ""),
        }
        for field in fields(recipe)
    }
    return {"purpose": _purpose(recipe), "settings": settings}


def _purpose(recipe: type[Recipe]) -> str:
    return " ".join((recipe.__doc__ or "").split())


def _written(value: Any) -> str:
    """Write a value the way the command line takes it."""
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
