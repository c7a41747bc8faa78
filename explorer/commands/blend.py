"""``pegasus blend``: blend pictures and score the result, without a window."""

from dataclasses import asdict, dataclass, field, make_dataclass
from inspect import cleandoc
from pathlib import Path
from typing import Annotated, Any, Literal

import tyro

from explorer.commands.parts.arguments import OptionalFile, OptionalFolder, OptionalPath, parse
from explorer.commands.parts.board_batch import boards_to_json, print_boards, render_boards
from explorer.commands.parts.board_list import FORMS, read_boards
from explorer.commands.parts.boards import board_of, read_weights
from explorer.commands.parts.choices import find_data, find_models
from explorer.commands.parts.output import print_pairs, print_table, write_json
from explorer.commands.parts.results import (
    model_set_to_json,
    notes,
    probabilities,
    result_to_json,
    shown,
)
from explorer.commands.parts.source_names import SourceNames
from explorer.core.blend.reference import reference_renderer
from explorer.core.blend.renderer import RenderRequest, RenderResult
from explorer.core.board.board import Board
from explorer.core.board.modes import DETAIL, LINEAR, MODES, Setting, all_settings
from explorer.core.board.sizes import has_sizes, sized_puck, sizes_at
from explorer.core.favourites.file import favourite_file
from explorer.core.home.home import Home
from explorer.core.scores import blend_scores
from training.data.class_words import class_word, worded
from training.data.limits import check_exists
from training.files.atomic import write_whole
from training.files.errors import UserError
from training.models.modelset import ModelSet


def _mode_names() -> Any:
    return Literal[MODES.names]


def _modes_with(setting: Setting) -> str:
    return " or ".join(mode.name for mode in MODES if setting in mode.settings)


def _options() -> type[Any]:
    """Return a dataclass with a field for each setting, as the rows of the modes have it."""
    rows = [(setting, f"In {_modes_with(setting)} mode: ") for setting in all_settings()]
    return make_dataclass(
        "Options",
        [
            (
                setting.option,
                Annotated[float, tyro.conf.arg(help=where + setting.help)],
                field(default=getattr(Board(), setting.field)),
            )
            for setting, where in (*rows, (DETAIL, ""))
        ],
    )


Mode = Annotated[
    str,
    tyro.conf.arg(constructor_factory=_mode_names, help_behavior_hint=f"(default: {LINEAR.name})"),
]
Options = tyro.conf.OmitArgPrefixes[Annotated[Any, tyro.conf.arg(constructor_factory=_options)]]
Size = Annotated[float | None, tyro.conf.arg(metavar="SIZE", help_behavior_hint="(default: 1)")]
Boards = Annotated[Path | None, tyro.conf.arg(metavar="BOARDS.json", help_behavior_hint="")]
Sources = tyro.conf.Positional[
    Annotated[tuple[str, ...], tyro.conf.arg(metavar="SOURCE...", help_behavior_hint="")]
]


@dataclass(frozen=True)
class Blend:
    """Blend two to eight pictures and score the result; one is shown as the model sees it.

    A SOURCE is a picture file, a favourite, a latent (.npy), or a name that the gallery shows:
    starter/horse/12, or test/bird/0012 of the data set. The picture is computed by the reference:
    torch in full precision where the model set has weights.

        pegasus blend starter/horse/30 starter/airplane/75 --mode graft --out pegasus.png
        pegasus blend starter/horse/3 starter/airplane/4 --weights 0.7,0.3 --mode slerp
        pegasus blend my-horse.png my-bird.jpg --mode regions --sharpness 5 --json scores.json
        pegasus blend --boards boards.json --out blends --json scores.json

    """

    sources: Sources
    """What to blend."""
    weights: Annotated[str, tyro.conf.arg(metavar="W,W,...", help_behavior_hint="")] = ""
    """One a source, sum 1 (in sum mode any amounts from 0 to 1.5); all equal by default."""
    mode: Mode = LINEAR.name
    """How the latents become one."""
    settings: Options = tyro.MISSING_NONPROP
    """What the modes go by."""
    size: Size = None
    """In graft mode, between two pictures: how large the wings are, 1 as usual."""
    seed: int = 0
    """Of the noise that refined mode uses where the prior does not refine in one step."""
    boards: Boards = None
    """Blend all boards of a list instead, one after the other."""
    out: OptionalFile = None
    """Write the picture as a PNG that has its recipe inside; the window opens it. Of a list of
    boards, the folder of 01.png, 02.png, ..."""
    json: OptionalFile = None
    """Write weights and scores as JSON."""
    data: OptionalPath = None
    """The data set that names such as test/bird/0012 belong to."""
    models: OptionalFolder = None
    """The model set; by default the one that the program uses."""


def main(arguments: list[str], home: Home) -> int:
    """Blend once, print the scores, and write what was asked for."""
    command = _parse(arguments)
    if command.data is not None:
        check_exists(command.data)
    models = find_models(home, command.models)
    names = SourceNames(find_data(home, command.data), home.cache, models)
    if command.boards is not None:
        return _blend_boards(command, command.boards, names, models)
    return _blend(command, names, models)


def _parse(arguments: list[str]) -> Blend:
    described = f"{cleandoc(Blend.__doc__ or '')}\n\n{FORMS}"
    return parse(Blend, "blend", arguments, description=described)


def _blend_boards(command: Blend, file: Path, names: SourceNames, models: Path) -> int:
    given, usual = asdict(command), asdict(_parse([]))
    own = ("sources", "weights", "mode", "settings", "size", "seed")
    if any(given[name] != usual[name] for name in own):
        raise UserError(
            f"Boards have sources and settings of their own: give {file} none beside it."
        )
    boards = read_boards(file, names)
    renderer = reference_renderer(models)
    done = render_boards(renderer, boards, command.out)
    print_boards(done, command.out)
    write_json(command.json, boards_to_json(renderer.engine.modelset, done))
    return 0


def _blend(command: Blend, names: SourceNames, folder: Path) -> int:
    if not command.sources:
        raise UserError("Name the pictures to blend: see `pegasus blend --help`.")
    mode = MODES.named(command.mode)
    given = read_weights(command.weights, len(command.sources), mode)
    _check(command)
    every = [names.find(name) for name in command.sources]
    board = board_of([named.source for named in every], given, mode)
    board = board.with_seed(command.seed)
    for setting in (DETAIL, *mode.settings):
        board = board.with_setting(setting, getattr(command.settings, setting.option))
    if command.size is not None:
        board = board.move_puck(*sized_puck(board, command.size))
    renderer = reference_renderer(folder)
    models, result = renderer.engine.modelset, renderer.render(RenderRequest(board))
    if result.error:
        raise UserError(result.error)
    if command.out is not None:
        parents = [named.recipe.id for named in every if named.recipe]
        write_whole(command.out, favourite_file(models, board, result, parents))
    _print(models, board, result)
    write_json(command.json, _as_json(models, board, result))
    return 0


def _check(command: Blend) -> None:
    """Refuse files that are no PNG, and settings that the mode ignores."""
    if command.out is not None and command.out.suffix.lower() != ".png":
        raise UserError("A blend is written as PNG, with its recipe inside: let --out end in .png.")
    used = MODES.named(command.mode).settings
    for setting in all_settings():
        given, usual = getattr(command.settings, setting.option), getattr(Board(), setting.field)
        if given != usual and setting not in used:
            raise UserError(
                f"--{setting.option} does nothing in {command.mode} mode: "
                f"give --mode {_modes_with(setting)}."
            )


def _print(models: ModelSet, board: Board, result: RenderResult) -> None:
    pairs = zip(board.pins, result.weights, strict=True)
    print_table(
        ("source", "class", "weight"),
        [
            (worded(pin.source.name), class_word(pin.source.class_name or ""), f"{weight:.3f}")
            for pin, weight in pairs
        ],
    )
    print()
    size = f"{sizes_at(board, [board.puck])[0]:.2f}" if has_sizes(board) else ""
    shares = probabilities(models, result)
    print_pairs(
        {
            "mode": board.mode.name,
            "size": size,
            **{score.name: shown(result.scores.get(score.name)) for score in blend_scores()},
            "reason": result.reason,
            **{f"p({class_word(name)})": shown(p) for name, p in shares.items()},
            "note": " ".join(notes(result)),
            "milliseconds": f"{result.milliseconds:.0f}",
        }
    )


def _as_json(models: ModelSet, board: Board, result: RenderResult) -> dict[str, Any]:
    return {
        "model_set": model_set_to_json(models),
        **result_to_json(models, board, result),
        "notes": notes(result),
        "milliseconds": result.milliseconds,
    }
