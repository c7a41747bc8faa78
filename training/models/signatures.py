"""What each graph of a model set takes and gives, said once for whoever makes or runs one."""

from dataclasses import dataclass

Shape = tuple[int, ...]
IMAGE: Shape = (3, 32, 32)
"""Channels, height and width of a picture in [-1, 1]."""


@dataclass(frozen=True)
class Signature:
    """Names of a graph's inputs and outputs, in order, each float32 with the batch first.

    Outputs that are ``optional`` are there in some sets alone.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    optional: tuple[str, ...] = ()

    def given(self, names: set[str]) -> tuple[str, ...]:
        """Return those of the outputs that are among ``names``, in order."""
        return tuple(name for name in self.outputs if name in names)

    def fits(self, inputs: set[str], outputs: set[str]) -> bool:
        """Whether all that must be there is among the names of a graph's inputs and outputs."""
        return set(self.inputs) <= inputs and set(self.outputs) - set(self.optional) <= outputs


SIGNATURES = {
    "encoder": Signature(("images",), ("latents",)),
    "decoder": Signature(("latents",), ("images",)),
    "scorer": Signature(("images",), ("logits", "evidence", "realism"), optional=("realism",)),
    "parts": Signature(("images",), ("mattes", "points", "chances")),
    "prior": Signature(("noisy", "time", "condition"), ("velocity",)),
}
"""By the graph's name; ``realism`` is there where the set has a critic."""


def input_shapes(graph: str, latent_shape: Shape, classes: int) -> dict[str, Shape]:
    """Return the shape of each input of a graph, without the batch.

    Parameters
    ----------
    classes
        How many the prior knows; its condition has one more, which stands for any.
    """
    shapes: dict[str, Shape] = {
        "images": IMAGE,
        "latents": latent_shape,
        "noisy": latent_shape,
        "time": (),
        "condition": (classes + 1,),
    }
    return {name: shapes[name] for name in SIGNATURES[graph].inputs}
