"""Sizes that a manifest gives, compared with its weights before anything is built of them."""

from typing import Any

import torch
from safetensors import safe_open
from torch import nn

from training.files.errors import UserError
from training.models.modelset import ModelSet

MAX_TENSORS = 4096
"""Of a part; some hundred are usual."""
MAX_LIST = 16
"""Values of a setting that is a list."""
MAX_NAME = 100
DEEPEST, WIDEST = 64, 4096
"""Numbers that settings may have: those of layers, and any others."""

Sizes = dict[str, tuple[int, ...]]


def refuse_other_sizes(
    network: type[nn.Module], settings: dict[str, Any], model_set: ModelSet, kind: str
) -> None:
    """Raise where ``settings`` make another network than the weights of a part are of.

    It is built without memory for its weights, and not at all where its numbers are out of
    proportion, so this takes milliseconds whatever a manifest says.

    Raises
    ------
    UserError
        Where that is so.
    """
    part = model_set.parts[kind]
    if part.weights is None:  # there is nothing to build
        return
    try:
        found = weight_sizes(str(model_set.path(part.weights)))
        _refuse_wild(settings)
        with torch.device("meta"):
            made = network(**settings)
        due = {name: tuple(value.shape) for name, value in made.state_dict().items()}
        fits = due == found
    except Exception as error:  # constructors can raise anything for odd settings
        raise _other_sizes(model_set, kind) from error
    if not fits:
        raise _other_sizes(model_set, kind)


def weight_sizes(path: str) -> Sizes:
    """Return the shape of each tensor in a file of safetensors, without reading it."""
    with safe_open(path, "pt") as file:
        names = list(file.keys())
        if len(names) > MAX_TENSORS:
            raise ValueError(f"more than {MAX_TENSORS} tensors")
        return {name: tuple(file.get_slice(name).get_shape()) for name in names}


def _refuse_wild(settings: dict[str, Any]) -> None:
    for name, value in settings.items():
        values = value if isinstance(value, tuple) else (value,)
        most = DEEPEST if "depth" in name else WIDEST
        if len(values) > MAX_LIST or not all(_is_moderate(one, most) for one in values):
            raise ValueError(f"{name} is out of proportion")


def _is_moderate(value: Any, most: int) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_NAME
    return isinstance(value, int | float) and 0 <= value <= most


def _other_sizes(model_set: ModelSet, kind: str) -> UserError:
    return UserError(
        f"The {kind} in {model_set.folder} does not have the sizes that its manifest gives: "
        f"get the model set anew."
    )
