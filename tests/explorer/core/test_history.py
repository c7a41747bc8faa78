"""What can be undone is kept, and stays small."""

import itertools

import numpy as np
import pytest

from explorer.core import history
from explorer.core.board.board import Board, Source
from explorer.core.history import Edit, History, restored_history, stored_history
from tests.explorer.core.boards import odd_board
from training.files.strict_json import Malformed, decode, encode


def _walk(count: int, pictures: int = 1) -> History:
    """So many moves of the puck over pictures of noise."""
    rng, board = np.random.default_rng(0), Board()
    for i in range(pictures):
        noise = rng.integers(0, 256, (32, 32, 3)).astype(np.uint8)
        board = board.add(Source.of(f"noise {i}", None, noise))
    boards = [board.move_puck(i / count, 0.5) for i in range(count + 1)]
    pairs = itertools.pairwise(boards)
    return History(tuple(Edit(f"{i}", *pair) for i, pair in enumerate(pairs)), count)


def _back(kept: History) -> History:
    stored = stored_history(kept)
    return restored_history(decode(encode(stored), history.StoredHistory))


def test_every_edit_comes_back() -> None:
    edits = Edit("One", Board(), odd_board()), Edit("Two", odd_board(), odd_board().remove(0))
    for done in range(3):
        assert _back(History(edits, done)) == History(edits, done)


def test_a_picture_is_written_once() -> None:
    once, often = (len(encode(stored_history(_walk(count, 2)))) for count in (1, 50))
    assert often < once + 50 * 1200


def test_the_newest_steps_are_kept() -> None:
    walk = _walk(history.MAX_STEPS + 20)
    kept = _back(walk)
    assert kept.edits == walk.edits[20:] and kept.done == history.MAX_STEPS
    undone = _back(History(walk.edits, 10))
    assert undone.edits[: undone.done] == walk.edits[:10]
    assert undone.edits[undone.done :] == walk.edits[10 : 10 + history.MAX_STEPS // 2]


def test_many_pictures_mean_fewer_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MAX_BYTES", 30_000)
    walk = _walk(80, 2)
    kept = _back(walk)
    assert 5 < len(kept.edits) < 80 and kept.edits == walk.edits[-len(kept.edits) :]
    assert len(encode(stored_history(walk))) <= 30_000


@pytest.mark.parametrize("field", ["old", "new"])
def test_a_history_that_names_nothing_is_refused(field: str) -> None:
    stored = stored_history(_walk(2))
    setattr(stored.edits[0], field, 99)
    with pytest.raises(Malformed, match="not there"):
        restored_history(stored)


def test_a_history_with_more_done_than_there_is_is_refused() -> None:
    stored = stored_history(_walk(2))
    stored.done = 3
    with pytest.raises(Malformed, match="fewer edits"):
        restored_history(stored)
