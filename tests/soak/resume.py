"""Every recipe, killed at random moments and gone on with, beside a run that is left alone."""

import os
import shutil
import subprocess
import sys

from tests.soak.progress import ROOT, Soak
from tests.training.run.recipes import SHORT

EACH = 20
"""Pairs of runs by each recipe, of seeds of their own; every other one in bfloat16."""


def run(soak: Soak) -> None:
    """Compare pairs of runs, recipe by recipe in turn, until all are done or the time is up."""
    pairs = [(name, seed) for seed in range(EACH) for name in SHORT]
    for number in soak.numbers("pairs", len(pairs)):
        name, seed = pairs[number]
        folder = soak.room / str(number)
        shutil.rmtree(folder, ignore_errors=True)
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.resuming", folder, name, str(seed)],
            cwd=ROOT,
            env=os.environ | {"OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "PASSIVE"},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            soak.fault("pairs", number, f"{name}, seed {seed}: {done.stderr}")
        else:
            soak.count("kills", int(done.stdout.split()[-4]))
            soak.count(f"{name}: pairs alike")
            shutil.rmtree(folder)
