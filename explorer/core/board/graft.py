"""How wings are set and cut by hand, as it is written."""

from dataclasses import asdict
from typing import Annotated

from msgspec import Meta

from training.files.strict_json import Record
from training.grafting.placement import TOUCHED, Cut, Graft, Point, WingPlacement


class StoredWing(Record):
    """One wing; what is allowed of a value is for the wing itself to say."""

    root: Point | None
    tip: Point | None
    mirrored: bool | None
    behind: bool | None
    tone: float | None
    softness: float | None


class StoredGraft(Record):
    """Both wings of a graft."""

    near: StoredWing
    far: StoredWing
    pair: bool


class StoredCut(Record):
    """How a wing is cut out of its picture."""

    root: Point | None
    tip: Point | None
    touch: Annotated[bytes, Meta(min_length=TOUCHED, max_length=TOUCHED)] | None


def stored_cut(cut: Cut) -> StoredCut:
    """Return every field of a cut as it is written."""
    return StoredCut(**asdict(cut))


def restored_cut(stored: StoredCut) -> Cut:
    """Return the cut that was written.

    Raises
    ------
    UserError
        Where it is not as one may be.
    """
    return Cut(stored.root, stored.tip, stored.touch)


def stored_graft(graft: Graft) -> StoredGraft:
    """Return every field of a graft as it is written."""
    near, far = (StoredWing(**asdict(wing)) for wing in (graft.near, graft.far))
    return StoredGraft(near, far, graft.pair)


def restored_graft(stored: StoredGraft) -> Graft:
    """Return the graft that was written.

    Raises
    ------
    UserError
        Where a wing is not as one may be.
    """
    return Graft(_restored_wing(stored.near), _restored_wing(stored.far), stored.pair)


def _restored_wing(stored: StoredWing) -> WingPlacement:
    return WingPlacement(
        stored.root, stored.tip, stored.mirrored, stored.behind, stored.tone, stored.softness
    )
