"""What a board is compared with, and how far two pictures are apart."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.core.board.board import Board, Layout, Source
from explorer.core.board.modes import SLERP, SUM
from explorer.core.board.weights import weights
from explorer.core.comparison import (
    Against,
    Comparison,
    difference,
    restored_comparison,
    stored_comparison,
)
from training.files.strict_json import Malformed


def _source(shade: int) -> Source:
    return Source.of(f"grey/{shade}", "horse", np.full((32, 32, 3), shade, np.uint8))


def _board(*shades: int) -> Board:
    board = Board()
    for shade in shades:
        board = board.add(_source(shade))
    return board


def test_another_mode_has_the_same_pins_and_puck() -> None:
    board = _board(10, 200).move_puck(0.3, 0.4)
    other = Comparison(mode=SLERP).other(board)
    assert other == replace(board, mode=SLERP) != board


def test_another_set_sees_the_very_board() -> None:
    board = _board(10, 200)
    assert Comparison(Against.MODELS).other(board) is board


def test_the_puck_of_a_kept_board_follows_unless_it_is_let_go() -> None:
    kept = _board(5, 6, 7).move_puck(0.9, 0.1)
    board = _board(10, 200).move_puck(0.3, 0.4)
    comparison = Comparison(Against.BOARD, board=kept)
    assert comparison.other(board) == replace(kept, puck=(0.3, 0.4))
    assert replace(comparison, linked=False).other(board) is kept
    assert Comparison(Against.BOARD).other(board) is None


def test_typed_weights_are_linked_where_they_mean_the_same() -> None:
    kept, board = _board(5, 6, 7), replace(_board(1, 2, 3), typed=(0.5, 0.3, 0.2))
    other = Comparison(Against.BOARD, board=kept).other(board)
    assert other is not None and weights(other) == (0.5, 0.3, 0.2)
    fewer = Comparison(Against.BOARD, board=_board(5, 6)).other(board)
    amounts = Comparison(Against.BOARD, board=kept.with_mode(SUM)).other(board)
    assert fewer is not None and amounts is not None
    assert fewer.typed is None and amounts.typed is None


def test_a_difference_is_amplified_and_told_unamplified() -> None:
    one = np.zeros((32, 32, 3), np.uint8)
    other = one.copy()
    other[0, 0], other[0, 1] = (1, 10, 0), (1, 100, 255)
    for pair in ((one, other), (other, one)):  # uint8 would go round below nought
        apart = difference(*pair, gain=4)
        assert apart.picture[0, :3, 0].tolist() == [40, 255, 0] and not apart.picture[1:].any()
        assert (apart.picture == apart.picture[:, :, :1]).all()
        assert apart.most == 255 and apart.mean == pytest.approx(367 / 3072)


def test_what_is_not_offered_is_refused() -> None:
    stored = stored_comparison(Comparison(board=_board(1).with_layout(Layout.FREE)))
    assert restored_comparison(stored).board is not None
    stored.gain = 3
    with pytest.raises(Malformed, match="3 times"):
        restored_comparison(stored)
    stored.gain, stored.mode = 4, "no such mode"
    with pytest.raises(Malformed, match="no such mode"):
        restored_comparison(stored)
