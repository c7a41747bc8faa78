"""Whatever is killed at whatever moment: what was kept stays, what was begun is whole or absent."""

import os
import subprocess
import sys
from pathlib import Path

from tests.faults.limits import ROOT

KILLS = 30


def test_thirty_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killing", str(tmp_path), "1", str(KILLS)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    in_time = [int(line.split()[3]) for line in done.stdout.splitlines()]
    assert len(in_time) == 6 and sum(in_time) > KILLS / 3, done.stdout
