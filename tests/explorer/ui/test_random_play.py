"""Random play for some seconds; ``make soak PART=play`` does it for most of an hour."""

import logging
import random
import time
from pathlib import Path

import pytest

from explorer.ui.program import Program
from tests.explorer.ui.random_play import Player

SECONDS = 7.0


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen, of menus and windows
@pytest.mark.parametrize("seed", [1, 2])
def test_whoever_presses_everything_breaks_nothing(
    program: Program, seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No exception, no warning, and the steps lead back to the start and forward to the end."""
    player = Player(program, tmp_path / "files")
    player.begin(random.Random(seed))
    end = time.monotonic() + SECONDS
    with player.at_the_window():
        while time.monotonic() < end:
            player.play()
        player.back_and_forth()
    assert sum(player.done.values()) > 20, player.done
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING], caplog.text
