"""A wheel carries all that the program needs: it is installed elsewhere, and opens its window."""

import os
import shutil
import subprocess
import sys
import sysconfig
import time
import zipfile
from pathlib import Path

import pytest

from tests.conftest import MISSING

ROOT = Path(__file__).parents[1]
SOURCES = ("explorer", "training", "resources")
FILES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE")
PATIENCE = 240.0
"""Seconds for one step on a busy machine."""

pytestmark = pytest.mark.slow


def _run(*command: str | Path, cwd: Path) -> None:
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of a copy: building leaves folders behind."""
    pytest.importorskip("setuptools")
    folder = tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / "source" / name)
    for name in FILES:
        shutil.copy(ROOT / name, folder / "source")
    options = "--no-deps", "--no-build-isolation", "--no-index", "--quiet"
    pip = sys.executable, "-m", "pip", "wheel"
    _run(*pip, *options, "--wheel-dir", folder, folder / "source", cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_has_every_resource_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    wanted = {f"training/{path.relative_to(ROOT).as_posix()}" for path in shipped}
    assert wanted <= names and len(wanted) > 20
    assert not [name for name in names if name.startswith("tests/")]


@pytest.mark.skipif(bool(MISSING), reason="Qt cannot be loaded here")
def test_the_installed_wheel_opens_the_window(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "env"
    _run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=tmp_path)
    python = environment / "bin" / "python"
    options = "--no-deps", "--no-index", "--quiet"
    pip = sys.executable, "-m", "pip", "--python", python, "install"
    _run(*pip, *options, wheel, cwd=tmp_path)
    # What it depends on is borrowed: only the program's own code comes from the wheel.
    (site,) = (environment / "lib").glob("python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"])
    where = "import explorer, training; print(explorer.__file__, training.__file__)"
    home = tmp_path / "home"
    variables = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PEGASUS_HOME")}
    variables |= {"QT_QPA_PLATFORM": "offscreen"}
    told = subprocess.check_output([python, "-c", where], cwd=tmp_path, env=variables, text=True)
    assert all(Path(path).is_relative_to(site) for path in told.split())
    with (tmp_path / "errors").open("w") as errors:
        process = subprocess.Popen(
            [environment / "bin" / "pegasus", "--home", home],
            cwd=tmp_path,
            env=variables,
            stderr=errors,
        )
        try:
            _wait_for(home / "session.json", process)
            process.terminate()
            status = process.wait(PATIENCE)
        finally:
            process.kill()
    text = (tmp_path / "errors").read_text()
    assert status == 0 and "Traceback" not in text, text
    assert "starter/" in (home / "session.json").read_text()  # the first blend of the gallery


def _wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until the window has kept what it shows."""
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        assert process.poll() is None, "the window closed by itself"
        assert time.monotonic() < deadline, "the window never opened"
        time.sleep(0.2)
