"""What each graph of a model set takes and gives, said once for whoever makes or runs one."""

from collections.abc import Collection
from dataclasses import dataclass

Shape = tuple[int, ...]
IMAGE: Shape = (3, 32, 32)
"""Channels, height and width of a picture in [-1, 1]."""


@dataclass(frozen=True)
class Signature:
    """Names of a graph's inputs and outputs, in order, each float32 with the batch first.

    Outputs that are ``optional`` are there only in sets with the part that each is beside.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    optional: tuple[tuple[str, str], ...] = ()

    def outputs_with(self, parts: Collection[str]) -> tuple[str, ...]:
        """Return the outputs that there are in a set of ``parts``, in order."""
        needed = dict(self.optional)
        return tuple(name for name in self.outputs if needed.get(name) in (None, *parts))

    def given(self, names: set[str]) -> tuple[str, ...]:
        """Return those of the outputs that are among ``names``, in order."""
        return tuple(name for name in self.outputs if name in names)

    def fits(self, inputs: set[str], outputs: set[str]) -> bool:
        """Whether all that must be there is among the names of a graph's inputs and outputs."""
        due = set(self.outputs) - set(dict(self.optional))
        return set(self.inputs) <= inputs and due <= outputs


SIGNATURES = {
    "encoder": Signature(("images",), ("latents",)),
    "decoder": Signature(("latents",), ("images",)),
    "scorer": Signature(
        ("images",),
        ("logits", "evidence", "realism", "pegasus"),
        optional=(("evidence", "classifier"), ("realism", "critic"), ("pegasus", "pegasus")),
    ),
    "parts": Signature(("images",), ("mattes", "points", "chances")),
    "prior": Signature(("noisy", "time", "condition"), ("velocity",)),
}
"""By the graph's name."""

SHOWN = "shown"
"""All that a live picture needs."""
JOINED = {SHOWN: ("decoder", "scorer")}
"""Graphs that are no files: two of a set, what the one gives going on to the other, run as one."""

CRITICS = tuple(part for _, part in SIGNATURES["scorer"].optional if part != "classifier")
"""Parts beside the classifier that the scorer asks, in order."""


def called(graph: str) -> str:
    """Return what a graph is called in words."""
    return " and ".join(JOINED.get(graph, (graph,)))


def signature_of(graph: str) -> Signature:
    """Return the signature of a graph, or of two that are joined: it gives what both give."""
    if graph in SIGNATURES:
        return SIGNATURES[graph]
    first, second = (SIGNATURES[name] for name in JOINED[graph])
    outputs, optional = first.outputs + second.outputs, first.optional + second.optional
    return Signature(first.inputs, outputs, optional)


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
    return {name: shapes[name] for name in signature_of(graph).inputs}
