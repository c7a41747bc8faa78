"""A model set of tiny networks with random weights: real graphs and weights, quick to make."""

from pathlib import Path
from typing import Any

import torch

from training.models import modelset
from training.models.export import write_graphs
from training.models.load import NETWORKS
from training.models.modelset import ModelSet
from training.models.parts import Parts
from training.models.prior import Prior
from training.models.publishing import GraphWriter, NewPart, extend

CLASSES = ("airplane", "bird", "horse", "ship")
LATENT_SHAPE = (6, 4, 4)
WIDTHS = (8, 16, 16)
WHOLE = ("vae", "classifier", "parts", "critic", "pegasus", "prior")


def write_tiny_set(
    folder: Path, kinds: tuple[str, ...] = WHOLE, writer: GraphWriter = write_graphs
) -> ModelSet:
    """Write a whole set, or one with ``kinds`` of parts alone, to ``folder`` and read it."""
    base = None
    for i, kind in enumerate(kinds):
        step = folder if kind == kinds[-1] else folder.parent / f"{folder.name}-{i}"
        # Graphs are made once, at the end.
        graphs = writer if step == folder else no_graphs
        extend(base, new_part(kind), step, CLASSES, graphs)
        base = modelset.read(step)
    assert base is not None
    return base


def no_graphs(model_set: ModelSet) -> dict[str, Any]:
    """Write no graph: quick, where nobody is going to run the set."""
    return {}


def new_part(kind: str) -> NewPart:
    """Return a tiny network with random weights, on its way into a set."""
    every: dict[str, dict[str, Any]] = {
        "vae": {"latent_shape": LATENT_SHAPE, "widths": (8, 8, 8, 16), "decoder_depth": 1},
        "classifier": {"widths": WIDTHS, "classes": len(CLASSES)},
        "parts": {"widths": (4, 4, 8, 8)},
        "critic": {"widths": (24, *WIDTHS), "hidden": 8},
        "pegasus": {"widths": (24, *WIDTHS), "near": 4, "far": 4, "mixed": 8, "joined": 4}
        | {"hidden": 8},
        "prior": {"latent_shape": LATENT_SHAPE, "classes": len(CLASSES), "width": 16, "depth": 1}
        | {"heads": 2, "winged": True},
    }
    settings, network = every[kind], NETWORKS[kind]
    with torch.random.fork_rng():
        torch.manual_seed(0)
        module = network(**settings)
        _scramble(module)
    if isinstance(module, Prior):  # its quickest waves go through 1000 radians: keep it smooth
        first: Any = module.time[0]
        first.weight.data.mul_(0.02)
    if isinstance(module, Parts):  # wings that end where they begin would show nothing of a graft
        module.heat.weight.data[1] = -10 * module.heat.weight.data[2]
    metrics = {"temperature": 1.5} if kind == "classifier" else {}
    return NewPart(kind, settings, module.state_dict(), {}, "", metrics, "0")


@torch.no_grad()
def _scramble(module: torch.nn.Module) -> None:
    """Give every weight, also those that begin at nought, something to say."""
    for parameter in module.parameters():
        if parameter.ndim > 1:
            parameter.normal_(std=1.5 / parameter[0].numel() ** 0.5)
        else:
            parameter.add_(torch.randn_like(parameter) * 0.2)
