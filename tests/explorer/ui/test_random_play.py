"""Random play for a while; ``make soak PART=play`` does it for most of an hour."""

import logging
import random
from pathlib import Path

import pytest

from explorer.ui.program import Program
from tests.explorer.ui.random_play import Player

ACTS = 400


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen, of menus and windows
@pytest.mark.parametrize("seed", [1, 2])
def test_whoever_presses_everything_breaks_nothing(
    program: Program, seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No exception, no warning, and the steps lead back to the start and forward to the end."""
    player = Player(program, tmp_path / "files")
    player.begin(random.Random(seed))
    with player.at_the_window():
        for _ in range(ACTS):
            player.play()
        player.back_and_forth()
    assert len(player.done) > 10, player.done
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING], caplog.text
