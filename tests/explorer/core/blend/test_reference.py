"""The reference: in a process of its own, equal to the bit when repeated."""

import os
import pickle
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.core.blend.reference import Reference, reference_renderer
from explorer.core.blend.renderer import Renderer, RenderRequest
from explorer.core.board.board import Board
from explorer.core.board.modes import MODES, Mode
from explorer.core.engine.engine import Engine
from explorer.core.engine.torch_backend import TorchBackend
from tests.noting import present
from training.models import publishing
from training.models.modelset import MANIFEST, ModelSet

SOON = 60.0


@pytest.fixture(scope="module")
def reference() -> Iterator[Reference]:
    with Reference() as reference:
        yield reference


@pytest.mark.parametrize("mode", MODES)
def test_it_repeats_to_the_bit_also_in_another_process(
    reference: Reference, tiny_set: ModelSet, engine: Engine, board: Board, mode: Mode
) -> None:
    moved = replace(board, mode=mode, detail=0.3).move_puck(0.45, 0.5)
    there = [reference.render(tiny_set.folder, moved).result(SOON) for _ in range(2)]
    here = reference_renderer(tiny_set.folder).render(RenderRequest(moved))
    live = Renderer(engine).render(RenderRequest(moved))
    for result in (*there, here, live):
        assert result.error is None and result.picture is not None
    for result in there:
        assert np.array_equal(present(result.picture), present(here.picture))
        assert np.array_equal(present(result.latent), present(here.latent))
        assert np.array_equal(present(result.probabilities), present(here.probabilities))
        assert result.scores == here.scores
    assert live.picture is not None and here.picture is not None
    assert np.abs(live.picture.astype(int) - here.picture).max() <= 2


def test_it_runs_in_another_process_and_errors_come_back(
    reference: Reference, tmp_path: Path, board: Board
) -> None:
    result = reference.render(tmp_path, board).result(SOON)
    assert result.picture is None and result.error is not None
    assert "no model set" in result.error


def test_a_killed_process_is_started_again(
    reference: Reference, tiny_set: ModelSet, board: Board
) -> None:
    assert reference.render(tiny_set.folder, board).result(SOON).error is None
    pool = reference._started()
    assert isinstance(pool, ProcessPoolExecutor)
    (child,) = pool._processes
    os.kill(child, signal.SIGKILL)
    with suppress(BrokenProcessPool):  # the pool may notice before this call or during it
        reference.render(tiny_set.folder, board).result(SOON)
    assert reference.render(tiny_set.folder, board).result(SOON).error is None


def test_a_set_is_kept_until_it_changes(tiny_set: ModelSet, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_set.folder, tmp_path / "set")
    first = reference_renderer(folder)
    assert isinstance(first.engine._backend, TorchBackend) and reference_renderer(folder) is first
    os.utime(folder / MANIFEST, (1, 1))
    assert reference_renderer(folder) is not first


def test_a_set_of_graphs_alone_has_a_reference_too(
    tiny_set: ModelSet, tmp_path: Path, board: Board
) -> None:
    for file in tiny_set.graphs.values():
        (tmp_path / file.file).write_bytes(tiny_set.path(file).read_bytes())
    publishing._write_manifest(replace(tiny_set, folder=tmp_path, parts={}))
    first, again = (reference_renderer(tmp_path).render(RenderRequest(board)) for _ in range(2))
    assert first.error is None and np.array_equal(present(first.picture), present(again.picture))


def test_this_process_needs_no_torch_for_it(
    tiny_set: ModelSet, board: Board, tmp_path: Path
) -> None:
    (tmp_path / "board").write_bytes(pickle.dumps(board))
    script = tmp_path / "keep.py"
    script.write_text(
        "import pickle, sys\n"
        "from pathlib import Path\n"
        "from explorer.core.blend.reference import Reference\n"
        "if __name__ == '__main__':\n"
        "    board = pickle.loads(Path(sys.argv[1]).read_bytes())\n"
        "    with Reference() as reference:\n"
        "        result = reference.render(Path(sys.argv[2]), board).result()\n"
        "    sys.exit(result.error or ('torch was imported' if 'torch' in sys.modules else 0))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "board"), str(tiny_set.folder)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
