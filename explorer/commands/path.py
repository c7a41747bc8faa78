"""``pegasus path``: a film of a walk from board to board, without a window."""

from collections.abc import Sequence
from dataclasses import dataclass
from inspect import cleandoc
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import tyro

from explorer.commands.parts.arguments import OptionalFolder, OptionalPath, parse
from explorer.commands.parts.board_list import FORMS, read_boards
from explorer.commands.parts.choices import find_data, find_models
from explorer.commands.parts.output import print_pairs, share_bar
from explorer.commands.parts.source_names import SourceNames
from explorer.core.blend.reference import reference_renderer
from explorer.core.board.board import Board
from explorer.core.films import MAX_FRAMES, Cut, FilmKind, film_kind, write_film
from explorer.core.home.home import Home
from explorer.core.paths.frames import board_frames, moves_puck_alone
from explorer.core.paths.walking import Ease, Ends
from training.data.limits import check_exists
from training.files.errors import UserError

STRIP_FRAMES = 9
"""Of a strip, by default: as many as can be looked at side by side."""

Boards = tyro.conf.Positional[
    Annotated[Path | None, tyro.conf.arg(metavar="BOARDS.json", help_behavior_hint="")]
]
Target = Annotated[Path | None, tyro.conf.arg(metavar="FILE", help_behavior_hint="")]
Frames = Annotated[
    int | None,
    tyro.conf.arg(metavar="N", help_behavior_hint=f"(default: 60, of a strip {STRIP_FRAMES})"),
]


@dataclass(frozen=True)
class Walk:
    """Walk from board to board and write what is seen on the way as a film.

    Between boards of the same pictures in the same mode the puck moves; between others the latents
    are blended. Pictures are computed by the reference, as `pegasus blend` does.

        pegasus path boards.json --out walk.gif
        pegasus path boards.json --out walk.webp --frames 120 --fps 30 --loop round --scale 8
        pegasus path boards.json --out strip.png --frames 7
        pegasus path boards.json --out frames

    """

    boards: Boards = None
    """A list of two boards or more."""
    out: Target = None
    """What to write: .gif, .webp, .mp4 (where PyAV is installed), .zip of frames, .png for a strip
    of them side by side; without a suffix a folder of frames."""
    frames: Frames = None
    """How many pictures, from the first board to where the film ends."""
    fps: float = 25
    """Frames a second, 1 to 50."""
    loop: Literal["once", "round", "ping-pong"] = "ping-pong"
    """Stop at the last board, go on to the first one, or go back the way it came."""
    ease: Literal["none", "both", "start", "end"] = "both"
    """Where each leg from board to board goes gently."""
    scale: int = 8
    """Pixels along the edge of the square that each pixel becomes, 1 to 16."""
    data: OptionalPath = None
    """The data set that names such as test/bird/0012 belong to."""
    models: OptionalFolder = None
    """The model set; by default the one that the program uses."""


def main(arguments: list[str], home: Home) -> int:
    """Write a film, and say what became of it."""
    command = parse(
        Walk, "path", arguments, description=f"{cleandoc(Walk.__doc__ or '')}\n\n{FORMS}"
    )
    if command.boards is None or command.out is None:
        raise UserError("Name a list of boards, and a film by --out: see `pegasus path --help`.")
    kind, cut = film_kind(command.out), Cut(command.scale, command.fps, command.loop != "once")
    count = _count(command, kind)
    if command.data is not None:
        check_exists(command.data)
    models = find_models(home, command.models)
    names = SourceNames(find_data(home, command.data), home.cache, models)
    boards = read_boards(command.boards, names)
    renderer = reference_renderer(models)
    steps = board_frames(renderer, boards, count, Ends(command.loop), Ease(command.ease))
    pictures: list[np.ndarray] = []
    with share_bar("Walking") as tell:
        for step in steps:
            pictures += list(step)
            tell(len(pictures) / count, f"{len(pictures)} of {count} frames")
    write_film(command.out, kind, pictures, cut)
    _print(command, kind, cut, boards, pictures)
    return 0


def _count(command: Walk, kind: FilmKind) -> int:
    """How many frames, before anything is computed; what cannot be made here is refused."""
    if kind.missing:
        raise UserError(kind.missing)
    count = command.frames
    if count is None:
        count = STRIP_FRAMES if kind.name == "strip" else 60
    if not 2 <= count <= MAX_FRAMES:
        raise UserError(f"A walk has 2 to {MAX_FRAMES} frames, not {count}: give --frames.")
    return count


def _print(
    command: Walk,
    kind: FilmKind,
    cut: Cut,
    boards: Sequence[Board],
    pictures: Sequence[np.ndarray],
) -> None:
    blended = sum(not moves_puck_alone(*leg) for leg in pairwise(boards))
    height, width = (side * cut.scale for side in pictures[0].shape[:2])
    seconds = f", {len(pictures) / cut.rate:.1f} seconds" if kind.timed else ""
    print_pairs(
        {
            "written": command.out,
            "boards": f"{len(boards)}, {blended} of {len(boards) - 1} legs by latents",
            "frames": f"{len(pictures)} of {width} x {height} pixels{seconds}",
        }
    )
