"""torchvision's Python parts, also where its compiled part cannot load.

A torchvision built for CUDA beside a CPU build of torch fails at import with "operator
torchvision::nms does not exist". Only Python parts are used here (addresses and sums of data
sets), and these import once the two operators that they describe are declared.
"""

import importlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import torch

from training.files.errors import UserError

# As in torchvision/csrc/ops: what the compiled part would have declared.
_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


def import_datasets() -> ModuleType:
    """Return the module ``torchvision.datasets``.

    Raises
    ------
    UserError
        Where torchvision is not installed, or is one for another release of torch.
    """
    spec = find_spec("torchvision")
    if spec is None or spec.origin is None:
        raise UserError("torchvision is missing: install it with `pip install torchvision`.")
    if not _compiled_part_loads(Path(spec.origin).parent):
        _declare_operators()
    try:
        return importlib.import_module("torchvision.datasets")
    except (ImportError, RuntimeError, AttributeError) as error:
        raise UserError(
            f"torchvision does not fit torch {torch.__version__} ({error}): install the release "
            "that belongs to it."
        ) from error


def _compiled_part_loads(folder: Path) -> bool:
    """Try the library that torchvision itself tries first; a second load costs nothing."""
    try:
        for library in folder.glob("_C.*"):
            torch.ops.load_library(library)
            return True
    except (ImportError, OSError):
        pass
    return False


@cache  # a library that is collected takes its declarations with it
def _declare_operators() -> torch.library.Library:
    library = torch.library.Library("torchvision", "FRAGMENT")
    for schema in _SCHEMAS:
        library.define(schema)
    return library
