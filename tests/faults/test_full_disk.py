"""Importing and training on a full disk: one sentence, and the same command works with room again.

A disk that is full is a bound on the size of files: nothing can grow beyond it.
"""

from pathlib import Path

import pytest

from explorer.__main__ import main as pegasus
from tests.faults.limits import run_with_file_limit
from training.__main__ import main as training
from training.models import modelset
from training.run import checkpoints
from training.run.events import read_events

KB = 1 << 10


def told(most: int, program: str, words: list[str]) -> list[str]:
    """What a command says where no file can be larger than ``most`` bytes: its lines and status."""
    said = run_with_file_limit(
        most,
        f"""
import contextlib, io
from {program} import main
with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(io.StringIO()):
    status = main({words!r})
print(said.getvalue() + str(status))
""",
    )
    return said.splitlines()


def partial(folder: Path) -> list[Path]:
    return list(folder.rglob(".*.partial"))


def test_importing_is_told_and_works_with_room(official_archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    words = ["data", "import", str(official_archive), "--home", str(home)]
    *_, said, status = told(100 * KB, "explorer.__main__", words)
    assert status == "2"
    assert "could not be saved (File too large): free some space there" in said
    assert not partial(home) and not list((home / "cache").iterdir())
    assert not (home / "settings.json").exists()
    assert pegasus(words) == 0


@pytest.fixture
def words(official_archive: Path, tmp_path: Path) -> list[str]:
    folders = ["--data", str(official_archive), "--run", str(tmp_path / "run")]
    folders += ["--cache", str(tmp_path / "cache"), "--epochs", "2", "--batch-size", "27"]
    return ["train", "coursework-classifier", *folders, "--width", "8", "--hidden", "64"]


@pytest.mark.parametrize("most", [2, 300, 20 * KB], ids=["at once", "in the log", "in the end"])
def test_a_training_is_told_and_works_with_room(
    most: int, words: list[str], tmp_path: Path
) -> None:
    run = tmp_path / "run"
    assert training(["info", *words[2:4], "--cache", str(tmp_path / "cache")]) == 0
    *_, said, status = told(most, "training.__main__", words)
    assert status == "2"
    assert "(File too large): free some space there" in said
    assert not partial(run) and not (run / "modelset").exists()
    assert training(words) == 0
    assert "coursework-classifier" in modelset.read(run / "modelset").parts
    steps = [e["step"] for e in read_events(run / "events.jsonl") if e["kind"] == "step"]
    assert steps[-8:] == list(range(1, 9))


def test_a_disk_that_fills_while_a_result_is_saved(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was learnt is kept, and the same command publishes it without a further step."""
    run, write = tmp_path / "run", Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.suffix == ".safetensors":
            raise OSError(28, "No space left on device")
        return write(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        assert training(words) == 2
    assert checkpoints.load(run / "checkpoint.pt")["step"] == 8
    assert not partial(run) and not (run / "modelset").exists()
    assert training(words) == 0
    steps = [e["step"] for e in read_events(run / "events.jsonl") if e["kind"] == "step"]
    assert steps == list(range(1, 9))
