"""What searches found, kept from one start of the program to the next."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from explorer.core.aside import put_aside
from explorer.core.board.shared import (
    Png,
    SharedBoard,
    numbered_sources,
    restored_shared,
    shared_board,
    table_of,
)
from explorer.core.search.finds import Find
from training.files.atomic import write_whole
from training.files.png import decode_png, encode_png
from training.files.strict_json import (
    Malformed,
    Newer,
    Record,
    check_format,
    decode,
    encode,
    read_bytes,
)

FORMAT = 1
MAX_FINDS = 400
MAX_BYTES = 16 << 20
MAX_SCORES = 100
MAX_NAME = 100


class _Find(Record):
    board: SharedBoard
    picture: Png
    scores: Annotated[
        dict[Annotated[str, Meta(max_length=MAX_NAME)], float], Meta(max_length=MAX_SCORES)
    ]


class _Finds(Record):
    pictures: list[Png]
    finds: Annotated[list[_Find], Meta(max_length=MAX_FINDS)]
    format: int = 0


def save_finds(path: Path, finds: Sequence[Find]) -> None:
    """Write finds, the first ``MAX_FINDS`` of them, whole or not at all; none leave no file.

    Raises
    ------
    UserError
        Where they cannot be written; the last ones are as they were then.
    """
    kept = finds[:MAX_FINDS]
    sources = numbered_sources([find.board for find in kept])
    rows = [
        _Find(shared_board(find.board, sources), encode_png(find.picture), dict(find.scores))
        for find in kept
    ]
    if rows or path.exists():
        write_whole(path, encode(_Finds(table_of(sources), rows, FORMAT)))


def load_finds(path: Path) -> tuple[tuple[Find, ...], str]:
    """Return finds as they were saved, and what to tell the user where that was not possible.

    A file that cannot be used is put aside.
    """
    try:
        content = read_bytes(path, MAX_BYTES)
        check_format(content, FORMAT)
        stored = decode(content, _Finds)
        return tuple(_restored(find, stored.pictures) for find in stored.finds), ""
    except FileNotFoundError:
        return (), ""
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
    except Newer:
        problem = "come from a newer version of the program"
    except (Malformed, IndexError) as error:
        problem = f"are damaged ({error})"
    return (), f"The finds of the last searches {problem}: search again. {put_aside(path)}"


def _restored(stored: _Find, pictures: Sequence[bytes]) -> Find:
    board = restored_shared(stored.board, pictures)
    return Find(board, decode_png(stored.picture), stored.scores)
