"""``pegasus evaluate``: measure a model set on a data set."""

from dataclasses import dataclass
from typing import Literal

from explorer.commands.arguments import OptionalFile, OptionalFolder, OptionalPath, parse
from explorer.commands.choices import find_models, require_data
from explorer.core.home import Home


@dataclass(frozen=True)
class Evaluate:
    """Measure a model set on the test pictures of a data set, which nothing was chosen on.

    Prints a table; with --json the same as nested JSON. The figures of the README come from here.

        pegasus evaluate --data PATH --json figures.json
    """

    data: OptionalPath = None
    """The data set; by default the one that the program uses."""
    models: OptionalFolder = None
    """The model set; by default the one that the program uses."""
    json: OptionalFile = None
    """Write the figures as JSON."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """What computes."""


def main(arguments: list[str], home: Home) -> int:
    """Measure, by the training half's own command; return its exit status."""
    command = parse(Evaluate, "evaluate", arguments)
    words = [
        *("--data", str(require_data(home, command.data))),
        *("--models", str(find_models(home, command.models))),
        *("--cache", str(home.cache), "--device", command.device),
        *(("--json", str(command.json)) if command.json else ()),
    ]
    from training.evaluate import main as measure

    return measure(words)
