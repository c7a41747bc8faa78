"""A model set: the networks that belong together, on disk.

A folder with ``modelset.json`` (the manifest), one ``.safetensors`` a part (float16) and one
``.onnx`` a graph. Files are named by their SHA-256 in the manifest, and nothing is read that it
does not name. Folders are written beside their place and renamed, so they are whole or absent.
"""

import hashlib
import json
import math
import shutil
import tempfile
from dataclasses import asdict, astuple, dataclass, field, replace
from pathlib import Path
from typing import Any

from training.files.errors import UserError
from training.latent.scoring import Calibration

FORMAT = 1
MANIFEST = "modelset.json"
PARTS = ("vae", "classifier", "parts", "critic", "prior", "judge", "coursework-classifier")
REPORTED = ("judge", "coursework-classifier")
"""Parts that reports alone look at: each is a set of its own, whatever it was trained beside."""
GRAPHS = ("encoder", "decoder", "scorer", "parts", "prior")
VOIDED_BY = {"vae": ("prior",), "classifier": ("critic",)}
"""Parts that a new one makes meaningless: they were fitted to the old one's output."""
LARGEST_MANIFEST = 1 << 20


@dataclass(frozen=True)
class File:
    """A file of the folder: its name and the SHA-256 of its content."""

    file: str
    sha256: str


@dataclass(frozen=True)
class Part:
    """A network with its story.

    ``network`` holds its constructor's settings, and where the kind of part has several
    architectures the ``architecture``; sets that name none have the one that ships.
    """

    weights: File | None
    network: dict[str, Any] = field(default_factory=dict)
    recipe: dict[str, Any] = field(default_factory=dict)
    data: str = ""
    metrics: dict[str, Any] = field(default_factory=dict)
    version: str = ""

    @property
    def fingerprint(self) -> str:
        return self.weights.sha256 if self.weights else ""

    @property
    def calibration(self) -> Calibration:
        """Of a classifier: what was fitted on held-out pictures."""
        return _calibration({"temperature": 1.0, **self.metrics})


@dataclass(frozen=True)
class ModelSet:
    """What a manifest says. ``latent_shape`` is () where there is no VAE yet."""

    folder: Path
    name: str
    classes: tuple[str, ...]
    latent_shape: tuple[int, ...]
    calibration: Calibration
    parts: dict[str, Part]
    graphs: dict[str, File]

    @property
    def fingerprint(self) -> str:
        """One name for everything that decides what the set shows."""
        files = [part.weights for part in self.parts.values()] + list(self.graphs.values())
        known = sorted(file.sha256 for file in files if file)
        told = " ".join(str(value) for value in astuple(self.calibration) if value)
        return hashlib.sha256(f"{known} {told}".encode()).hexdigest()

    def path(self, file: File) -> Path:
        return self.folder / file.file


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


def read(folder: Path) -> ModelSet:
    """Read and check the manifest of ``folder`` and the sums of all its files.

    Raises
    ------
    UserError
        Where something is missing, damaged, of another version, or not as named.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise UserError(f"{folder} is no model set: it has no {MANIFEST}.")
    if path.stat().st_size > LARGEST_MANIFEST:
        raise UserError(f"{path} is too large to be a manifest: choose another model set.")
    try:
        found = _parse(folder, json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path} is damaged: get the model set anew.") from error
    for file in _files(found):
        _check(found.folder, file)
    return found


def weights(found: ModelSet, kind: str) -> dict[str, Any]:
    """Load a part's weights as float32 torch tensors.

    Raises
    ------
    UserError
        Where the set has no such part, or graphs alone.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    part = found.parts.get(kind)
    if part is None or part.weights is None:
        raise UserError(f"The model set {found.name} has no weights of a {kind}.")
    try:
        loaded = load_file(found.path(part.weights))
    except (SafetensorError, OSError) as error:
        raise UserError(
            f"{found.path(part.weights)} is damaged: get the model set anew."
        ) from error
    return {
        key: value.float() if value.is_floating_point() else value for key, value in loaded.items()
    }


def extend(base: ModelSet | None, part: NewPart, folder: Path, classes: tuple[str, ...]) -> None:
    """Write ``base`` with ``part`` added or exchanged, and graphs made anew, as ``folder``.

    What the new part makes void (:data:`VOIDED_BY`) is left out.
    """
    from training.models.export import write_graphs

    base = None if part.kind in REPORTED else base
    _refuse_other_classes(base, part, classes)
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix="writing-"))
    scratch.chmod(0o755)
    try:
        parts = {
            kind: kept
            for kind, kept in (base.parts if base else {}).items()
            if kind not in (part.kind, *_voided(base, part, classes))
        }
        for kept in parts.values():
            if base and kept.weights:
                shutil.copyfile(base.path(kept.weights), scratch / kept.weights.file)
        parts[part.kind] = _write_part(part, scratch)
        started = ModelSet(
            scratch,
            base.name if base else "pegasus",
            classes if part.kind == "classifier" or not base else base.classes,
            tuple(parts["vae"].network["latent_shape"]) if "vae" in parts else (),
            parts["classifier"].calibration if "classifier" in parts else Calibration(),
            parts,
            {},
        )
        finished = replace(started, graphs=write_graphs(started))
        _write_manifest(finished)
        shutil.rmtree(folder, ignore_errors=True)
        scratch.replace(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def file_of(path: Path) -> File:
    """Name a file by its content."""
    return File(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def _voided(base: ModelSet | None, part: NewPart, classes: tuple[str, ...]) -> tuple[str, ...]:
    """Parts that ``part`` makes meaningless; the prior, too, where it counts other classes."""
    renamed = base is not None and part.kind == "classifier" and base.classes != classes
    return (*VOIDED_BY.get(part.kind, ()), *(("prior",) if renamed else ()))


def _refuse_other_classes(base: ModelSet | None, part: NewPart, classes: tuple[str, ...]) -> None:
    if base and part.kind != "classifier":
        strangers = set(classes) - set(base.classes)
        if strangers:
            raise UserError(
                f"The data has classes that the set's classifier does not know "
                f"({', '.join(sorted(strangers))}): train a classifier on it first."
            )


def _write_part(part: NewPart, folder: Path) -> Part:
    from safetensors.torch import save_file

    path = folder / f"{part.kind}.safetensors"
    halves = {
        key: value.detach().cpu().half().contiguous()
        if value.is_floating_point()
        else value.detach().cpu().contiguous()
        for key, value in part.weights.items()
    }
    save_file(halves, path)
    return Part(file_of(path), part.network, part.recipe, part.data, part.metrics, part.version)


def _write_manifest(found: ModelSet) -> None:
    manifest = {
        "format": FORMAT,
        "name": found.name,
        "classes": found.classes,
        "latent_shape": found.latent_shape,
        **asdict(found.calibration),
        "parts": {kind: asdict(part) for kind, part in found.parts.items()},
        "graphs": {name: asdict(file) for name, file in found.graphs.items()},
    }
    text = json.dumps(manifest, indent=1) + "\n"
    (found.folder / MANIFEST).write_text(text, encoding="utf-8")


def _parse(folder: Path, raw: dict[str, Any]) -> ModelSet:
    if raw.get("format") != FORMAT:
        raise UserError(
            f"The model set in {folder} has format {raw.get('format')!r}, and this program reads "
            f"{FORMAT}: use the program's version that wrote it."
        )
    calibration = _calibration(raw)
    shape = tuple(int(size) for size in raw["latent_shape"])
    if min(shape, default=1) < 1:
        raise ValueError("out of range")
    return ModelSet(
        folder,
        str(raw["name"]),
        tuple(str(name) for name in raw["classes"]),
        shape,
        calibration,
        {kind: _part(part) for kind, part in raw["parts"].items() if kind in PARTS},
        {name: _file(file) for name, file in raw["graphs"].items() if name in GRAPHS},
    )


def _calibration(raw: dict[str, Any]) -> Calibration:
    """Take a calibration out of JSON; what was written before sharpening has none."""
    found = Calibration(float(raw["temperature"]), float(raw.get("sharpening", 0.0)))
    if not (math.isfinite(found.temperature) and found.temperature > 0):
        raise ValueError("a temperature out of range")
    if not math.isfinite(found.sharpening):
        raise ValueError("a sharpening out of range")
    return found


def _part(raw: dict[str, Any]) -> Part:
    file = _file(raw["weights"]) if raw["weights"] else None
    return Part(**{**raw, "weights": file})


def _file(raw: dict[str, str]) -> File:
    file = File(str(raw["file"]), str(raw["sha256"]))
    if Path(file.file).name != file.file or file.file in ("", ".", ".."):
        raise ValueError("a file outside of the folder")
    return file


def _files(found: ModelSet) -> list[File]:
    kept = [part.weights for part in found.parts.values() if part.weights]
    return kept + list(found.graphs.values())


def _check(folder: Path, file: File) -> None:
    path = folder / file.file
    if not path.is_file():
        raise UserError(f"{path} is missing: get the model set anew.")
    if file_of(path).sha256 != file.sha256:
        raise UserError(f"{path} is damaged or changed: get the model set anew.")
