"""Where a training runs, and in which precision that place is quick."""

from contextlib import AbstractContextManager

import torch

from training.errors import UserError


def choose(name: str = "auto") -> torch.device:
    """Return the device called ``name``: auto, cpu, cuda or mps; auto takes the quickest here.

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
    return torch.device(name)


def mixed_precision(device: torch.device) -> AbstractContextManager[None]:
    """Autocast to bfloat16 where the device computes in it; elsewhere it is emulated, and slow."""
    return torch.autocast(device.type, torch.bfloat16, enabled=_has_bfloat16(device))


def _has_bfloat16(device: torch.device) -> bool:
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if device.type == "cpu" and hasattr(torch.cpu, "get_capabilities"):
        capabilities = torch.cpu.get_capabilities()
        return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return False
