"""A model set: the networks that belong together, on disk.

A folder with ``modelset.json`` (the manifest), one ``.safetensors`` a part (float16) and one
``.onnx`` a graph. Files are named by their SHA-256 in the manifest, and nothing is read that it
does not name. Folders are written beside their place and renamed, so they are whole or absent.
"""

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from training.files.errors import UserError, explained
from training.files.strict_json import Malformed, converted, decode, read_bytes
from training.latent.scoring import Calibration
from training.models.signatures import SIGNATURES

FORMAT = 1
MANIFEST = "modelset.json"
OF_RUN = "modelset"
"""What a run calls the folder of its model set."""
PARTS = (
    "vae",
    "classifier",
    "parts",
    "critic",
    "pegasus",
    "prior",
    "judge",
    "coursework-classifier",
)
LARGEST_MANIFEST = 1 << 20
MAX_LATENT = 1 << 20
"""Numbers of a latent; some hundreds are usual."""
Probe = Mapping[str, Mapping[str, tuple[float, ...]]]
"""By graph and output, what :mod:`training.models.probe` tells of them."""


@dataclass(frozen=True)
class File:
    """A file of the folder: its name and the SHA-256 of its content."""

    file: str
    sha256: str

    def __post_init__(self) -> None:
        if Path(self.file).name != self.file or self.file in ("", ".", ".."):
            raise ValueError("Expected a file of the folder")


class _Calibrated(msgspec.Struct):
    """What was written before sharpening has none."""

    temperature: Annotated[float, msgspec.Meta(gt=0)] = 1.0
    sharpening: float = 0.0

    @property
    def calibration(self) -> Calibration:
        return Calibration(self.temperature, self.sharpening)


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
        return converted(self.metrics, _Calibrated).calibration


@dataclass(frozen=True)
class Pictures:
    """What the graphs of a set take for a picture: (channels, side, side), from low to high."""

    channels: Literal[1, 3] = 3
    side: Annotated[int, msgspec.Meta(ge=8, le=256)] = 32
    low: float = -1.0
    high: float = 1.0

    def __post_init__(self) -> None:
        if not -1e3 <= self.low < self.high <= 1e3:
            raise ValueError("Expected low below high, both within 1000 of 0")

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.channels, self.side, self.side


class _Manifest(_Calibrated, kw_only=True):
    """Sets of other frameworks leave out what they have not: parts, and what is as usual."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    classes: Annotated[tuple[str, ...], msgspec.Meta(max_length=1000)] = ()
    latent_shape: Annotated[
        tuple[Annotated[int, msgspec.Meta(ge=1, le=4096)], ...], msgspec.Meta(max_length=3)
    ]
    parts: dict[str, Part] = {}
    graphs: dict[str, File]
    pictures: Pictures = Pictures()
    probe: Annotated[
        dict[str, dict[str, Annotated[tuple[float, ...], msgspec.Meta(max_length=64)]]],
        msgspec.Meta(max_length=64),
    ] = {}

    def __post_init__(self) -> None:
        if math.prod(self.latent_shape) > MAX_LATENT:
            raise ValueError(f"Expected latents of at most {MAX_LATENT} numbers")


class _Format(msgspec.Struct):
    format: int


@dataclass(frozen=True)
class ModelSet:
    """What a manifest says.

    ``latent_shape`` is () where there is no VAE yet, and ``probe`` is empty where nobody has told
    what the graphs give.
    """

    folder: Path
    name: str
    classes: tuple[str, ...]
    latent_shape: tuple[int, ...]
    calibration: Calibration
    parts: dict[str, Part]
    graphs: dict[str, File]
    pictures: Pictures = Pictures()
    probe: Probe = field(default_factory=dict)

    @property
    def trainable(self) -> bool:
        """Whether there are weights to train on from, not graphs alone."""
        return any(part.weights for part in self.parts.values())

    @property
    def knows_winged(self) -> bool:
        """Whether the prior knows winged horses, as a class behind the set's own."""
        prior = self.parts.get("prior")
        return bool(prior and prior.network.get("winged"))

    @property
    def fingerprint(self) -> str:
        """One name for everything that decides what the set shows."""
        files = [part.weights for part in self.parts.values()] + list(self.graphs.values())
        known = sorted(file.sha256 for file in files if file)
        told = " ".join(str(value) for value in astuple(self.calibration) if value)
        return hashlib.sha256(f"{known} {told}".encode()).hexdigest()

    def path(self, file: File) -> Path:
        return self.folder / file.file


def check_content(path: Path, file: File) -> None:
    """Compare the content of the file at ``path`` with its sum, which takes 1 ms a megabyte.

    Raises
    ------
    UserError
        Where it is another.
    """
    if file_of(path).sha256 != file.sha256:
        raise UserError(f"{path} is damaged or changed: get the model set anew.")


def read(folder: Path, check: Callable[[Path, File], None] = check_content) -> ModelSet:
    """Read and check the manifest of ``folder`` and all its files.

    Parameters
    ----------
    check
        Raises a UserError where a file that is there is not the one that was named.

    Raises
    ------
    UserError
        Where something is missing, damaged, of another version, not as named, or not to be read.
    """
    advice = "change its rights, or get the model set anew"
    with explained(f"The model set in {folder} cannot be read", advice):
        return _read(folder, check)


def _read(folder: Path, check: Callable[[Path, File], None]) -> ModelSet:
    path = folder / MANIFEST
    if not path.is_file():
        raise UserError(f"{folder} is no model set: it has no {MANIFEST}.")
    try:
        content = read_bytes(path, LARGEST_MANIFEST)
        _refuse_other_format(folder, decode(content, _Format).format)
        model_set = _described(folder, decode(content, _Manifest))
    except Malformed as error:
        raise UserError(f"{path} is damaged ({error}): get the model set anew.") from error
    for file in files_of(model_set):
        path = model_set.path(file)
        if not path.is_file():
            raise UserError(f"{path} is missing: get the model set anew.")
        check(path, file)
    return model_set


def weights(model_set: ModelSet, kind: str) -> dict[str, Any]:
    """Load a part's weights as float32 torch tensors.

    Raises
    ------
    UserError
        Where the set has no such part, or graphs alone.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    part = model_set.parts.get(kind)
    if part is None or part.weights is None:
        raise UserError(f"The model set {model_set.name} has no weights of a {kind}.")
    try:
        loaded = load_file(model_set.path(part.weights))
    except (SafetensorError, OSError) as error:
        raise UserError(
            f"{model_set.path(part.weights)} is damaged: get the model set anew."
        ) from error
    return {
        key: value.float() if value.is_floating_point() else value for key, value in loaded.items()
    }


def files_of(model_set: ModelSet) -> list[File]:
    """Return all files that a set names: weights, then graphs."""
    kept = [part.weights for part in model_set.parts.values() if part.weights]
    return kept + list(model_set.graphs.values())


def file_of(path: Path) -> File:
    """Name a file by its content."""
    with path.open("rb") as file:
        return File(path.name, hashlib.file_digest(file, "sha256").hexdigest())


def _refuse_other_format(folder: Path, number: int) -> None:
    if number != FORMAT:
        raise UserError(
            f"The model set in {folder} has format {number}, and this program reads {FORMAT}: "
            f"use the program's version that wrote it."
        )


def _described(folder: Path, manifest: _Manifest) -> ModelSet:
    return ModelSet(
        folder,
        manifest.name,
        manifest.classes,
        manifest.latent_shape,
        manifest.calibration,
        {kind: part for kind, part in manifest.parts.items() if kind in PARTS},
        {name: file for name, file in manifest.graphs.items() if name in SIGNATURES},
        manifest.pictures,
        manifest.probe,
    )
