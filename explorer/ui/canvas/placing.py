"""Where things of the canvas go that move with the puck, and what is drawn anew for them."""

from dataclasses import replace
from functools import reduce

from PySide6.QtCore import QPointF, QRectF

from explorer.ui.canvas.geometry import Geometry
from explorer.ui.canvas.loupe import free_card, is_free
from explorer.ui.canvas.paint import best_rect, card_room, legend_rect
from explorer.ui.canvas.scene import Scene

MOVING = {"puck", "weights", "texts", "ghost", "picture", "caption"}
"""What of the scene changes as the puck is dragged."""


def with_card(scene: Scene, space: Geometry, held: bool) -> Scene:
    """Find a place for the blend's picture; one that is free stays, so that it goes along.

    Parameters
    ----------
    held
        Whether something is dragged, with which the picture keeps its size.
    """
    if len(scene.pins) < 2:
        return replace(scene, card=None)
    room = QRectF(QPointF(), space.size).adjusted(4, 4, -4, -4)
    puck = space.to_screen(scene.puck)
    rest = space.puck_rect(scene.puck), best_rect(scene.fill, space), legend_rect(scene, space)
    taken = [*map(space.pin_box, scene.places), *rest]
    sides, card = space.card_sides(), scene.card
    stays = card is not None and (card.side == sides[0] or held)
    if card is None or not stays or not is_free(card, puck, room, taken):
        card = free_card(puck, sides, room, taken)
    return replace(scene, card=card)


def moving_rect(scene: Scene, space: Geometry) -> QRectF:
    """Return where there is something that goes along with the puck, or tells of it."""
    puck = space.puck_rect(scene.puck).adjusted(-4, -4, 4, 4)
    rects = [puck, *map(space.pin_box, scene.places)]
    if scene.card is not None:
        rects.append(card_room(scene.card.rect(space.to_screen(scene.puck))))
    if scene.axes:
        rects.append(space.plane)
    return reduce(QRectF.united, rects)
