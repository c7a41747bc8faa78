"""A disk of a megabyte that is truly full: one sentence, nothing half-written, and it goes on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.limits import ROOT
from tests.faults.small_disk import WORK
from training.files.strict_json import decode

MEGABYTE = 'mount -t tmpfs -o size=1m none "$DISK"; exec "$@"'
LEAVES = {"train": ["run/events.jsonl", "run/lock", "run/run.json"]}
"""What was whole before the disk was full, and stays."""
MAKES = {
    "keep": "Pegasi/",
    "export": "out/large.png",
    "import": "home/settings.json",
    "train": "run/modelset/modelset.json",
}


def worked(name: str, disk: Path, data: Path) -> dict[str, tuple[int, str, list[str]]]:
    """Do a piece of work on a disk of its own; return what came of it, full and with room."""
    disk.mkdir()
    words: list[str | Path] = [sys.executable, "-m", "tests.faults.small_disk", name, disk, data]
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-ec", MEGABYTE, "sh", *words],
        cwd=ROOT,
        env=os.environ | {"DISK": str(disk), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    return decode(done.stdout, dict[str, tuple[int, str, list[str]]])


@pytest.mark.usefixtures("mounts")
@pytest.mark.parametrize("name", WORK)
def test_a_full_disk_is_told_and_works_with_room(
    name: str, class_folders: Path, tmp_path: Path
) -> None:
    said = worked(name, tmp_path / "disk", class_folders)
    status, sentence, files = said["full"]
    assert status == 2 and "(No space left on device): free some space" in sentence
    assert sentence.count("\n") == 1 and files == LEAVES.get(name, []), (sentence, files)
    status, sentence, files = said["room"]
    assert status == 0 and any(file.startswith(MAKES[name]) for file in files), sentence
    assert not [file for file in files if file.endswith(".partial")]
