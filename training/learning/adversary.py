"""The other side of a VAE's training: it learns to tell decoded blends from pictures."""

from typing import Any

import torch
from torch import Tensor, nn

from training.learning.device import Compute
from training.learning.optimiser import restore
from training.models.discriminator import Discriminator

LR = 6e-4
BETAS = (0.5, 0.99)


class Adversary:
    """A discriminator with its optimiser, under the hinge loss.

    Stages are lists of a frozen classifier's features (n, c, h, w).

    Parameters
    ----------
    widths
        Channels of the stages.
    """

    def __init__(self, widths: tuple[int, ...], compute: Compute) -> None:
        self._compute = compute
        self._network = Discriminator(widths)
        self._network.to(compute.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._both = compute.team.together(_Both(self._network))
        self._optimiser = torch.optim.Adam(self._network.parameters(), LR, betas=BETAS)

    def learn(self, pictures: list[Tensor], blends: list[Tensor]) -> Tensor:
        """Take a step towards telling the two apart; return the loss before it (2 where lost)."""
        with self._compute.mixed_precision():
            shown, made = self._both(
                [stage.detach() for stage in pictures], [stage.detach() for stage in blends]
            )
        loss = ((1 - shown).relu() + (1 + made).relu()).mean(0).sum()
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self._optimiser.step()
        return loss.detach() / shown.shape[1]

    def doubt(self, blends: list[Tensor]) -> Tensor:
        """Return how far blends are from being taken for pictures; gradients flow to them."""
        self._network.requires_grad_(False)
        with self._compute.mixed_precision():
            logits = self._network(blends)
        loss: Tensor = -logits.mean(0).sum()
        self._network.requires_grad_(True)
        return loss

    def state(self) -> dict[str, Any]:
        return {"model": self._network.state_dict(), "optimiser": self._optimiser.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        self._network.load_state_dict(state["model"])
        restore(self._optimiser, state["optimiser"])


class _Both(nn.Module):
    """A discriminator asked twice in one call."""

    def __init__(self, network: Discriminator) -> None:
        super().__init__()
        self.network = network

    def forward(self, shown: list[Tensor], made: list[Tensor]) -> tuple[Tensor, Tensor]:
        return self.network(shown), self.network(made)
