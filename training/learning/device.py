"""Where a training runs, and in which precision."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch
from torch import nn

from training.files.errors import UserError
from training.learning.team import ALONE, Team


@dataclass(frozen=True)
class Way:
    """How networks compute while they train; the weights are float32 in any case.

    Attributes
    ----------
    bfloat16
        Whether under autocast to bfloat16.
    channels_last
        Whether the network that learns has its channels last in memory, or pixel rows.
    """

    bfloat16: bool = False
    channels_last: bool = True

    @property
    def words(self) -> str:
        return ("bfloat16" if self.bfloat16 else "float32") + (
            ", channels last" if self.channels_last else ", channels first"
        )


@dataclass(eq=False)
class Compute:
    """A device, how networks run on it while they train, and with which other processes.

    The way may be changed before the first step, see :func:`training.run.pace.settle`.
    """

    device: torch.device
    way: Way = Way()
    team: Team = ALONE

    def mixed_precision(self) -> AbstractContextManager[None]:
        """Autocast to bfloat16 where that is wanted; the weights stay float32."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.way.bfloat16)

    def go(self, way: Way, network: nn.Module) -> None:
        """Compute another way from now on, with ``network`` as what learns."""
        self.way = way
        last, first = torch.channels_last, torch.contiguous_format
        network.to(memory_format=last if way.channels_last else first)  # type: ignore[call-overload]


CPU = Compute(torch.device("cpu"))


def choose(name: str = "auto", precision: str = "float32", team: Team = ALONE) -> Compute:
    """Return the device called ``name`` (auto, cpu, cuda, mps) with a ``precision``.

    Parameters
    ----------
    precision
        float32 or bfloat16.
    team
        Processes that compute together; each has a GPU of its own, where there are GPUs.

    Raises
    ------
    UserError
        Where the device is not there.
    """
    present = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if name == "auto":
        name = next(kind for kind, here in present.items() if here)
    if not present.get(name, False):
        here = ", ".join(kind for kind, there in present.items() if there)
        raise UserError(f"There is no device {name!r} here: choose one of auto, {here}.")
    several = name == "cuda" and team.size > 1
    device = torch.device(name, team.local_rank) if several else torch.device(name)
    return Compute(device, Way(precision == "bfloat16"), team)
