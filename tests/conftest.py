"""Small self-made data sets, in the formats that the program reads; Qt where it can be loaded."""

import fcntl
import io
import os
import pickle
import random
import signal
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers
from PIL import Image

from explorer.core.home.libraries import missing_packages
from training.models import modelset
from training.models.modelset import ModelSet

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# For tiny networks a second thread gives nothing, and waits long where the machine is busy. It is
# set before torch is imported, and processes that tests start inherit it.
os.environ.setdefault("OMP_NUM_THREADS", "1")
MISSING = missing_packages("offscreen")
"""Debian packages without which Qt cannot be loaded here; tests of the window need them."""
pytest_plugins = [] if MISSING else ["pytestqt.plugin"]
collect_ignore = ["explorer/ui", "explorer/bench/window"] if MISSING else []

# The same examples each time, so that what passed here passes elsewhere; others are tried by
# `make test ARGS=--hypothesis-profile=chance`. A time limit would fail on a busy machine.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("chance", deadline=None, max_examples=1000)
settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    """Keep Hypothesis from trying what stands in modules: which are loaded hangs on other tests."""
    if config.getoption("--hypothesis-profile") is None:
        known = providers._local_constants
        providers._get_local_constants = lambda: known  # type: ignore[attr-defined,unused-ignore]


CLASSES = ("airplane", "bird", "horse")
REAL_DATA = Path(__file__).parents[2] / "shared" / "data" / "cifar10.tar.gz"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if MISSING:
        packages = " ".join(MISSING)
        terminalreporter.write_line(f"Tests of the window were skipped: install {packages}.")


def make_pictures(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (count, 32, 32, 3) uint8 whose main colour tells their label (count,)."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % len(CLASSES)
    noise = rng.integers(0, 60, (count, 32, 32, 3))
    noise[np.arange(count), :, :, labels] += 180
    return noise.astype(np.uint8), labels


def batch_bytes(pictures: np.ndarray, labels: np.ndarray) -> bytes:
    """Pickle pictures the way the official CIFAR-10 batches are."""
    rows = pictures.transpose(0, 3, 1, 2).reshape(len(pictures), -1)
    return pickle.dumps({b"data": rows, b"labels": [int(x) for x in labels]}, protocol=2)


def add_to_tar(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))


@pytest.fixture(scope="session", autouse=True)
def interrupts_are_heard() -> None:
    """A job in the background of a shell ignores Ctrl-C, and so would all processes that it starts.

    A training that is asked to end before it listens would then never hear of it.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def sets_are_known(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the tiny sets for tried, but in the tests of faults: a trial takes seconds."""
    if request.path.parent.name != "faults":
        monkeypatch.setattr("explorer.core.engine.trial.tried", lambda *given: {})


@pytest.fixture(autouse=True)
def seeds_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let seeds that the program draws be the same each time: by chance two draw one pair."""
    monkeypatch.setattr("secrets.randbelow", random.Random(1).randrange)


@pytest.fixture
def official_archive(tmp_path: Path) -> Path:
    """What :func:`write_official_archive` writes, in the test's own folder."""
    return write_official_archive(tmp_path)


def write_official_archive(parent: Path, each: int = 24) -> Path:
    """A tiny archive in CIFAR-10's official layout: 5 training batches, 30 test pictures."""
    path = parent / "cifar-10-python.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        folder = "cifar-10-batches-py"
        for i in range(1, 6):
            add_to_tar(archive, f"{folder}/data_batch_{i}", batch_bytes(*make_pictures(each, i)))
        add_to_tar(archive, f"{folder}/test_batch", batch_bytes(*make_pictures(30, 9)))
        meta = {b"label_names": [name.encode() for name in CLASSES]}
        add_to_tar(archive, f"{folder}/batches.meta", pickle.dumps(meta, protocol=2))
    return path


FINE = ("apple", "bee", "beetle", "bottle")
COARSE = ("containers", "fruit", "insects")
GROUP_OF = (1, 2, 2, 0)


def cifar100_bytes(count: int, seed: int) -> bytes:
    """Pickle a batch the way CIFAR-100 does, with fine and coarse labels."""
    rows = np.random.default_rng(seed).integers(0, 256, (count, 3072), np.uint8)
    fine = [i % len(FINE) for i in range(count)]
    coarse = [GROUP_OF[label] for label in fine]
    batch = {b"data": rows, b"fine_labels": fine, b"coarse_labels": coarse}
    return pickle.dumps({**batch, b"filenames": [b"x.png"] * count}, protocol=2)


def cifar100_members() -> dict[str, bytes]:
    """The files of a tiny archive in CIFAR-100's official layout: 40 and 8 pictures."""
    folder = "cifar-100-python"
    meta = {
        b"fine_label_names": [name.encode() for name in FINE],
        b"coarse_label_names": [name.encode() for name in COARSE],
    }
    return {
        f"{folder}/file.txt~": b"",
        f"{folder}/train": cifar100_bytes(40, 1),
        f"{folder}/test": cifar100_bytes(8, 2),
        f"{folder}/meta": pickle.dumps(meta, protocol=2),
    }


@pytest.fixture
def cifar100_archive(tmp_path: Path) -> Path:
    """A tiny archive in CIFAR-100's official layout: 40 training and 8 test pictures."""
    path = tmp_path / "cifar-100-python.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in cifar100_members().items():
            add_to_tar(archive, name, content)
    return path


@pytest.fixture
def class_folders(tmp_path: Path) -> Path:
    """``train/<class>/NN.png`` and ``test/<class>/NN.png``, with the same pictures each time."""
    root = tmp_path / "folders"
    for split, count in (("train", 60), ("test", 12)):
        for i, (pixels, label) in enumerate(zip(*make_pictures(count), strict=True)):
            file = root / split / CLASSES[label] / f"{i:02d}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels).save(file)
    return root


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object], inside: str = ""
) -> ModelSet:
    """A set that the first process to need it makes for all that run tests; change a copy."""
    base = factory.getbasetemp()
    sets = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sets"
    sets.mkdir(exist_ok=True)
    with (sets / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (sets / name).exists():
            half = Path(tempfile.mkdtemp(dir=sets)) / name
            make(half)
            half.rename(sets / name)  # whole or not at all, also where a process is ended
    return modelset.read(sets / name / inside)


@pytest.fixture(scope="session")
def tiny_set(tmp_path_factory: pytest.TempPathFactory) -> ModelSet:
    """A set with every part, made once, as exporting its graphs takes seconds."""
    from tests.explorer.tiny_set import write_tiny_set  # needs torch, which many tests do not

    return made_once(tmp_path_factory, "tiny", write_tiny_set)


@pytest.fixture(scope="session")
def bare_set(tmp_path_factory: pytest.TempPathFactory) -> ModelSet:
    """A set with every part and no graphs, to train from: made in a moment."""
    from tests.explorer.tiny_set import WHOLE, no_graphs, write_tiny_set

    return write_tiny_set(tmp_path_factory.mktemp("sets") / "bare", WHOLE, no_graphs)


@pytest.fixture(scope="session")
def tiny_set_without_prior(tmp_path_factory: pytest.TempPathFactory) -> ModelSet:
    """As ``tiny_set``, as a new VAE leaves it; made once, too."""
    from tests.explorer.tiny_set import write_tiny_set

    kinds = ("vae", "classifier", "critic")
    return made_once(tmp_path_factory, "without-prior", lambda to: write_tiny_set(to, kinds))


@pytest.fixture(scope="session")
def flat_set(tmp_path_factory: pytest.TempPathFactory, tiny_set: ModelSet) -> ModelSet:
    """What a short training of the coursework's VAE beside the tiny set leaves; made once, too."""
    from training.coursework_recipes import CourseworkVaeRecipe
    from training.run.job import Job, carry_out

    def train(home: Path) -> None:
        home.mkdir()
        recipe = CourseworkVaeRecipe(epochs=2, batch_size=36, latent_numbers=12, width=4)
        data = write_official_archive(home)
        job = Job(recipe, data, home / "run", home / "cache", tiny_set.folder)
        assert carry_out(job, lambda: False, lambda done, steps, metrics: None)

    return made_once(tmp_path_factory, "flat", train, "run/modelset")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The JPEG copy of CIFAR-10, named by ``PEGASUS_DATA`` or beside the checkout."""
    path = Path(os.environ.get("PEGASUS_DATA", REAL_DATA))
    if not path.exists():
        pytest.skip("CIFAR-10 is not here: set PEGASUS_DATA to its JPEG archive to run this")
    return path


@pytest.fixture(scope="session")
def real_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the real data is decoded to, once in a test run."""
    return tmp_path_factory.mktemp("real-cache")
