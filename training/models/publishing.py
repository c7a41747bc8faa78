"""Writing a model set: a trained network takes its place among those that it was trained beside."""

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save

from training.files.atomic import whole_folder
from training.files.strict_json import encode
from training.latent.scoring import Calibration
from training.models.fitting import REPORTED, refuse_strangers, voided
from training.models.load import graph_modules, with_joined
from training.models.modelset import FORMAT, MANIFEST, File, ModelSet, Part, Probe, file_of
from training.models.probe import probed
from training.models.signatures import signature_of

GraphWriter = Callable[[ModelSet], dict[str, File]]
"""Writes the graphs of a set's parts into its folder, and names them."""


@dataclass(frozen=True)
class NewPart:
    """A trained network on its way into a set; ``weights`` maps names to tensors."""

    kind: str
    network: dict[str, Any]
    weights: dict[str, Any]
    recipe: dict[str, Any]
    data: str
    metrics: dict[str, Any]
    version: str


def extend(
    base: ModelSet | None,
    part: NewPart,
    folder: Path,
    classes: tuple[str, ...],
    write_graphs: GraphWriter,
) -> None:
    """Write ``base`` with ``part`` added or exchanged, and graphs made anew, as ``folder``.

    What the new part makes void (:func:`training.models.fitting.voided`) is left out.

    Raises
    ------
    UserError
        Where the data's ``classes`` do not suit the set, or the folder cannot be written.
    """
    base = None if part.kind in REPORTED else base
    refuse_strangers(base, part.kind, classes)
    with whole_folder(folder) as scratch:
        kept = _copy_kept(base, part, classes, scratch) if base else {}
        parts = {**kept, part.kind: _write_part(part, scratch)}
        started = ModelSet(
            folder=scratch,
            name=base.name if base else "pegasus",
            classes=base.classes if base and part.kind != "classifier" else classes,
            latent_shape=tuple(parts["vae"].network["latent_shape"]) if "vae" in parts else (),
            calibration=parts["classifier"].calibration if "classifier" in parts else Calibration(),
            parts=parts,
            graphs={},
        )
        made = replace(started, graphs=write_graphs(started))
        _write_manifest(replace(made, probe=probe_of(made)))


def probe_of(model_set: ModelSet) -> Probe:
    """Return what the networks give of which a set has graphs; see :mod:`training.models.probe`."""
    modules = with_joined(graph_modules(model_set)) if model_set.graphs else {}

    def run(graph: str, inputs: dict[str, Any]) -> dict[str, Any]:
        with torch.inference_mode():
            result = modules[graph](*map(torch.from_numpy, inputs.values()))
        outputs = result if isinstance(result, tuple) else (result,)
        names = signature_of(graph).outputs_with(model_set.parts)
        return {name: out.numpy() for name, out in zip(names, outputs, strict=True)}

    return probed(model_set, run)


def _copy_kept(
    base: ModelSet, part: NewPart, classes: tuple[str, ...], folder: Path
) -> dict[str, Part]:
    """Copy the weights of the parts that stay what they are."""
    gone = (part.kind, *voided(base, part.kind, classes))
    kept = {kind: other for kind, other in base.parts.items() if kind not in gone}
    for other in kept.values():
        if other.weights:
            shutil.copyfile(base.path(other.weights), folder / other.weights.file)
    return kept


def _write_part(part: NewPart, folder: Path) -> Part:
    path = folder / f"{part.kind}.safetensors"
    halves = {
        key: value.detach().cpu().half().contiguous()
        if value.is_floating_point()
        else value.detach().cpu().contiguous()
        for key, value in part.weights.items()
    }
    path.write_bytes(save(halves))  # a full disk is an OSError then
    return Part(file_of(path), part.network, part.recipe, part.data, part.metrics, part.version)


def _write_manifest(model_set: ModelSet) -> None:
    manifest = {
        "format": FORMAT,
        "name": model_set.name,
        "classes": model_set.classes,
        "latent_shape": model_set.latent_shape,
        **asdict(model_set.calibration),
        "parts": {kind: asdict(part) for kind, part in model_set.parts.items()},
        "graphs": {name: asdict(file) for name, file in model_set.graphs.items()},
        "probe": model_set.probe,
    }
    (model_set.folder / MANIFEST).write_bytes(encode(manifest, indent=1) + b"\n")
