"""Several processes that torchrun starts train as one does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from training.files.errors import UserError
from training.learning.team import Team, refuse_uneven
from training.models import modelset
from training.models.modelset import ModelSet
from training.recipes import VaeRecipe
from training.run import checkpoints
from training.run.events import read_events
from training.run.job import Job, carry_out

VAE = VaeRecipe(
    epochs=2, batch_size=16, latent_shape=(4, 4, 4), widths=(8, 8, 8, 8), blends_from=0.3
)
TRAIN = """
import sys
from pathlib import Path
from tests.training.run.test_processes import job
from training.models import export
from training.run.job import carry_out
export.write_graphs = lambda found: {}
carry_out(job(*map(Path, sys.argv[1:])), lambda: False, lambda done, steps, metrics: None)
"""
Step = dict[str, float]


def job(data: Path, run: Path, cached: Path, base: Path) -> Job:
    return Job(VAE, data, run, cached, base, precision="float32")


def _steps(run: Path) -> list[Step]:
    return [e for e in read_events(run / "events.jsonl") if e["kind"] == "step"]


@pytest.fixture(autouse=True)
def no_graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.models.export.write_graphs", lambda found: {})


def test_two_processes_go_on_with_what_one_began_and_end_where_one_ends(
    official_archive: Path, tiny_set: ModelSet, tmp_path: Path
) -> None:
    whole, shared, cached = tmp_path / "whole", tmp_path / "shared", tmp_path / "cache"
    rest = cached, tiny_set.folder
    assert carry_out(job(official_archive, whole, *rest), lambda: False, lambda *_: None)
    told: list[int] = []
    begun = job(official_archive, shared, *rest)
    assert not carry_out(begun, lambda: len(told) == 2, lambda done, *_: told.append(done))
    script = tmp_path / "script.py"
    script.write_text(TRAIN)
    done = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
        + [str(p) for p in (script, official_archive, shared, *rest)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    alone, together = _steps(whole), _steps(shared)
    assert len(together) == len(alone) == 12
    for one, other in zip(alone, together, strict=True):
        keys = one.keys() - {"time", "kind"}
        assert {k: other[k] for k in keys} == pytest.approx({k: one[k] for k in keys}, rel=1e-3)
    ends = [checkpoints.load(run / "checkpoint.pt")["task"]["mean"] for run in (whole, shared)]
    for name, value in ends[0].items():
        assert torch.allclose(value.float(), ends[1][name].float(), atol=5e-3), name
    assert modelset.read(shared / "modelset").parts["vae"].weights


def test_a_batch_that_cannot_be_shared_out_is_refused() -> None:
    refuse_uneven(Team(size=2), 16)
    with pytest.raises(UserError, match="16 cannot be shared by 3"):
        refuse_uneven(Team(size=3), 16)


def test_every_row_is_of_one_process() -> None:
    rows = torch.arange(12)
    assert torch.equal(torch.cat([Team(rank, 3).share(rows) for rank in range(3)]), rows)
