"""``pegasus models``: list the known model sets, use one, or go back to the shipped one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import tyro

from explorer.commands.parts.arguments import OptionalFile, parse
from explorer.commands.parts.output import print_table, write_json
from explorer.core.home.home import Home
from explorer.core.models import KnownSet, Models

HEADS = ("name", "from", "parts", "latent", "fingerprint", "")


@dataclass(frozen=True)
class List:
    """Show the model sets that the program knows, and which it uses."""

    json: OptionalFile = None
    """Write the same as JSON."""


@dataclass(frozen=True)
class Use:
    """Explore with a model set from now on, by `pegasus models use NAME`.

    The result of a run is copied among your own model sets, if it can be used.
    """

    name: tyro.conf.Positional[Annotated[str, tyro.conf.arg(metavar="NAME")]]
    """A name that the list shows, or the folder of a model set or run."""


@dataclass(frozen=True)
class Revert:
    """Go back to the model set that comes with the program; no other one is deleted."""


Command = (
    Annotated[List, tyro.conf.subcommand("list")]
    | Annotated[Use, tyro.conf.subcommand("use")]
    | Annotated[Revert, tyro.conf.subcommand("revert")]
)


def main(arguments: list[str], home: Home) -> int:
    """Run ``pegasus models``; return the exit status."""
    command: Any = parse(Command, "models", arguments)  # type: ignore[arg-type]
    models = Models(home)
    match command:
        case List():
            _list(models, command.json)
        case Use():
            used = models.use(models.find(command.name))
            print(f"The program uses {used.name} in {used.folder} from now on.")
        case Revert():
            print(f"The program uses the shipped model set in {models.revert()} again.")
    return 0


def _list(models: Models, json: Path | None) -> None:
    known = models.known()
    print_table(HEADS, [_row(one) for one in known])
    for one in known:
        if one.problem:
            print(f"{one.name}: {one.problem}")
    write_json(json, {"models": [_described(one) for one in known]})


def _row(known: KnownSet) -> tuple[str, ...]:
    mark = "in use" if known.in_use else ""
    name = known.name if known.title == known.name else f"{known.title} ({known.name})"
    if known.model_set is None:
        return name, str(known.origin), "unusable", "", "", mark
    model_set = known.model_set
    latent = "x".join(map(str, model_set.latent_shape))
    parts = " ".join(model_set.parts) or "graphs alone"
    return name, str(known.origin), parts, latent, model_set.fingerprint[:12], mark


def _described(known: KnownSet) -> dict[str, Any]:
    model_set = known.model_set
    return {
        "name": known.name,
        "title": known.title,
        "from": str(known.origin),
        "folder": str(known.folder),
        "in_use": known.in_use,
        "problem": known.problem,
        "parts": {name: part.metrics for name, part in model_set.parts.items()}
        if model_set
        else {},
        "classes": model_set.classes if model_set else [],
        "latent_shape": model_set.latent_shape if model_set else [],
        "fingerprint": model_set.fingerprint if model_set else "",
    }
