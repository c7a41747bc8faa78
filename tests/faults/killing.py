"""Processes killed at moments drawn by chance, and what they leave on the disk.

    python -m tests.faults.killing FOLDER SEED COUNT

One process has everything loaded; a fork of it does a piece of work, and is killed: after a while,
or before one of its operations on files. What was kept before is then looked at by the program's
own readers. Everything follows from the seed, but how far a fork comes in a while.
"""

import json
import os
import random
import signal
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from explorer.core.board.board import Board
from explorer.core.favourites.exporting import export_png, export_sheet, export_zip
from explorer.core.favourites.file import Favourite
from explorer.core.favourites.listing import Listed
from explorer.core.favourites.recipe import Recipe
from explorer.core.favourites.store import Favourites
from explorer.core.home.home import Settings, read_settings, write_settings
from explorer.core.session import Session, load_session, save_session
from tests.conftest import write_official_archive
from tests.explorer.tiny_set import CLASSES, new_part, no_graphs
from tests.training.run.comparing import differences
from training.data import cache
from training.data.decoded import open_decoded
from training.models import modelset
from training.models.publishing import extend
from training.recipes import ClassifierRecipe
from training.run import checkpoints, loop
from training.run.job import Job, carry_out

PICTURE = np.random.default_rng(5).integers(0, 256, (32, 32, 3), np.uint8)
RECIPE = ClassifierRecipe(epochs=3, batch_size=27, widths=(8, 8, 8), bias_lr=0.1)
FILE_EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link")


@dataclass(frozen=True)
class Scene:
    """A piece of work in a folder, and how to look at what is there.

    ``act`` is told how often it was begun before; ``check`` raises where something is not whole.
    """

    name: str
    act: Callable[[Path, int], None]
    check: Callable[[Path], None]


def keep_favourites(folder: Path, turn: int) -> None:
    kept = Favourites(folder / "Pegasi", folder / "cache")
    for number in range(3):
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=3 * turn + number)
        saved = kept.save(Favourite(PICTURE, Recipe(Board(), (), created=moment)))
    assert saved.path is not None
    kept.annotate(saved.path, rating=turn % 5 + 1)
    first = min((folder / "Pegasi").glob("*.png"))
    if turn % 3 == 2:
        kept.restore(kept.delete(first))


def check_favourites(folder: Path) -> None:
    entries = Favourites(folder / "Pegasi").scan()
    trashed = Favourites(folder / "Pegasi" / ".trash").scan()
    assert all(isinstance(entry, Listed) for entry in (*entries, *trashed)), entries
    noted = folder / "kept.json"  # what was there after an earlier kill is there for ever
    before = set(json.loads(noted.read_text())) if noted.exists() else set()
    now = {entry.id for entry in (*entries, *trashed) if isinstance(entry, Listed)}
    assert before <= now, f"lost: {before - now}"
    noted.write_text(json.dumps(sorted(now)))


def export(folder: Path, turn: int) -> None:
    out = folder / "out"
    export_png(PICTURE, out / "one.png", turn % 16 + 1)
    export_sheet([PICTURE] * 4, out / "sheet.jpg")
    export_zip([out / "one.png"] * 2, out / "all.zip")


def check_exports(folder: Path) -> None:
    for path in (folder / "out").glob("[!.]*"):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                assert archive.testzip() is None
        else:
            Image.open(path).load()


def import_data(folder: Path, turn: int) -> None:
    archive = folder / "cifar-10-python.tar.gz"
    if not archive.exists():
        write_official_archive(folder)
    os.utime(archive, (turn, turn))  # another one, as far as the cache can tell
    cache.load(archive, folder / "cache")


def check_data(folder: Path) -> None:
    for kept in (folder / "cache").glob("[0-9a-f]*"):
        assert len(open_decoded(kept).pictures.labels) == 150


def job(folder: Path) -> Job:
    archive = folder / "cifar-10-python.tar.gz"
    if not archive.exists():
        write_official_archive(folder)
    # Else it is measured how to compute, and two runs may find something else.
    precise = "float32"
    return Job(RECIPE, archive, folder / "run", folder / "cache", precision=precise)


def train(folder: Path, turn: int) -> None:
    carry_out(job(folder), lambda: False, lambda done, steps, metrics: None)


def check_run(folder: Path) -> None:
    found = checkpoints.present(folder / "run" / "checkpoint.pt")
    steps = [checkpoints.load(file)["step"] for file in found]
    noted = folder / "step.txt"
    assert max(steps, default=0) >= int(noted.read_text() if noted.exists() else 0)
    noted.write_text(str(max(steps, default=0)))
    if (folder / "run" / "modelset").exists():
        modelset.read(folder / "run" / "modelset")


def publish(folder: Path, turn: int) -> None:
    part = replace(new_part("vae"), version=str(turn))
    extend(None, part, folder / "set", CLASSES, no_graphs)


def check_set(folder: Path) -> None:
    noted = folder / "published"
    if (folder / "set").exists():
        modelset.read(folder / "set")
        noted.touch()
    assert (folder / "set").exists() or not noted.exists()


def close(folder: Path, turn: int) -> None:
    save_session(folder / "session.json", Session(scroll=turn))
    write_settings(folder / "settings.json", Settings(threads=turn % 9))


def check_closed(folder: Path) -> None:
    assert load_session(folder / "session.json")[1] is None
    read_settings(folder / "settings.json")


SCENES = (
    Scene("favourites", keep_favourites, check_favourites),
    Scene("exporting", export, check_exports),
    Scene("importing", import_data, check_data),
    Scene("training", train, check_run),
    Scene("publishing", publish, check_set),
    Scene("closing", close, check_closed),
)


def forked(work: Callable[[], None], die_at: int = 0) -> tuple[int, int]:
    """Fork a process that works; it kills itself at its file operation of that number.

    Returns its pid, and what tells how many there were where it came to its end.
    """
    told, tells = os.pipe()
    pid = os.fork()
    if pid:
        os.close(tells)
        return pid, told
    count, status = 0, 1

    def look(event: str, given: object) -> None:
        nonlocal count
        if event in FILE_EVENTS:
            count += 1
            if count == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        sys.addaudithook(look)
        work()
        os.write(tells, str(count).encode())
        status = 0
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def undisturbed(work: Callable[[], None]) -> tuple[float, int]:
    """Have a fork do its work; return the seconds and file operations that it takes."""
    begun = time.monotonic()
    pid, told = forked(work)
    with open(told) as pipe:  # noqa: PTH123
        count = pipe.read()
    assert os.waitpid(pid, 0)[1] == 0, "the work failed by itself"
    return time.monotonic() - begun, int(count)


def killed(work: Callable[[], None], chance: random.Random, seconds: float, count: int) -> bool:
    """Kill a fork at its work, half the time at a file operation; return whether it was in time."""
    at_operation = chance.random() < 0.5
    pid, told = forked(work, chance.randint(1, count) if at_operation else 0)
    if not at_operation:
        time.sleep(chance.random() * seconds)
        os.kill(pid, signal.SIGKILL)
    os.close(told)
    status = os.waitpid(pid, 0)[1]
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "the work failed by itself"
    return os.WIFSIGNALED(status)


def litter(folder: Path) -> list[str]:
    """What is left of files and folders that were being written."""
    return [str(path) for path in folder.rglob(".*-*.partial")]


def play(scene: Scene, folder: Path, chance: random.Random, count: int) -> int:
    """Kill a scene so many times; return how many came before its end.

    Raises
    ------
    AssertionError
        Where something that was kept is lost, something is half there, or litter stays.
    """
    folder.mkdir(parents=True)
    seconds, operations = undisturbed(lambda: scene.act(folder, 0))
    scene.check(folder)
    in_time = 0
    for turn in range(1, count + 1):
        if scene.name == "training" and (folder / "run" / "modelset").exists():
            os.rename(folder / "run", folder / f"run-{turn}")  # noqa: PTH104
            (folder / "step.txt").write_text("0")
        in_time += killed(partial(scene.act, folder, turn), chance, seconds, operations)
        scene.check(folder)
    undisturbed(lambda: scene.act(folder, count + 1))
    scene.check(folder)
    assert not (left := litter(folder)), f"litter: {left}"
    if scene.name == "training":
        compare_runs(folder)
    return in_time


def compare_runs(folder: Path) -> None:
    """Runs that were killed and gone on with ended as the first one, that was left alone."""
    finished = [path.parent for path in folder.glob("run*/modelset")]
    states = [checkpoints.load(run / "checkpoint.pt")["task"] for run in finished]
    for run, state in zip(finished, states, strict=True):
        assert not (where := differences(states[0], state)), f"{run} ended otherwise: {where}"


def main(folder: Path, seed: int, count: int) -> int:
    """Share kills out among the scenes; print a line for each, and return 1 where one fails."""
    loop.CHECKPOINT_SECONDS = 0.0
    leave_out_graphs()
    chance, status = random.Random(seed), 0
    for number, scene in enumerate(SCENES):
        share = count // len(SCENES) + (number < count % len(SCENES))
        try:
            in_time = play(scene, folder / f"{seed}-{scene.name}", chance, share)
            print(f"{scene.name}: {share} kills, {in_time} before the end", flush=True)
        except AssertionError as error:
            print(f"{scene.name} (seed {seed}): {error}", file=sys.stderr, flush=True)
            status = 1
    return status


def leave_out_graphs() -> None:
    """Publish weights without graphs, which take seconds a set."""
    from training.models import export as graphs

    graphs.write_graphs = no_graphs


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
