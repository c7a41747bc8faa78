"""What a model set must be able to do for what chance draws."""

from explorer.core.blend.renderer import Renderer
from explorer.core.engine.engine import Feature
from explorer.ui.play.words import WAIT, Act

NEEDS = {
    Act.SURPRISE: (Feature.BLEND, Feature.SCORE),
    Act.VARIATIONS: (Feature.BLEND,),
    Act.DREAMS: (Feature.REFINED,),
}
"""What a model set must be able to do for an act."""


def why_not(act: Act, renderer: Renderer | None) -> str | None:
    """Say why an act cannot be done; None where it can."""
    needs = NEEDS.get(act, ())
    if needs and renderer is None:
        return WAIT
    missing = renderer.engine.missing if renderer else {}
    return next((missing[need] for need in needs if need in missing), None)
