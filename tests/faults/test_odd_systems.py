"""File systems that lack something: shared memory, room in a home, or leave to write there."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from explorer.core.favourites.store import Favourites
from explorer.core.home.home import Home
from tests.conftest import MISSING
from tests.faults.limits import ROOT
from training.models.modelset import ModelSet

NOWHERE = """
mount -t tmpfs none "$ROOM"
for name in null zero full random urandom; do
    : > "$ROOM/$name"
    mount --bind "/dev/$name" "$ROOM/$name"
done
mount --rbind "$ROOM" /dev
test ! -e /dev/shm
"""
"""No shared memory at all: devices are what is left of /dev."""
UNWRITABLE = "mount -t tmpfs -o ro none /dev/shm"
READ_ONLY = 'mount -t tmpfs none "$ROOM"; cp "$KEPT"/* "$ROOM"; mount -o remount,ro "$ROOM"'
FULL = """
mount -t tmpfs -o size=1m none "$ROOM"
cp "$KEPT"/* "$ROOM"
cat /dev/zero > "$ROOM/ballast" 2> /dev/null || true
"""
pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason="Qt cannot be loaded here"),
    pytest.mark.usefixtures("mounts"),
]


def run_where(
    mount: str, home: Path, room: Path, models: ModelSet, data: Path, *commands: str
) -> dict[str, Any]:
    """Use the whole program where something was mounted by a script; return what it said."""
    kept, out = room.parent / "kept", room.parent / "out.png"
    kept.mkdir()
    (kept / "settings.json").write_text('{"reduced_motion": true}')
    room.mkdir(exist_ok=True)
    variables = {"TINY": models.folder, "DATA": data, "ROOM": room, "KEPT": kept}
    program: list[str | Path] = [
        sys.executable,
        "-m",
        "tests.faults.whole_program",
        home,
        out,
        *commands,
    ]
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-ec", f'{mount}\nexec "$@"', "sh", *program],
        cwd=ROOT,
        env=os.environ | variables | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


@pytest.mark.parametrize("mount", [NOWHERE, UNWRITABLE], ids=["missing", "read-only"])
def test_without_shared_memory_all_works(
    mount: str, tmp_path: Path, tiny_set: ModelSet, class_folders: Path
) -> None:
    home = tmp_path / "home"
    said = run_where(mount, home, tmp_path / "room", tiny_set, class_folders, "import")
    assert {name: status for name, (status, _) in said.items()} == dict.fromkeys(said, 0), said
    assert len(Favourites(Home.at(home).favourites).scan()) == 1


@pytest.mark.parametrize(
    ("mount", "why"),
    [(READ_ONLY, "(Read-only file system)"), (FULL, "(No space left on device)")],
    ids=["read-only", "full"],
)
def test_a_home_that_cannot_be_written_to_is_told(
    mount: str, why: str, tmp_path: Path, tiny_set: ModelSet, class_folders: Path
) -> None:
    home = tmp_path / "home"
    said = run_where(mount, home, home, tiny_set, class_folders, "blend", "import", "use")
    for name in ("import", "use"):
        status, line = said.pop(name)
        assert status == 2 and why in line, (name, line)
        assert line.count("\n") == 1, (name, line)
    status, sentence = said.pop("window")
    assert status == 0 and why in sentence, sentence
    assert said["blend"] == [0, ""] and (tmp_path / "out.png").is_file()
