"""Why a blend looks unreal, in a few words."""

from explorer.core.engine.backends import Floats
from training.latent.scoring import contrast, edge_strength

SOFT, PALE, UNSURE = 0.7, 0.7, 0.4
"""Edge strength and contrast over those of the sources, and top probability, that give it."""


def unreal_because(image: Floats, top: float, originals: Floats) -> str:
    """Say in a few words why an image (1, 3, 32, 32) looks unreal.

    Parameters
    ----------
    top
        Probability of its likeliest class.
    originals
        The sources' images (n, 3, 32, 32), for comparison.
    """
    if float(edge_strength(image)[0]) < SOFT * float(edge_strength(originals).mean()):
        return "blurred: its edges are softer than its sources'"
    if float(contrast(image)[0]) < PALE * float(contrast(originals).mean()):
        return "washed out: it has less contrast than its sources"
    if top < UNSURE:
        return "muddled: no one thing can be made out in it"
    return "unlike a photograph: its shapes or colours fit nothing real"
