"""``pegasus doctor``: checks that everything the program needs is there."""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.commands.parts import health
from explorer.commands.parts.arguments import OptionalFile, OptionalFolder, OptionalPath, parse
from explorer.commands.parts.choices import find_data, find_models
from explorer.commands.parts.health import Finding, guarded
from explorer.commands.parts.output import write_json
from explorer.core.home.home import Home

if TYPE_CHECKING:
    from training.models.modelset import ModelSet

MARKS = {"ok": "ok    ", "note": "note  ", "broken": "BROKEN"}


@dataclass(frozen=True)
class Doctor:
    """Check that everything the program needs is there, and say what to do where it is not.

    Looks at Python, packages, the system libraries that Qt needs, the model set and what runs it,
    the folders that the program writes, and the data set. Changes nothing, except that compiled
    graphs that are damaged are compiled anew. The exit status is 1 where something is broken; a
    note keeps nothing from working.
    """

    data: OptionalPath = None
    """The data set to look at; by default the one that the program uses."""
    models: OptionalFolder = None
    """The model set to look at; by default the one that the program uses."""
    json: OptionalFile = None
    """Write the same as JSON."""


def main(arguments: list[str], home: Home) -> int:
    """Print what every check found; return 1 where something is broken."""
    command = parse(Doctor, "doctor", arguments)
    findings = examine(command, home)
    width = max(len(finding.what) for finding in findings)
    for finding in findings:
        print(f"{MARKS[finding.state]}  {finding.what:<{width}}  {finding.text}")
    write_json(command.json, {"findings": [asdict(finding) for finding in findings]})
    return int(any(finding.state == "broken" for finding in findings))


def examine(command: Doctor, home: Home) -> list[Finding]:
    """Run every check, whatever the others found."""
    checks: dict[str, Callable[[], Finding | list[Finding]]] = {
        "python": health.check_python,
        "packages": health.check_packages,
        "window": partial(health.check_screen, os.environ),
        "torch": health.check_torch,
        "starter gallery": health.check_starter,
        "settings": partial(health.check_settings, home),
        "folders": partial(health.check_folders, home),
        "data": lambda: health.check_data(find_data(home, command.data)),
        "model set": lambda: check_models(find_models(home, command.models), home),
    }
    return [finding for what, check in checks.items() for finding in guarded(what, check)]


def check_models(folder: Path, home: Home) -> list[Finding]:
    """Whether the model set is whole, and whether what runs it gives what it should."""
    from explorer.core.engine import trial
    from training.files.places import SHIPPED
    from training.models import modelset

    model_set = modelset.read(folder)
    if folder.resolve() != SHIPPED.resolve():
        model_set = replace(model_set, probe={**trial.tried(folder), **model_set.probe})
    parts = ", ".join(sorted({*model_set.parts, *model_set.graphs}))
    whole = Finding("model set", "ok", f"{model_set.name} in {folder} ({parts})")
    return [whole, *guarded("backend", partial(_check_backend, model_set, home))]


def _check_backend(model_set: "ModelSet", home: Home) -> Finding:
    """Run a fixed picture through each graph, those that were compiled before as they are kept."""
    from explorer.core.engine.openvino_backend import OpenVinoBackend, Untrue
    from explorer.core.engine.precision import AUTO, EXACT
    from training.models.signatures import JOINED

    try:
        # Looking makes no folder, and one that may not be looked into is none.
        cache = home.compiled if os.path.isdir(home.compiled) else None  # noqa: PTH112
        backend = OpenVinoBackend(model_set, cache, AUTO if cache else EXACT)
        for graph in (*model_set.graphs, *JOINED):
            if backend.outputs(graph):
                backend.prepare(graph)
    except ImportError:
        return Finding("backend", "note", "Torch, as OpenVINO is missing: run `make setup`")
    except Untrue as error:
        if not model_set.trainable:
            raise
        return Finding("backend", "note", f"{error} Until then torch runs it, which is slower.")
    if backend.exchanged:
        text = f"compiled anew, as what was kept was damaged: {', '.join(backend.exchanged)}"
        return Finding("backend", "note", f"OpenVino; {text}")
    return Finding("backend", "ok", "OpenVino gives the numbers that it should")
