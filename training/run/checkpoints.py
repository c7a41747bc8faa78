"""Checkpoints that are either whole or absent."""

import os
from pathlib import Path
from typing import Any

import torch

from training.files.errors import UserError


def save(state: dict[str, Any], path: Path) -> None:
    """Write ``state`` (tensors, numbers, strings, containers) through a neighbour and a rename."""
    scratch = path.with_name(path.name + ".partial")
    try:
        with scratch.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def load(path: Path) -> dict[str, Any]:
    """Read a checkpoint with ``weights_only=True``, so that it can run no code.

    Raises
    ------
    UserError
        Where the file is damaged or is no checkpoint.
    """
    try:
        return torch.load(path, weights_only=True)
    except Exception as error:  # torch raises many kinds for damaged files
        raise UserError(
            f"The checkpoint {path} cannot be read: delete it to start anew."
        ) from error
