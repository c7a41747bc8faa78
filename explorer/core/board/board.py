"""The blend board as frozen data: what is pinned where, and how it is blended.

An edit returns a new board and leaves the old one as it was, so that undoing is going back to it.
The plane is the unit square, x to the right and y down.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

import numpy as np

from explorer.core.board.modes import LINEAR, Mode, Setting
from explorer.core.board.parts import counts_as
from explorer.core.board.pins import WHOLE, Pin, Role, check_weight
from explorer.core.board.plane import MAX_PINS, Place, clamp, margin, preset_places, roomy_place
from explorer.core.board.sources import SIDE, Source
from training.files.errors import UserError
from training.grafting.placement import Cut, Graft
from training.latent.regions import SHARPNESS

__all__ = [
    "MAX_PINS",
    "SIDE",
    "Board",
    "Layout",
    "Mode",
    "Pin",
    "Role",
    "Source",
]


class Layout(StrEnum):
    """Whether the pins sit where their number puts them, or where the user does."""

    PRESET = "preset"
    FREE = "free"


@dataclass(frozen=True)
class Board:
    """Everything that decides a blend's picture, but for the model set.

    Attributes
    ----------
    pins
        Up to eight; two or more make a blend, one shows its picture, none shows nothing.
    puck
        The point of the plane that is shown.
    overshoot
        Whether weights go on beyond the pins, to between -0.5 and 1.5.
    detail
        Share, 0 to 1, of what the model lost at the sources that is added back.
    body, wings
        The two disjoint sets of class names that the pegasus score is about.
    region_sharpness
        Of modes with regions: 0 blends every cell alike, large values cut between sources.
    refining
        Of modes that refine: how much of what the prior would do is done, 0 to 1.
    seed
        Of the noise that a prior needs which does not refine at once.
    graft
        Of grafts: how wings are set by hand; None where they are wholly as the anchors have it.
    typed
        A weight for each pin, as typed, where no point of the plane has them: they hold until the
        puck is moved, which is a ghost near them so long. Else None.
    """

    pins: tuple[Pin, ...] = ()
    puck: Place = (0.5, 0.5)
    mode: Mode = LINEAR
    layout: Layout = Layout.PRESET
    overshoot: bool = False
    detail: float = 0.0
    body: frozenset[str] = frozenset({"horse"})
    wings: frozenset[str] = frozenset({"bird", "airplane"})
    region_sharpness: float = SHARPNESS
    refining: float = 1.0
    seed: int = 0
    graft: Graft | None = None
    typed: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if len(self.pins) > MAX_PINS:
            raise UserError(f"A board holds {MAX_PINS} pictures: remove one to add another.")
        places = [self.puck, *(pin.place for pin in self.pins)]
        if not all(0 <= value <= 1 for place in places for value in place):
            raise UserError("Pins and puck lie on the plane: give coordinates from 0 to 1.")
        for name, share in (("Detail", self.detail), ("Strength", self.refining)):
            if not 0 <= share <= 1:
                raise UserError(f"{name} is a share: give a number from 0 to 1.")
        if not (math.isfinite(self.region_sharpness) and self.region_sharpness >= 0):
            raise UserError("Give the regions a sharpness of 0 or more.")
        if self.seed < 0:
            raise UserError("Give a seed of 0 or more.")
        if self.body & self.wings:
            both = ", ".join(sorted(self.body & self.wings))
            raise UserError(f"A class is a body or wings, not both: choose one for {both}.")
        _check_regions(self.pins)
        _check_typed(self.typed, len(self.pins))

    def add(self, source: Source, place: Place | None = None) -> Self:
        """Pin a source; in a free layout at ``place``, or else far from the other pins.

        Raises
        ------
        UserError
            For a ninth picture.
        """
        x, y = clamp(place) if place else roomy_place([pin.place for pin in self.pins])
        return replace(self, pins=(*self.pins, Pin(source, x, y)), typed=None)._arranged()

    def remove(self, index: int) -> Self:
        """Take a pin away; what was painted with it goes by evidence again."""
        self._check_unlocked(index)
        pins = (*self.pins[:index], *self.pins[index + 1 :])
        if all(pin.held is not None for pin in pins):  # none is left to make up the sum
            pins = _let_go(pins)
        graft = self._graft_without(index)
        return replace(self, pins=pins, typed=None, graft=graft)._arranged()

    def replace(self, index: int, source: Source) -> Self:
        """Put another picture on a pin, which stays where it is."""
        self._check_unlocked(index)
        pin = replace(self._pin(index), source=source, cut=None)
        return replace(self._with_pin(index, pin), graft=self._graft_without(index))

    def move_pin(self, index: int, x: float, y: float) -> Self:
        """Move a pin of a free layout; beyond the edge it stops there.

        Raises
        ------
        UserError
            In a preset layout, where leaving it is a step of its own, and for a locked pin.
        """
        if self.layout is Layout.PRESET:
            raise UserError("The layout keeps the pins in their places: choose the free layout.")
        self._check_unlocked(index)
        x, y = clamp((x, y))
        return self._with_pin(index, replace(self._pin(index), x=x, y=y))

    def lock(self, index: int, locked: bool = True) -> Self:
        return self._with_pin(index, replace(self._pin(index), locked=locked))

    def hold(self, index: int, weight: float | None) -> Self:
        """Let a pin's weight stay what it is while others change, or with None let go of it."""
        return self._with_pin(index, replace(self._pin(index), held=weight))

    def with_role(self, index: int, role: Role | None) -> Self:
        """Say what a pin gives, or with None go by its class."""
        return self._with_pin(index, replace(self._pin(index), role=role))

    def move_puck(self, x: float, y: float) -> Self:
        """Move the puck; beyond the edge it stops there. What was typed ends with that."""
        return replace(self, puck=clamp((x, y)), typed=None)

    def with_mode(self, mode: Mode) -> Self:
        """Change the mode; weights do not go on as amounts of another kind."""
        if mode.amount.free == self.mode.amount.free:
            return replace(self, mode=mode)
        return replace(self, mode=mode, typed=None, pins=_let_go(self.pins))

    def with_layout(self, layout: Layout) -> Self:
        """Change the layout: to the free one the pins stay, to the preset one they go home."""
        return replace(self, layout=layout)._arranged()

    def with_overshoot(self, overshoot: bool) -> Self:
        """Allow overshoot or not; preset pins make room for it.

        The puck goes along with them, so that the picture under it stays.
        """
        if overshoot == self.overshoot or self.layout is Layout.FREE:
            return replace(self, overshoot=overshoot)
        scale = (0.5 - margin(overshoot)) / (0.5 - margin(self.overshoot))
        puck = clamp((0.5 + (self.puck[0] - 0.5) * scale, 0.5 + (self.puck[1] - 0.5) * scale))
        if self.mode.amount.free:  # there the place of the puck is the amounts themselves
            puck = self.puck
        return replace(self, overshoot=overshoot, puck=puck)._arranged()

    def with_setting(self, setting: Setting, value: float) -> Self:
        """Change one of the settings that modes have."""
        change: dict[str, Any] = {setting.field: value}
        return replace(self, **change)

    def with_regions(self, regions: Sequence[bytes | None]) -> Self:
        """Set what is painted with each pin."""
        pairs = zip(self.pins, regions, strict=True)
        return replace(self, pins=tuple(replace(pin, region=region) for pin, region in pairs))

    def with_seed(self, seed: int) -> Self:
        return replace(self, seed=seed)

    def with_graft(self, graft: Graft | None) -> Self:
        """Set wings by hand, or with None as the anchors have it."""
        return replace(self, graft=graft)

    def with_cut(self, index: int, cut: Cut | None) -> Self:
        """Cut the wing of a pin by hand, or with None as the network found it."""
        return self._with_pin(index, replace(self._pin(index), cut=cut))

    def roles(self) -> tuple[Role, ...]:
        """What each pin gives: as was said by hand, or by its class; else what fewer pins give.

        Where every pin would give the same, the last of two or more for which nothing was said
        gives the other part, so that both axes of the weighted sum do something.
        """
        known = self.own_roles()
        roles: list[Role] = []
        for i, role in enumerate(known):
            given = roles + [later for later in known[i:] if later]
            fewer = given.count(Role.WINGS) < given.count(Role.BODY)
            roles.append(role or (Role.WINGS if fewer else Role.BODY))
        open_to = [i for i, pin in enumerate(self.pins) if pin.role is None]
        if len(roles) > 1 and len(set(roles)) == 1 and open_to:
            roles[open_to[-1]] = Role.WINGS if roles[0] is Role.BODY else Role.BODY
        return tuple(roles)

    def own_roles(self) -> list[Role | None]:
        """What each pin gives by hand or by its class; None where neither tells."""
        return [pin.role or self.role_of(pin.source.class_name) for pin in self.pins]

    def role_of(self, class_name: str | None) -> Role | None:
        """What pictures of a class give; None where the class does not tell."""
        if counts_as(class_name, self.body):
            return Role.BODY
        return Role.WINGS if counts_as(class_name, self.wings) else None

    def _with_pin(self, index: int, pin: Pin) -> Self:
        return replace(self, pins=(*self.pins[:index], pin, *self.pins[index + 1 :]))

    def _graft_without(self, index: int) -> Graft | None:
        """What is said of wings that still holds when a picture goes."""
        if self.graft is None:
            return None
        is_body = self.roles()[index] is Role.BODY
        kept = self.graft.on_another_body() if is_body else self.graft.of_other_wings()
        return None if kept == Graft() else kept

    def _pin(self, index: int) -> Pin:
        if not 0 <= index < len(self.pins):  # a negative one would slice wrongly
            raise IndexError(f"pin {index} of {len(self.pins)}")
        return self.pins[index]

    def _check_unlocked(self, index: int) -> None:
        if self._pin(index).locked:
            raise UserError(f"{self.pins[index].source.name} is locked: unlock it first.")

    def _arranged(self) -> Self:
        """In a preset layout, every pin in its place."""
        if self.layout is Layout.FREE:
            return self
        places = preset_places(len(self.pins), self.overshoot)
        pins = zip(self.pins, places, strict=True)
        return replace(self, pins=tuple(replace(pin, x=x, y=y) for pin, (x, y) in pins))


def _let_go(pins: tuple[Pin, ...]) -> tuple[Pin, ...]:
    return tuple(replace(pin, held=None) for pin in pins)


def _check_typed(typed: tuple[float, ...] | None, pins: int) -> None:
    if typed is None:
        return
    if len(typed) != pins:
        raise UserError(f"{len(typed)} weights are typed for {pins} pictures: type one for each.")
    for weight in typed:
        check_weight(weight)


def _check_regions(pins: tuple[Pin, ...]) -> None:
    regions = [np.frombuffer(pin.region, np.uint8) for pin in pins if pin.region is not None]
    if len(regions) > 1 and np.sum(regions, axis=0).max() > WHOLE:
        raise UserError("A pixel is painted more than once over: paint the regions again.")
