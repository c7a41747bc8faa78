"""Steps of a VAE's training, alone or by several processes: what ``torchrun`` is given to measure.

``torchrun --nproc-per-node=K -m explorer.bench.together DATA CACHE MODELS STEPS`` prints the
seconds that the steps took and their losses, as JSON.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PROGRAM = "explorer.bench.together"
SHARE = 0.1


@dataclass(frozen=True)
class Taken:
    """How long the steps took, and what the losses were."""

    seconds: float
    losses: tuple[float, ...]


def run(processes: int, data: Path, cache: Path, models: Path, steps: int) -> Taken:
    """Take the steps by so many processes on this machine, which share its cores."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    command += [f"--nproc-per-node={processes}", "-m", PROGRAM]
    command += [str(data), str(cache), str(models), str(steps)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return Taken(told["seconds"], tuple(told["losses"]))


def main(data: Path, cached: Path, models: Path, steps: int) -> None:
    """Print what the steps take."""
    from training.data import cache
    from training.data.subset import thinned
    from training.learning.device import choose
    from training.learning.team import teamed
    from training.models import modelset
    from training.recipes import VaeRecipe
    from training.run.builder import build

    with teamed("cpu") as team:
        with team.in_turn():
            pictures = thinned(cache.load(data, cached), SHARE)
        task = build(VaeRecipe(), pictures, choose("cpu", team=team), modelset.read(models))
        losses = [team.mean(task.step(0))["loss"]]
        began = time.perf_counter()
        losses += [team.mean(task.step(index))["loss"] for index in range(1, steps + 1)]
        seconds = time.perf_counter() - began
    if team.first:
        print(json.dumps({"seconds": seconds, "losses": losses}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
