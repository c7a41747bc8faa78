"""From a model set on disk to torch modules that compute its graphs."""

from typing import Any

import torch
from torch import Tensor, nn

from training.files.errors import UserError
from training.models import modelset
from training.models.classifier import Classifier
from training.models.coursework import CourseworkClassifier, CourseworkVae
from training.models.critic import Critic, Scorer
from training.models.judge import Judge
from training.models.modelset import ModelSet
from training.models.parts import Parts
from training.models.pegasus import PegasusCritic
from training.models.prior import Prior
from training.models.signatures import CRITICS, JOINED
from training.models.sizes import refuse_other_sizes
from training.models.vae import LatentModel, Vae

NETWORKS: dict[str, type[nn.Module]] = {
    "vae": Vae,
    "classifier": Classifier,
    "parts": Parts,
    "critic": Critic,
    "pegasus": PegasusCritic,
    "prior": Prior,
    "judge": Judge,
    "coursework-classifier": CourseworkClassifier,
}
"""The network of each kind of part, where the manifest names no architecture."""
COURSEWORK = "coursework"
ARCHITECTURES: dict[tuple[str, Any], type[nn.Module]] = {("vae", COURSEWORK): CourseworkVae}
"""Further networks by kind and by the ``architecture`` that the manifest names."""
_NO_SETTINGS = ("architecture", "at_once")
"""What a manifest may say of a network that its constructor does not take."""


class Encoder(nn.Module):
    """Images to standardised posterior means."""

    def __init__(self, vae: LatentModel) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, images: Tensor) -> Tensor:
        return self.vae.encode_mean(images)


class Decoder(nn.Module):
    """Standardised latents to images."""

    def __init__(self, vae: LatentModel) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, latents: Tensor) -> Tensor:
        return self.vae.decode(latents)


class Joined(nn.Module):
    """Two networks as one: it gives what the first gives, and what the second makes of that."""

    def __init__(self, first: nn.Module, second: nn.Module) -> None:
        super().__init__()
        self.first, self.second = first, second

    def forward(self, latents: Tensor) -> tuple[Tensor, ...]:
        made = self.first(latents)
        return made, *self.second(made)


def network(model_set: ModelSet, kind: str) -> Any:
    """Return a part as a module in evaluation mode, float32, on the CPU.

    Raises
    ------
    UserError
        Where weights are missing, do not fit the settings of the manifest, or are of an
        architecture that this version does not know.
    """
    weights = modelset.weights(model_set, kind)
    try:
        settings = _tuples(model_set.parts[kind].network)
        settings.pop("at_once", None)  # priors once told so whether they refined in one step
        module = architecture(model_set, kind, settings.pop("architecture", None))(**settings)
        module.load_state_dict(weights)
    except (RuntimeError, TypeError, ValueError, KeyError) as error:
        raise UserError(
            f"The {kind} in {model_set.folder} does not have the sizes that its manifest gives: "
            f"get the model set anew."
        ) from error
    return module.eval().requires_grad_(False)


def frozen(model_set: ModelSet, kind: str, device: torch.device) -> Any:
    """Return a part as :func:`network` does, on ``device``, channels last in memory."""
    return network(model_set, kind).to(device, memory_format=torch.channels_last)


def graph_modules(model_set: ModelSet) -> dict[str, nn.Module]:
    """Return the modules of the graphs that the parts of ``model_set`` make possible."""
    modules: dict[str, nn.Module] = {}
    if "vae" in model_set.parts:
        vae = network(model_set, "vae")
        modules |= {"encoder": Encoder(vae), "decoder": Decoder(vae)}
    if "classifier" in model_set.parts:
        known = [network(model_set, k) if k in model_set.parts else None for k in CRITICS]
        modules["scorer"] = Scorer(network(model_set, "classifier"), *known)
    if "parts" in model_set.parts:
        modules["parts"] = network(model_set, "parts")
    if "prior" in model_set.parts:
        modules["prior"] = network(model_set, "prior")
    return {name: module.eval() for name, module in modules.items()}


def with_joined(modules: dict[str, nn.Module]) -> dict[str, nn.Module]:
    """Return modules of graphs, and of those that are joined of two that are there."""
    pairs = JOINED.items()
    return modules | {
        name: Joined(modules[one], modules[other]).eval()
        for name, (one, other) in pairs
        if one in modules and other in modules
    }


def architecture(model_set: ModelSet, kind: str, name: Any) -> type[nn.Module]:
    """Return the network of a kind of part, which the manifest may name.

    Raises
    ------
    UserError
        Where it is not known, or the manifest's settings are of a network with other weights.
    """
    known: type[nn.Module] | None = NETWORKS[kind]
    if name is not None:
        known = ARCHITECTURES.get((kind, name)) if isinstance(name, str) else None
    if known is None:
        raise UserError(
            f"The {kind} in {model_set.folder} is of the architecture {name!r}, which this version "
            f"does not know: use the program's version that wrote it."
        )
    settings = {k: v for k, v in model_set.parts[kind].network.items() if k not in _NO_SETTINGS}
    refuse_other_sizes(known, _tuples(settings), model_set, kind)
    return known


def _tuples(settings: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in settings.items()}
