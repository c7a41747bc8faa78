"""Wings set by hand: what the dots, the settings and the brush ask for becomes steps of the board.

What is shown is what the last result says, so that what the anchors have found is shown, too.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from explorer.core.blend.renderer import RenderResult
from explorer.core.blend.wings import ON_THE_PAGE
from explorer.core.board.board import Board, Role
from explorer.core.board.pins import title
from explorer.core.board.sources import Source
from explorer.core.board.wings import (
    SETTABLE,
    SeenCut,
    SetWing,
    automatic,
    brush,
    change_cut,
    change_wing,
    has_wings,
    move_cut,
    move_root,
    move_tip,
    wings_pins,
    with_pair,
)
from explorer.ui.canvas.board_model import BoardModel, Change
from explorer.ui.canvas.steps import Gesture
from explorer.ui.parts.event import Event, Reports
from training.grafting.placement import Graft

NO_WINGS = "Wings are set by hand in graft mode, with a body and wings on the board."
NONE_HERE = "No wings are seen here: drag the blend half-way between {body} and {wings}."
NAMES = ("near", "far")

Edit = Callable[[str, Callable[[Board], Board], Gesture | None], bool]


class Dots(Protocol):
    """Root and tip of each wing on the large picture. Moves come with their gesture's number."""

    def set_wings(self, wings: tuple[SetWing, ...], chosen: int) -> None: ...

    @property
    def root_moved(self) -> Reports[int, float, float, int]: ...
    @property
    def tip_moved(self) -> Reports[int, float, float, int]: ...
    @property
    def chosen(self) -> Reports[int]: ...


class Panel(Protocol):
    """The settings of a wing, and its cut."""

    def set_wing(self, chosen: int, wings: tuple[SetWing, ...]) -> None: ...

    def set_pair(self, pair: bool, single: bool) -> None: ...

    def set_by_hand(self, by_hand: bool, cut_by_hand: bool) -> None: ...

    def set_cut(self, source: Source, cut: SeenCut, unsure: bool) -> None: ...

    def set_doubts(self, text: str) -> None: ...

    @property
    def wing_chosen(self) -> Reports[int]: ...
    @property
    def flip_wanted(self) -> Reports[()]: ...
    @property
    def behind_chosen(self) -> Reports[bool]: ...
    @property
    def pair_chosen(self) -> Reports[bool]: ...
    @property
    def tone_moved(self) -> Reports[float, int]: ...
    @property
    def softness_moved(self) -> Reports[float, int]: ...
    @property
    def reset_wanted(self) -> Reports[()]: ...
    @property
    def brushed(self) -> Reports[float, float, float, bool, int]: ...
    @property
    def cut_reset_wanted(self) -> Reports[()]: ...
    @property
    def cut_root_moved(self) -> Reports[int, float, float, int]: ...
    @property
    def cut_tip_moved(self) -> Reports[int, float, float, int]: ...


class WingsViews(NamedTuple):
    """Where wings are set."""

    dots: Dots
    panel: Panel


class WingsControl:
    """Sets wings as its views ask, and shows how they are set.

    ``usable`` tells whether the board has wings to set, ``refused`` why nothing was done.

    Parameters
    ----------
    edit
        Changes the board as one step, as :meth:`BoardControl.edit` does.
    """

    def __init__(self, model: BoardModel, edit: Edit, views: WingsViews) -> None:
        self.usable, self.refused = Event[bool](), Event[str]()
        self._model, self._edit, self._views = model, edit, views
        self._wings: tuple[SetWing, ...] = ()
        self._result: RenderResult | None = None
        self._chosen = 0
        self._was_usable: bool | None = None
        model.changed.connect(self._board_changed)
        self._listen(*views)

    def _listen(self, dots: Dots, panel: Panel) -> None:
        dots.root_moved.connect(self.move_root)
        dots.tip_moved.connect(self.move_tip)
        dots.chosen.connect(self.choose)
        panel.wing_chosen.connect(self.choose)
        panel.flip_wanted.connect(self.flip)
        panel.behind_chosen.connect(self.set_behind)
        panel.pair_chosen.connect(self.set_pair)
        panel.tone_moved.connect(self.set_tone)
        panel.softness_moved.connect(self.set_softness)
        panel.reset_wanted.connect(self.reset)
        panel.brushed.connect(self.brush)
        panel.cut_reset_wanted.connect(self.reset_cut)
        panel.cut_root_moved.connect(lambda _, x, y, n: self.move_cut("root", x, y, n))
        panel.cut_tip_moved.connect(lambda _, x, y, n: self.move_cut("tip", x, y, n))

    @property
    def wings(self) -> tuple[SetWing, ...]:
        """Those that are seen and can be set, the near one first."""
        return self._wings

    @property
    def chosen(self) -> int:
        """The wing whose settings are shown."""
        return self._chosen

    # What is shown

    def show(self, result: RenderResult) -> None:
        """Show how the wings of a blend are set."""
        self._result = result
        board = self._model.board
        seen = has_wings(board) and len(result.weights) == len(board.pins)
        shown = result.wings[:SETTABLE] if seen and _has_body(board, result) else ()
        self._wings = shown if any(wing.opacity > 0 for wing in shown) else ()
        self._chosen = min(self._chosen, max(0, len(self._wings) - 1))
        self._show_wings()

    def _board_changed(self, change: Change) -> None:
        board = change.board
        usable = has_wings(board)
        if usable != self._was_usable:
            self._was_usable = usable
            self.usable.emit(usable)
        if not usable:
            self._wings = ()
            self._views.dots.set_wings((), 0)
        if usable and change.touches("pins", "graft", "mode", "body", "wings"):
            self._views.panel.set_pair((board.graft or Graft()).pair, len(wings_pins(board)) == 1)
            self._tell_by_hand()

    def choose(self, wing: int) -> None:
        """Show the settings of another wing."""
        if wing != self._chosen:
            self._chosen = wing
            self._show_wings()

    def _show_wings(self) -> None:
        dots, panel = self._views
        dots.set_wings(self._wings, self._chosen)
        panel.set_wing(self._chosen, self._wings)
        doubts = " ".join(self._result.unsure) if self._result else ""
        doubts = doubts.replace(ON_THE_PAGE, " below")
        panel.set_doubts(doubts or ("" if self._wings else none_here(self._model.board)))
        self._tell_by_hand()
        pin = self._pin()
        if pin is not None and self._result is not None and pin in self._result.cuts:
            source, wing = self._model.board.pins[pin].source, self._wings[self._chosen]
            panel.set_cut(source, self._result.cuts[pin], not wing.sure)

    def _tell_by_hand(self) -> None:
        board, pin = self._model.board, self._pin()
        cut = [one.cut for one in board.pins]
        own = pin is not None and cut[pin] is not None
        by_hand = board.graft not in (None, Graft()) or any(cut)
        self._views.panel.set_by_hand(by_hand, own)

    def _pin(self) -> int | None:
        """The pin whose picture the chosen wing is cut out of, where it is still on the board."""
        pin = self._wings[self._chosen].pin if self._chosen < len(self._wings) else None
        return pin if pin is not None and pin < len(self._model.board.pins) else None

    # What is done

    def move_root(self, wing: int, x: float, y: float, gesture: int) -> None:
        """Move a wing, as part of a gesture."""
        if seen := self._seen(wing):
            key = (f"{NAMES[wing]} wing's root", gesture)
            self._edit("Move a wing", lambda b: move_root(b, wing, seen, x, y), key)

    def move_tip(self, wing: int, x: float, y: float, gesture: int) -> None:
        """Turn and scale a wing, as part of a gesture."""
        if seen := self._seen(wing):
            key = (f"{NAMES[wing]} wing's tip", gesture)
            self._edit("Turn a wing", lambda b: move_tip(b, wing, seen, x, y), key)

    def flip(self) -> None:
        """Turn the chosen wing over."""
        if seen := self._seen(self._chosen):
            self._change("Flip a wing", None, mirrored=not seen.mirrored)

    def set_behind(self, behind: bool) -> None:
        """Set the chosen wing behind the body, or before it."""
        text = "Wing behind the body" if behind else "Wing before the body"
        self._change(text, None, behind=behind)

    def toggle_behind(self) -> None:
        """Set the chosen wing behind the body where it is before it, and back."""
        if seen := self._seen(self._chosen):
            self.set_behind(not seen.behind)

    def set_pair(self, pair: bool) -> None:
        """Let a single picture of wings give two, or one."""
        if self._can():
            self._edit("Two wings" if pair else "One wing", lambda b: with_pair(b, pair), None)

    def toggle_pair(self) -> None:
        """Go from two wings to one, and back."""
        self.set_pair(not (self._model.board.graft or Graft()).pair)

    def set_tone(self, tone: float, gesture: int) -> None:
        """Take the chosen wing's colours towards the body's, as part of a gesture."""
        self._change("Colour match", gesture, tone=tone)

    def set_softness(self, softness: float, gesture: int) -> None:
        """Blur the chosen wing, as part of a gesture."""
        self._change("Softness", gesture, softness=softness)

    def reset(self) -> None:
        """Set all wings as the anchors have it, and cut them as they were found."""
        if self._can():
            self._edit("Automatic wings", automatic, None)

    def brush(self, x: float, y: float, radius: float, add: bool, gesture: int) -> None:
        """Add to the chosen wing's matte or rub out of it, as part of a stroke."""
        pin = self._pin()
        if pin is not None:
            text = "Add to the wing" if add else "Rub out of the wing"
            self._edit(text, lambda b: brush(b, pin, x, y, radius, add), (f"brush {pin}", gesture))

    def move_cut(self, end: str, x: float, y: float, gesture: int) -> None:
        """Say where the chosen wing begins or ends in its own picture, as part of a gesture."""
        pin = self._pin()
        if pin is not None and self._result is not None and pin in self._result.cuts:
            seen, key = self._result.cuts[pin], (f"cut {pin} {end}", gesture)
            self._edit("Cut of a wing", lambda b: move_cut(b, pin, seen, end, x, y), key)

    def reset_cut(self) -> None:
        """Cut the chosen wing as it was found."""
        pin = self._pin()
        if pin is not None:
            cleared = {"root": None, "tip": None, "touch": None}
            self._edit("Reset the cut", lambda b: change_cut(b, pin, **cleared), None)

    def _change(self, text: str, gesture: int | None, **fields: Any) -> None:
        wing = self._chosen
        if self._seen(wing):
            key = None if gesture is None else (f"{NAMES[wing]} {text}", gesture)
            self._edit(text, lambda b: change_wing(b, wing, **fields), key)

    def _seen(self, wing: int) -> SetWing | None:
        """How a wing is set at this moment; where none is seen, say so."""
        if not self._can():
            return None
        if wing >= len(self._wings):
            self.refused.emit(none_here(self._model.board))
            return None
        return self._wings[wing]

    def _can(self) -> bool:
        if not has_wings(self._model.board):
            self.refused.emit(NO_WINGS)
            return False
        return True


def none_here(board: Board) -> str:
    """Say that no wings are seen, and between which pictures they are; empty without both."""
    if not has_wings(board):
        return ""
    roles, names = board.roles(), [title(i, pin) for i, pin in enumerate(board.pins)]
    body, wings = (names[roles.index(role)] for role in (Role.BODY, Role.WINGS))
    return NONE_HERE.format(body=body, wings=wings)


def _has_body(board: Board, result: RenderResult) -> bool:
    pairs = zip(board.roles(), result.weights, strict=True)
    return sum(weight for role, weight in pairs if role is Role.BODY) > 0
