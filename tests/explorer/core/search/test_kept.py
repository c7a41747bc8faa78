"""Finds that are kept: all of them comes back, and a damaged file is said and put aside."""

from pathlib import Path

import numpy as np
import pytest

from explorer.core.board.board import Board
from explorer.core.search.finds import Find
from explorer.core.search.kept import MAX_FINDS, Kept, load_finds, save_finds
from tests.explorer.core.boards import noise_source, odd_board
from training.files.errors import UserError


def find(seed: int, board: Board) -> Find:
    return Find(board, noise_source(seed).picture, {"pegasus": seed / 7, "realism": 1 / 3})


def test_finds_come_back_with_pictures_that_several_share_written_once(tmp_path: Path) -> None:
    path, board = tmp_path / "deep" / "finds.json", odd_board()
    finds = [find(seed, board.move_puck(seed / 9, 0.5)) for seed in range(9)]
    save_finds(path, finds, 4711)
    again, problem, seed = load_finds(path)
    assert not problem and len(again) == 9 and seed == 4711
    for kept, before in zip(again, finds, strict=True):
        assert kept.board == before.board and kept.scores == before.scores
        assert np.array_equal(kept.picture, before.picture) and kept.value == before.value
    one = tmp_path / "one.json"
    save_finds(one, finds[:1])
    picture = len(noise_source(0).pixels) * 4 / 3
    assert path.stat().st_size < 9 * (one.stat().st_size - 1.5 * picture)
    save_finds(path, ())
    assert load_finds(path) == Kept()


def test_nothing_found_leaves_no_file_and_too_much_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "finds.json"
    save_finds(path, ())
    assert not path.exists() and load_finds(path) == Kept()
    save_finds(path, [find(0, Board())] * (MAX_FINDS + 1))
    assert len(load_finds(path)[0]) == MAX_FINDS


@pytest.mark.parametrize(
    "text", ["", "{}", '{"format": 1, "pictures": [], "finds": [1]}', '{"format": 99}']
)
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "finds.json"
    path.write_text(text)
    finds, problem, _ = load_finds(path)
    assert finds == () and "search again" in problem
    assert (tmp_path / "finds-before.json").read_text() == text
    save_finds(path, [find(0, odd_board())])
    assert len(load_finds(path)[0]) == 1
    damaged = path.read_text().replace('"pictures":[0,1]', '"pictures":[0,7]')
    path.write_text(damaged)
    assert "damaged" in load_finds(path)[1]


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError):
        save_finds(tmp_path / "file" / "finds.json", [find(0, Board())])
