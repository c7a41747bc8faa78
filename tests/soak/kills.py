"""A thousand kills at random moments, in rounds that follow from their numbers."""

import os
import shutil
import subprocess
import sys

from tests.soak.progress import ROOT, Soak

ROUNDS, KILLS = 34, 30


def run(soak: Soak) -> None:
    """Play rounds of kills until all are done or the time is up."""
    for number in soak.numbers("rounds", ROUNDS):
        folder = soak.room / str(number)
        shutil.rmtree(folder, ignore_errors=True)
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.killing", folder, str(1000 + number), str(KILLS)],
            cwd=ROOT,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
        )
        for line in done.stdout.splitlines():
            name, _, rest = line.partition(": ")
            kills, in_time = int(rest.split()[0]), int(rest.split()[2])
            soak.count(f"{name}: kills", kills)
            soak.count(f"{name}: before the end", in_time)
        if done.returncode:
            soak.fault("rounds", number, done.stderr)
        else:
            shutil.rmtree(folder)
