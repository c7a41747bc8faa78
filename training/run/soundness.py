"""Whether a training is sound: its numbers finite, and what it goes on from of the right form."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from training.files.errors import Failure


class Diverged(Failure):
    """A number is not finite any more, so no later one will be.

    Parameters
    ----------
    step
        How many steps were taken.
    what
        Which number it is.
    recipe
        The settings, among which are step sizes.
    """

    def __init__(self, step: int, what: str, recipe: Mapping[str, Any]) -> None:
        sizes = [
            f"--{name.replace('_', '-')} {value}"
            for name, value in recipe.items()
            if name.split("_")[-1] == "lr"
        ]
        than = f" than {', '.join(sizes)}" if sizes else ""
        super().__init__(
            f"The training diverged: at step {step} its {what} is no finite number. Begin anew in "
            f"another run folder with a smaller step size{than}; what was kept before is as it was."
        )


def refuse_endless(state: Any, step: int, recipe: Mapping[str, Any]) -> None:
    """Raise :class:`Diverged` where a tensor of what would be kept is not finite."""
    if not is_finite(state):
        raise Diverged(step, "network", recipe)


def refuse_endless_metrics(
    metrics: Mapping[str, float], step: int, recipe: Mapping[str, Any]
) -> None:
    """Raise :class:`Diverged` where a number that a step tells is not finite."""
    for name, value in metrics.items():
        if not math.isfinite(value):
            raise Diverged(step, name.replace("_", " "), recipe)


def is_finite(state: Any) -> bool:
    """Whether every tensor in nested containers is finite."""
    return all(bool(torch.isfinite(tensor).all()) for tensor in _tensors(state))


def refuse_misfit(known: Any, found: Any) -> None:
    """Raise a ``ValueError`` where ``found`` has not the form of ``known``.

    Containers have the same keys and lengths, tensors the same sizes and types, numbers are
    finite. What an optimiser keeps of each weight, which begins with nothing, is not looked at.
    """
    if isinstance(known, dict):
        _refuse_other_keys(known, found)
        for name in known:
            if not (name == "state" and "param_groups" in known):
                refuse_misfit(known[name], found[name])
    elif isinstance(known, list | tuple):
        if type(found) is not type(known) or len(found) != len(known):
            raise ValueError("a list is of another length")
        for one, other in zip(known, found, strict=True):
            refuse_misfit(one, other)
    elif not _alike(known, found):
        raise ValueError("a value is of another kind")


def _refuse_other_keys(known: dict[Any, Any], found: Any) -> None:
    if not isinstance(found, dict) or found.keys() != known.keys():
        raise ValueError("other names are in it")


def _alike(known: Any, found: Any) -> bool:
    if isinstance(known, Tensor):
        same = isinstance(found, Tensor) and found.layout == known.layout
        return same and found.shape == known.shape and found.dtype == known.dtype
    if isinstance(known, int | float) and not isinstance(known, bool):
        number = isinstance(found, int | float) and not isinstance(found, bool)
        return number and math.isfinite(found)
    return type(found) is type(known)


def _tensors(state: Any) -> Iterator[Tensor]:
    if isinstance(state, Tensor):
        yield state
    elif isinstance(state, dict):
        for value in state.values():
            yield from _tensors(value)
    elif isinstance(state, list | tuple):
        for value in state:
            yield from _tensors(value)
