"""The project's own files: pins, the console script, and what make says."""

import ast
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from explorer.__main__ import SUBCOMMANDS

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def _pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().split()
    return {canonicalize_name(name): pin for name, _, pin in (x.partition("==") for x in lines)}


def test_every_direct_dependency_is_pinned_within_its_range() -> None:
    pins = _pins()
    extras = [text for extra in PROJECT["optional-dependencies"].values() for text in extra]
    for text in (*PROJECT["dependencies"], *extras):
        wanted = Requirement(text)
        pin = pins[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(pin), f"{text} does not admit the pin {pin}"


def test_constraints_name_versions_alone() -> None:
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert re.fullmatch(r"[\w.-]+==[\w.]+", line), line


def test_every_package_is_installed() -> None:
    rule = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    assert rule["find"] == {"include": ["explorer*", "training*"], "namespaces": False}
    files = (*ROOT.glob("explorer/**/*.py"), *ROOT.glob("training/**/*.py"))
    folders = {file.parent for file in files}
    assert not [folder for folder in folders if not (folder / "__init__.py").is_file()]


@pytest.fixture
def makefile(tmp_path: Path) -> Path:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def _make(folder: Path, interpreter: str) -> subprocess.CompletedProcess[str]:
    # Where make itself runs the tests, it would take this for a call from one of its rules.
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "setup", f"PYTHON={interpreter}"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ('case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac', "apt install python3-venv"),
        ('case "$2" in *version*) echo "Python 3.11 or newer" >&2; exit 1;; esac', "or newer"),
    ],
)
def test_setup_says_what_is_missing(makefile: Path, script: str, message: str) -> None:
    interpreter = makefile / "python"
    interpreter.write_text(f"#!/bin/sh\n{script}\n")
    interpreter.chmod(0o755)
    result = _make(makefile, str(interpreter))
    lines = [line for line in result.stderr.splitlines() if not line.startswith("make: ")]
    assert result.returncode and len(lines) == 1 and message in lines[0]
    assert not (makefile / ".venv").exists()


def test_setup_without_python(makefile: Path) -> None:
    result = _make(makefile, "no-such-python")
    lines = [line for line in result.stderr.splitlines() if not line.startswith("make: ")]
    assert result.returncode and len(lines) == 1 and "There is no no-such-python" in lines[0]


def test_the_readme_names_what_there_is() -> None:
    text = (ROOT / "README.md").read_text()
    commands = re.findall(r"(?:^ {4}|`|bin/)pegasus ([a-z][a-z-]*)", text, re.MULTILINE)
    named = set(commands)
    assert named <= set(SUBCOMMANDS), named - set(SUBCOMMANDS)
    assert named >= {"blend", "data", "doctor", "evaluate", "models", "recipes", "train"}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    guides = text + (ROOT / "CONTRIBUTING.md").read_text()
    assert set(re.findall(r"^ {4}make ([a-z]+)", guides, re.MULTILINE)) <= targets


def _tests_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", ["features.md", "reliability.md"])
def test_what_holds_a_promise_exists(page: str) -> None:
    text = (ROOT / "docs" / page).read_text()
    named = re.findall(r"`([\w/]*test_\w+\.py)(?:::(\w+))?`", text)
    assert len(named) >= 20
    for file, test in named:
        path = ROOT / (file if "/" in file else f"tests/faults/{file}")
        assert path.is_file(), file
        assert not test or test in _tests_of(path), f"{file}::{test}"
    for picture in re.findall(r"\]\((screenshots/[^)]+)\)", text):
        assert (ROOT / "docs" / picture).is_file(), picture


def test_each_feature_names_its_tests_and_pictures() -> None:
    text = (ROOT / "docs" / "features.md").read_text()
    rows = [line.split(" | ") for line in text.splitlines() if re.match(r"\| \d", line)]
    assert {int(row[0].strip("| ")) for row in rows} == set(range(1, 23))
    assert all(len(row) == 4 and "::test_" in row[2] and "screenshots/" in row[3] for row in rows)
