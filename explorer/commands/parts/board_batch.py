"""A list of boards, rendered by the reference one after the other, each into a file of its own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from explorer.commands.parts.output import print_pairs, print_table, share_bar
from explorer.commands.parts.results import model_set_to_json, result_to_json, shown
from explorer.core.blend.renderer import Renderer, RenderRequest, RenderResult
from explorer.core.board.board import Board
from explorer.core.favourites.file import favourite_file
from explorer.core.scores import blend_scores
from explorer.core.search.pegasi import file_name
from training.data.class_words import worded
from training.files.atomic import make_folder, write_whole
from training.files.errors import UserError
from training.models.modelset import ModelSet


class Done(NamedTuple):
    """A board, its picture, and what the file is called that has both."""

    board: Board
    result: RenderResult
    file: str


def render_boards(renderer: Renderer, boards: Sequence[Board], folder: Path | None) -> list[Done]:
    """Render boards, and write each as 01.png, 02.png ... with its recipe where a folder is given.

    Raises
    ------
    UserError
        Where one cannot be rendered or written, which is then named by its number.
    """
    if folder is not None:
        make_folder(folder)
    done: list[Done] = []
    with share_bar("Blending") as tell:
        for i, board in enumerate(boards):
            done.append(Done(board, _rendered(renderer, board, i), file_name(i, len(boards))))
            if folder is not None:
                content = favourite_file(renderer.engine.modelset, board, done[-1].result)
                write_whole(folder / done[-1].file, content)
            tell(len(done) / len(boards), f"{len(done)} of {len(boards)} boards")
    return done


def _rendered(renderer: Renderer, board: Board, place: int) -> RenderResult:
    result = renderer.render(RenderRequest(board))
    if result.error or result.picture is None:
        raise UserError(f"Board {place + 1}: {result.error or 'It is empty: give it pictures.'}")
    return result


def print_boards(done: Sequence[Done], folder: Path | None) -> None:
    """Print a line for each board."""
    names = [score.name for score in blend_scores()]
    rows = [
        (
            Path(one.file).stem,
            one.board.mode.name,
            ", ".join(worded(pin.source.name) for pin in one.board.pins),
            *(shown(one.result.scores.get(name)) or "" for name in names),
        )
        for one in done
    ]
    print_table(("", "mode", "sources", *names), rows)
    print()
    print_pairs({"boards": len(done), "pictures": folder})


def boards_to_json(models: ModelSet, done: Sequence[Done]) -> dict[str, Any]:
    """Return what `pegasus blend --boards` reads again."""
    return {
        "model_set": model_set_to_json(models),
        "boards": [
            {"file": one.file, **result_to_json(models, one.board, one.result)} for one in done
        ],
    }
