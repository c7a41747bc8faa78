"""What a result is kept under: what its code computes, wherever that stands."""

import shutil
from pathlib import Path

import pytest

import training
from training.data.dataset import DataSet
from training.files.definitions import Package
from training.reproduce.asked.variants import VARIANTS
from training.reproduce.work.code import BOUNDARIES, definitions_behind, places
from training.run.loop import fit

ROOT = Path(training.__file__).parent
RECIPES = [VARIANTS[name].recipe for name in ("1a", "2d", "ours with an adversary")]
FILES = {
    "start": '''
"""Where it begins."""
from pack import sums
from pack.deep.shapes import Square as Box, WAYS
import numpy as np

def begin(box, sums_of=None):
    """Say."""
    found: list[int] = [sums.add(side, 2) for side in Box(1).sides()]
    if not found:
        raise ValueError("there is none")
    return np.sum(found), WAYS["long"](box)  # the sum
''',
    "sums": """
LIMIT: int = 3

def add(one: int, other: int = 1) -> int:
    return min(_half(one) + other, LIMIT)

def _half(one):
    return one / 2

def unused(begin):
    return begin
""",
    "deep.shapes": '''
from dataclasses import dataclass
from functools import cached_property
from pack.deep import lengths

class Shape:
    corners = 4

@dataclass(frozen=True)
class Square(Shape):
    side: int
    name: str = "square"

    def sides(self):
        """Tell."""
        from pack.sums import LIMIT
        return [self.side for _ in range(self.corners + LIMIT)]

WAYS = {"long": lengths.longest}
''',
    "deep.lengths": """
def longest(box):
    return _half(box)

def _half(box):
    return max(box.sides())
""",
}


def package(folder: Path, files: dict[str, str]) -> Package:
    """Write the package ``pack`` below a new folder."""
    root = folder / str(len(list(folder.iterdir()))) / "pack"
    for name, text in files.items():
        path = root.joinpath(*name.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Package(root)


def changed(name: str, *words: str) -> dict[str, str]:
    """The files with words of one, each before what takes its place, exchanged."""
    text = FILES[name]
    for old, new in zip(words[::2], words[1::2], strict=True):
        assert text.count(old) == 1
        text = text.replace(old, new)
    return FILES | {name: text}


def fingerprint(folder: Path, files: dict[str, str], beginning: str = "pack.start.begin") -> str:
    return package(folder, files).fingerprint([beginning])


def test_everything_that_is_used_is_reached_and_nothing_else(tmp_path: Path) -> None:
    assert set(package(tmp_path, FILES).reached(["pack.start.begin"])) == {
        "pack.start.begin",
        *("pack.sums.add", "pack.sums._half", "pack.sums.LIMIT"),
        *("pack.deep.shapes.Square", "pack.deep.shapes.Shape", "pack.deep.shapes.WAYS"),
        *("pack.deep.lengths.longest", "pack.deep.lengths._half"),
    }


@pytest.mark.parametrize(
    "files",
    [
        changed("start", '"""Say."""', '"""Tell at length."""'),
        changed("start", "  # the sum", ""),
        changed("start", "found: list[int] =", "found ="),
        changed("start", '"there is none"', 'f"there is none of {box}"'),
        changed("start", "from pack import sums", "import os\nfrom pack import sums"),
        changed("start", "Square as Box", "Square", "Box(1)", "Square(1)"),
        changed("start", "import numpy as np", "from numpy import sum as all", "np.sum(", "all("),
        changed("start", "from pack import sums", "from pack.sums import add", "sums.add", "add"),
        changed("sums", "LIMIT: int = 3", "LIMIT = 3"),
        changed("sums", "one: int, other: int = 1) -> int", "one, other: float = 1)"),
        changed("sums", "    return begin", "    return begin + 1"),
        changed("deep.shapes", "    side: int\n", "    side: float\n"),
        changed(
            *("deep.shapes", "        from pack.sums import LIMIT\n", ""),
            *("import lengths\n", "import lengths\nfrom pack.sums import LIMIT\n"),
        ),
    ],
)
def test_other_words_for_the_same_leave_the_fingerprint(
    tmp_path: Path, files: dict[str, str]
) -> None:
    assert fingerprint(tmp_path, files) == fingerprint(tmp_path, FILES)


@pytest.mark.parametrize(
    "files",
    [
        changed("start", "side, 2)", "side, 3)"),
        changed("start", "np.sum(found)", "np.prod(found)"),
        changed("start", "raise ValueError(", "raise TypeError("),
        changed("start", "if not found", "if found"),
        changed("start", "sums_of=None", "sums_of=1"),
        changed("sums", "LIMIT: int = 3", "LIMIT: int = 4"),
        changed("sums", "other: int = 1", "other: int = 2"),
        changed("sums", "one / 2", "one // 2"),
        changed("deep.shapes", "corners = 4", "corners = 5"),
        changed("deep.shapes", "(frozen=True)", ""),
        changed("deep.shapes", "(Shape):", ":"),
        changed("deep.shapes", '    name: str = "square"\n', ""),
        changed("deep.shapes", "    side: int\n", "    side: int\n    other: int\n"),
        changed("deep.shapes", "corners + LIMIT", "corners - LIMIT"),
        changed("deep.lengths", "max(", "min("),
        changed("deep.lengths", "return _half(box)", "return (box)"),
    ],
)
def test_what_computes_otherwise_changes_it(tmp_path: Path, files: dict[str, str]) -> None:
    assert fingerprint(tmp_path, files) != fingerprint(tmp_path, FILES)


def test_modules_can_be_moved_and_renamed(tmp_path: Path) -> None:
    moved = {
        "room.begins": FILES["start"]
        .replace("from pack import sums", "import pack.room.adding as sums")
        .replace("pack.deep.shapes", "pack.room.shapes"),
        "room.adding": FILES["sums"],
        # Two modules become one, and a third passes on what it no longer defines.
        "room.shapes": "from pack.room.forms import Square, WAYS\n",
        "room.forms": FILES["deep.shapes"]
        .replace("pack.deep import lengths", "pack import far")
        .replace("lengths.longest", "far.longest")
        .replace("pack.sums", "pack.room.adding"),
        "far.__init__": FILES["deep.lengths"],
    }
    found = fingerprint(tmp_path, moved, "pack.room.begins.begin")
    assert found == fingerprint(tmp_path, FILES)


def test_definitions_of_one_name_are_told_apart(tmp_path: Path) -> None:
    swapped = FILES | {
        "sums": FILES["sums"].replace("one / 2", "max(one.sides())"),
        "deep.lengths": FILES["deep.lengths"].replace("max(box.sides())", "box / 2"),
    }
    assert fingerprint(tmp_path, swapped) != fingerprint(tmp_path, FILES)
    user = (
        "from pack.{} import _half\nfrom pack import sums, deep\n\ndef f(x):\n    return _half(x)"
    )
    one, other = (FILES | {"user": user.format(name)} for name in ("sums", "deep.lengths"))
    assert fingerprint(tmp_path, one, "pack.user.f") != fingerprint(tmp_path, other, "pack.user.f")


@pytest.mark.parametrize(
    "body",
    [
        "def f(add):\n    return add",
        "def f(x):\n    add = x\n    return lambda: add",
        "def f(x):\n    return [add for add in x]",
        "def f(x):\n    match x:\n        case [add]:\n            return add",
        "def f(x):\n    for add, _ in x:\n        return add",
        "class f:\n    add = 1\n    other = add",
    ],
)
def test_local_names_reach_nothing(tmp_path: Path, body: str) -> None:
    user = FILES | {"user": f"from pack.sums import add\n\n{body}\n"}
    assert list(package(tmp_path, user).reached(["pack.user.f"])) == ["pack.user.f"]


def test_a_method_sees_past_its_class(tmp_path: Path) -> None:
    body = "class f:\n    add = 1\n    def g(self, x=add):\n        return add(1)\n"
    user = FILES | {"user": f"from pack.sums import add\n\n{body}"}
    assert "pack.sums.add" in package(tmp_path, user).reached(["pack.user.f"])


def test_boundaries_are_named_but_not_looked_into(tmp_path: Path) -> None:
    ends = ["pack.sums.add"]
    beyond = changed("sums", "one / 2", "one // 2")
    named = changed("start", "sums.add(side, 2)", "sums.unused(side, 2)")
    found = [
        package(tmp_path, one).fingerprint(["pack.start.begin"], ends)
        for one in (FILES, beyond, named)
    ]
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize("use", ["sums", "sums.nothing", "f(sums)"])
def test_what_cannot_be_followed_is_told(tmp_path: Path, use: str) -> None:
    user = FILES | {"user": f"from pack import sums\n\ndef f(x):\n    return {use}\n"}
    with pytest.raises(ValueError, match="is no definition"):
        package(tmp_path, user).reached(["pack.user.f"])


@pytest.mark.parametrize("recipe", RECIPES)
def test_what_decides_results_is_reached(recipe: object) -> None:
    found = Package(ROOT).reached(places(definitions_behind(recipe)), places(BOUNDARIES))  # type: ignore[arg-type]
    assert set(places((fit, DataSet))) <= set(found)
    names = {place.rpartition(".")[2] for place in found}
    assert {"_last_tenths", "at_step", "generator_at"} <= names
    assert not names & {"PriorTask", "CriticTask", "Muon", "EventLog", "extend"}


def test_no_boundary_is_of_no_use() -> None:
    found = {
        place
        for recipe in RECIPES
        for place in Package(ROOT).reached(places(definitions_behind(recipe)))
    }
    assert set(places(BOUNDARIES)) <= found


def test_results_outlive_a_move_in_this_package(tmp_path: Path) -> None:
    root = tmp_path / "training"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "data" / "dataset.py").rename(root / "stored.py")
    for path in root.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("training.data.dataset", "training.stored"), encoding="utf-8")
    for recipe in RECIPES:
        before, ends = places(definitions_behind(recipe)), places(BOUNDARIES)
        after = [place.replace("training.data.dataset", "training.stored") for place in before]
        assert before != after
        assert Package(root).fingerprint(after, ends) == Package(ROOT).fingerprint(before, ends)
