"""Boards from a file: a JSON list of whole boards, of boards in a few words, or of favourites."""

from pathlib import Path
from typing import Any

from explorer.commands.parts.boards import board_of, read_weights
from explorer.commands.parts.source_names import SourceNames
from explorer.core.board.board import Board
from explorer.core.board.json import StoredBoard, restored_board
from explorer.core.board.modes import DETAIL, LINEAR, MODES, all_settings
from explorer.core.board.sizes import sized_puck
from explorer.core.favourites.file import read_favourite
from training.files.errors import UserError
from training.files.strict_json import Malformed, decode, encode, read_bytes

MAX_BYTES = 256 << 20
MAX_BOARDS = 10_000
MAX_PATH = 1000
LARGEST = 1e300
LISTS = ("boards", "pegasi")
"""What `blend --boards` and `search` call the list in what they write."""
SETTINGS = (DETAIL, *all_settings())
WORDS = ("sources", "weights", "mode", "size", "seed", *(row.option for row in SETTINGS))
"""What a board in a few words is made of."""
FORMS = """\
BOARDS.json is a JSON list, or what `pegasus search --json` or `pegasus blend --boards` wrote. Each
item is one of
  what `pegasus blend --json` wrote, or one of the results of `pegasus search --json`: anything that
    has a whole board as its "board", or is one;
  a few words: {"sources": ["starter/horse/0", "my-bird.png"], "weights": [0.4, 0.6],
    "mode": "graft"}, and if wanted "size", "seed", "detail", "sharpness", "strength";
  the name of a favourite's file."""


def read_boards(path: Path, names: SourceNames) -> list[Board]:
    """Read the boards of a file, each in one of the forms that :data:`FORMS` describes.

    Raises
    ------
    UserError
        Where the file cannot be read, holds no list of boards, or one of them is refused, which is
        then named by its number, the first being 1.
    """
    try:
        content = decode(read_bytes(path, MAX_BYTES), Any)
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror or error}): name a file."
        ) from error
    except Malformed as error:
        raise UserError(f"{path} is no list of boards ({error}): give another.") from error
    items = _listed(content)
    if not 1 <= len(items) <= MAX_BOARDS:
        raise UserError(f"{path} lists {len(items)} boards: give 1 to {MAX_BOARDS:,}.")
    return [_numbered(path, i, item, names) for i, item in enumerate(items, 1)]


def _listed(content: Any) -> list[Any]:
    if isinstance(content, list):
        return content
    lists = [content.get(key) for key in LISTS] if isinstance(content, dict) else []
    return next((one for one in lists if isinstance(one, list)), [content])


def _numbered(path: Path, number: int, item: Any, names: SourceNames) -> Board:
    try:
        return _board(item, path.parent, names)
    except Malformed as error:
        raise UserError(f"Board {number} of {path} cannot be used ({error}): mend it.") from error
    except UserError as error:
        raise UserError(f"Board {number} of {path}: {error}") from error


def _board(item: Any, folder: Path, names: SourceNames) -> Board:
    if isinstance(item, str):
        if len(item) > MAX_PATH:
            raise Malformed("its name is too long to be that of a favourite")
        return read_favourite(folder / item).recipe.board
    if not isinstance(item, dict):
        raise Malformed("it is neither a board nor the name of a favourite")
    whole = item.get("board", item if "pins" in item else None)
    if whole is not None:
        return restored_board(decode(encode(whole), StoredBoard))
    return _in_words(item, names)


def _in_words(item: dict[str, Any], names: SourceNames) -> Board:
    unknown = sorted(set(item) - set(WORDS))
    if unknown or not isinstance(item.get("sources"), list) or not item["sources"]:
        what = f"it has {unknown[0]!r}" if unknown else "it has no sources"
        raise Malformed(f"{what}, and a board in a few words has {', '.join(WORDS)}")
    try:
        mode = MODES.named(item.get("mode", LINEAR.name))
    except (ValueError, TypeError) as error:
        raise Malformed(f"its mode {error}") from error
    sources = [names.find(str(name)).source for name in item["sources"]]
    given = ",".join(map(str, _numbers(item, "weights")))
    board = board_of(sources, read_weights(given, len(sources), mode), mode)
    for setting in SETTINGS:
        if setting.option in item:
            board = board.with_setting(setting, _number(item, setting.option))
    if "seed" in item:
        board = board.with_seed(int(_number(item, "seed")))
    return board.move_puck(*sized_puck(board, _number(item, "size"))) if "size" in item else board


def _numbers(item: dict[str, Any], name: str) -> list[float]:
    given = item.get(name, [])
    if not isinstance(given, list) or not all(map(_is_number, given)):
        raise Malformed(f'its "{name}" is no list of numbers')
    return given


def _number(item: dict[str, Any], name: str) -> float:
    if not _is_number(item[name]):
        raise Malformed(f'its "{name}" is no number')
    return float(item[name])


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and abs(value) <= LARGEST
