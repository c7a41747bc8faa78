"""Points that people marked by hand in pictures: reading, checking, and how far they agree."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import numpy as np

from training.data.dataset import DataSet
from training.files.errors import UserError
from training.files.strict_json import Malformed, decode, read

SIDE = 32.0
Coordinate = Annotated[float, msgspec.Meta(ge=0, le=SIDE)]
Point = tuple[Coordinate, Coordinate]
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


class _Seen(msgspec.Struct):
    view: str


class _Body(msgspec.Struct):
    head: Literal["left", "right"]
    withers: Point

    def mark(self) -> Mark:
        return Mark(True, (self.withers,), self.head == "right")


class _Wing(msgspec.Struct):
    root: Point
    tip: Point


class _Wings(_Wing):
    other: _Wing | None = None

    def mark(self) -> Mark:
        other = (self.other.root, self.other.tip) if self.other else ()
        return Mark(True, (self.root, self.tip), other=other)


class _Stored(msgspec.Struct):
    """A file of marks, each of which is read by itself, so that its picture can be named."""

    bodies: dict[str, msgspec.Raw] = {}
    wings: dict[str, msgspec.Raw] = {}
    bodies_again: dict[str, msgspec.Raw] = {}
    wings_again: dict[str, msgspec.Raw] = {}


def read_marks(path: Path = SHIPPED_MARKS) -> Marks:
    """Read a file of marks.

    Raises
    ------
    UserError
        Where it cannot be read or a mark is not what it should be; names the picture.
    """
    try:
        stored = read(path, _Stored, MAX_BYTES)
    except (OSError, Malformed) as error:
        raise UserError(f"{path} cannot be read as a file of marks: {error}.") from error
    return Marks(
        bodies=_marks(stored.bodies, _Body),
        wings=_marks(stored.wings, _Wings),
        bodies_again=_marks(stored.bodies_again, _Body),
        wings_again=_marks(stored.wings_again, _Wings),
    )


def _marks(raw: dict[str, msgspec.Raw], kind: type[_Body | _Wings]) -> dict[str, Mark]:
    return {name: _mark(name, one, kind) for name, one in raw.items()}


def rows_of(marks: dict[str, Mark], data: DataSet) -> dict[int, Mark]:
    """Return the marks of training pictures by their rows; of others nothing."""
    places = {name: row for row, name in enumerate(data.train.names)}
    plain = {Path(name).with_suffix("").as_posix(): mark for name, mark in marks.items()}
    return {places[name]: mark for name, mark in plain.items() if name in places}


def _mark(name: str, raw: msgspec.Raw, kind: type[_Body | _Wings]) -> Mark:
    """Return a mark of one picture, which is looked at no further where nothing can be done."""
    try:
        if decode(raw, _Seen).view in ("other", "none"):
            return Mark(False)
        return decode(raw, kind).mark()
    except Malformed as error:
        raise UserError(
            f"The mark of {name} is not as it should be ({error}): see docs/marks.md."
        ) from error


def _mean(values: list[bool]) -> float:
    return float(np.mean(values)) if values else float("nan")
