"""Points that people marked by hand in pictures: reading, checking, and how far they agree."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.data.dataset import DataSet
from training.files.errors import UserError
from training.files.strict_json import Malformed, decode, read_bytes

SIDE = 32.0
MAX_BYTES = 64 << 20
SHIPPED_MARKS = Path(__file__).parents[1] / "data" / "marks.json"


@dataclass(frozen=True)
class Mark:
    """What was marked in one picture.

    Attributes
    ----------
    usable
        Whether a wing can be set on it, or cut out of it; the rest is empty where not.
    points
        (x, y) in pixels: of a body its withers, of wings root and tip of the best one.
    other
        Root and tip of a further wing that would serve as well, where there is one.
    faces_right
        Of a body: whether its head is on the right.
    """

    usable: bool
    points: tuple[tuple[float, float], ...] = ()
    faces_right: bool = False
    other: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Marks:
    """Marks by the names of pictures, and second ones of some, made without seeing the first."""

    bodies: dict[str, Mark]
    wings: dict[str, Mark]
    bodies_again: dict[str, Mark]
    wings_again: dict[str, Mark]

    def disagreement(self) -> dict[str, float]:
        """Return how far first and second marks differ: medians in pixels, shares that agree."""
        found: dict[str, float] = {}
        for kind, first, second in (
            ("body", self.bodies, self.bodies_again),
            ("wing", self.wings, self.wings_again),
        ):
            pairs = [(first[name], mark) for name, mark in second.items() if name in first]
            found[f"{kind}_usable_agreement"] = _mean([a.usable == b.usable for a, b in pairs])
            both = [(a, b) for a, b in pairs if a.usable and b.usable]
            names = ("withers",) if kind == "body" else ("root", "tip")
            for i, name in enumerate(names):
                gaps = [np.hypot(*np.subtract(a.points[i], b.points[i])) for a, b in both]
                found[f"{name}_px"] = float(np.median(gaps)) if gaps else float("nan")
            if kind == "body":
                found["head_side"] = _mean([a.faces_right == b.faces_right for a, b in both])
        return found


def read_marks(path: Path = SHIPPED_MARKS) -> Marks:
    """Read a file of marks.

    Raises
    ------
    UserError
        Where it cannot be read or a mark is not what it should be; names the picture.
    """
    try:
        raw: Any = decode(read_bytes(path, MAX_BYTES), Any)
    except (OSError, Malformed) as error:
        raise UserError(f"{path} cannot be read as a file of marks: {error}.") from error
    kinds = ("bodies", "wings", "bodies_again", "wings_again")
    if not isinstance(raw, dict) or not all(isinstance(raw.get(kind, {}), dict) for kind in kinds):
        raise UserError(f"{path} is no file of marks: it needs {', '.join(kinds)}.")
    made = {kind: {n: _mark(kind, n, m) for n, m in raw.get(kind, {}).items()} for kind in kinds}
    return Marks(**made)


def rows_of(marks: dict[str, Mark], data: DataSet) -> dict[int, Mark]:
    """Return the marks of training pictures by their rows; of others nothing."""
    places = {name: row for row, name in enumerate(data.train.names)}
    plain = {Path(name).with_suffix("").as_posix(): mark for name, mark in marks.items()}
    return {places[name]: mark for name, mark in plain.items() if name in places}


def _mark(kind: str, name: str, raw: Any) -> Mark:
    wanted = ("withers",) if kind.startswith("bodies") else ("root", "tip")
    try:
        if raw["view"] in ("other", "none"):
            return Mark(False)
        points = _points(raw, wanted)
        other = _points(raw["other"], wanted) if "other" in raw else ()
        faces_right = kind.startswith("bodies") and {"left": False, "right": True}[raw["head"]]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise UserError(
            f"The mark of {name} lacks or misspells {error}: see docs/marks.md."
        ) from error
    if not all(0 <= value <= SIDE for point in points + other for value in point):
        raise UserError(f"The mark of {name} lies outside of its picture, 0 to {SIDE:.0f}.")
    return Mark(True, points, faces_right, other)


def _points(raw: Any, names: tuple[str, ...]) -> tuple[tuple[float, float], ...]:
    return tuple((float(raw[name][0]), float(raw[name][1])) for name in names)


def _mean(values: list[bool]) -> float:
    return float(np.mean(values)) if values else float("nan")
