"""How a way through corners is walked: moments to places, as pure functions.

A *share* says how far a walk has come, from 0 at the first corner to 1 at the last. A *position* is
a place on the way counted in corners: 1.5 lies half-way between the second and the third.
"""

from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating[Any]]


class Ends(StrEnum):
    """What comes after the last corner."""

    ONCE = "once"
    ROUND = "round"
    PING_PONG = "ping-pong"


class Ease(StrEnum):
    """Where a walk starts or ends gently."""

    NONE = "none"
    BOTH = "both"
    START = "start"
    END = "end"


class Pace(StrEnum):
    """What takes the same time: stretches of the same length, or legs from corner to corner."""

    EVEN = "even"
    LEGS = "legs"


def eased(shares: ArrayLike, ease: Ease) -> Floats:
    """Return shares (m,) slowed down where ``ease`` says; 0 and 1 stay, and order does.

    Both ends take the smoothstep 3t² − 2t³, one of them a parabola.
    """
    t = np.clip(np.asarray(shares, np.float64), 0, 1)
    if ease is Ease.BOTH:
        return np.asarray(t * t * (3 - 2 * t))
    if ease is Ease.START:
        return np.asarray(t * t)
    return np.asarray(t * (2 - t)) if ease is Ease.END else t


def positions(shares: ArrayLike, lengths: ArrayLike, pace: Pace, ease: Ease) -> Floats:
    """Return positions (m,) of shares (m,) on a way whose legs have ``lengths`` (k,).

    At an even pace the walk as a whole is eased; leg by leg each leg is, so that it lingers at the
    corners. Without legs, or where all of them have no length, an even walk stands still.
    """
    legs = np.asarray(lengths, np.float64)
    if not len(legs):
        return np.zeros(np.shape(shares))
    if pace is Pace.LEGS:
        along = np.clip(np.asarray(shares, np.float64), 0, 1) * len(legs)
        leg = np.minimum(np.floor(along), len(legs) - 1)
        return np.asarray(leg + eased(along - leg, ease))
    reached = np.concatenate(([0.0], np.cumsum(legs)))
    gone = eased(shares, ease) * reached[-1]
    leg = np.clip(np.searchsorted(reached, gone, side="right") - 1, 0, len(legs) - 1)
    lengths_there = np.where(legs > 0, legs, 1.0)[leg]  # corners on one spot are one place
    return np.asarray(leg + np.clip((gone - reached[leg]) / lengths_there, 0, 1))


def share_after(passes: float, ends: Ends) -> float:
    """Return the share after so many passes, from 0 on, each from one end to the other."""
    if ends is Ends.ROUND:
        return passes % 1
    if ends is Ends.PING_PONG:
        return 1 - abs(1 - passes % 2)
    return min(passes, 1.0)


def frame_shares(count: int, ends: Ends) -> Floats:
    """Return the shares (count,) of a film's frames, evenly spaced in time.

    A film that begins anew shows no place twice at its seam; one that does not shows both ends.
    """
    if ends is Ends.ONCE:
        return np.linspace(0, 1, count) if count > 1 else np.zeros(count)
    passes = np.arange(count) / count * (2 if ends is Ends.PING_PONG else 1)
    return np.array([share_after(done, ends) for done in passes.tolist()])
