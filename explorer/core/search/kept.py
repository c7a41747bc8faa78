"""What searches found, and by which seed, kept from one start of the program to the next."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

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
MAX_SEED = 2**31 - 1


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
    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)] | None = None


class Kept(NamedTuple):
    """What was kept, what to tell the user where that cannot be read, and the last seed."""

    finds: tuple[Find, ...] = ()
    problem: str = ""
    seed: int | None = None


def save_finds(path: Path, finds: Sequence[Find], seed: int | None = None) -> None:
    """Write finds, the first ``MAX_FINDS`` of them, whole or not at all; none leave no file.

    ``seed`` is that of the last search.

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
        write_whole(path, encode(_Finds(table_of(sources), rows, FORMAT, seed)))


def load_finds(path: Path) -> Kept:
    """Return finds as they were saved, and what to tell the user where that was not possible.

    A file that cannot be used is put aside.
    """
    try:
        content = read_bytes(path, MAX_BYTES)
        check_format(content, FORMAT)
        stored = decode(content, _Finds)
        finds = tuple(_restored(find, stored.pictures) for find in stored.finds)
        return Kept(finds, seed=stored.seed)
    except FileNotFoundError:
        return Kept()
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
    except Newer:
        problem = "come from a newer version of the program"
    except (Malformed, IndexError) as error:
        problem = f"are damaged ({error})"
    told = f"The finds of the last searches {problem}: search again. {put_aside(path)}"
    return Kept(problem=told)


def _restored(stored: _Find, pictures: Sequence[bytes]) -> Find:
    board = restored_shared(stored.board, pictures)
    return Find(board, decode_png(stored.picture), stored.scores)
