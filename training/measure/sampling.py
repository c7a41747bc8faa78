"""Latents dreamt by the prior."""

from typing import Any

import torch
from torch import Tensor, nn

from training.latent.refining import DREAMING, Guidance, refine

BATCH = 250


@torch.no_grad()
def dream(
    prior: Any,
    shape: tuple[int, ...],
    labels: Tensor,
    generator: torch.Generator,
    guidance: Guidance = DREAMING,
) -> Tensor:
    """Sample latents (n, *shape) of the classes ``labels`` (n,) from a :class:`Prior`.

    The label behind those of all classes is that of winged horses, for a prior that knows them.

    The whole way from noise along the guided flow, which is refining at full strength.

    Parameters
    ----------
    generator
        Of the CPU; each latent has noise of its own.
    guidance
        Of strength 1 it follows the class as it was learnt, more than that exaggerates it.
    """
    device = next(prior.parameters()).device
    parts = []
    for asked in labels.split(BATCH):
        noise = torch.randn(len(asked), *shape, generator=generator).to(device)
        condition = nn.functional.one_hot(asked.to(device), prior.columns).float()
        start, strength = torch.zeros_like(noise), torch.ones(len(asked), device=device)
        parts.append(refine(start, strength, noise, condition, prior, guidance=guidance))
    return torch.cat(parts)
