"""Where a training runs, and in which precision."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch

from training.files.errors import UserError


@dataclass(frozen=True)
class Compute:
    """A device, and whether networks run in bfloat16 on it while they train."""

    device: torch.device
    bfloat16: bool = False

    def mixed_precision(self) -> AbstractContextManager[None]:
        """Autocast to bfloat16 where that is wanted; the weights stay float32."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.bfloat16)


CPU = Compute(torch.device("cpu"))


def choose(name: str = "auto", precision: str = "auto") -> Compute:
    """Return the device called ``name`` (auto, cpu, cuda, mps) with a ``precision``.

    ``precision`` is float32, bfloat16 or auto: bfloat16 where the device computes in it, as
    elsewhere it is emulated and slow.

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
    device = torch.device(name)
    quick = precision == "auto" and _has_bfloat16(device)
    return Compute(device, quick or precision == "bfloat16")


def _has_bfloat16(device: torch.device) -> bool:
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if device.type == "cpu" and hasattr(torch.cpu, "get_capabilities"):
        capabilities = torch.cpu.get_capabilities()
        return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return False
