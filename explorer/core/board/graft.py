"""How wings are set by hand, as JSON."""

from dataclasses import asdict
from typing import Any

from explorer.core.files.json_fields import Fields
from training.grafting.placement import Graft, Point, WingPlacement


def graft_to_json(graft: Graft) -> dict[str, Any]:
    """Return every field as what ``json.dumps`` takes."""
    wings = {name: wing_to_json(getattr(graft, name)) for name in ("near", "far")}
    return {**wings, "pair": graft.pair}


def graft_from_json(fields: Fields) -> Graft:
    """Take a graft out of JSON.

    Raises
    ------
    Malformed
        Where a field is missing, not known, or of another type.
    UserError
        Where a wing is not as one may be.
    """
    near, far = (_wing_from_json(fields.inner(name)) for name in ("near", "far"))
    graft = Graft(near, far, fields.flag("pair"))
    fields.end()
    return graft


def wing_to_json(wing: WingPlacement) -> dict[str, Any]:
    """Return every field of one wing as what ``json.dumps`` takes."""
    fields = asdict(wing)
    return {k: list(v) if isinstance(v, tuple) else v for k, v in fields.items()}


def _wing_from_json(fields: Fields) -> WingPlacement:
    def point(name: str) -> Point:
        x, y = fields.numbers(name, 2, count=2)
        return x, y

    wing = WingPlacement(
        root=fields.optional("root", point),
        tip=fields.optional("tip", point),
        mirrored=fields.optional("mirrored", fields.flag),
        behind=fields.optional("behind", fields.flag),
        tone=fields.optional("tone", fields.number),
        softness=fields.optional("softness", fields.number),
    )
    fields.end()
    return wing
