"""Measure a model set on the test pictures, which nothing was chosen on."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
import tyro
from torch import Tensor, nn

import training
from training.coursework_recipes import THREE_CLASSES
from training.data import cache
from training.data.augment import images_of
from training.data.dataset import DataSet, Split
from training.files.atomic import make_folder, write_whole
from training.files.definitions import Package
from training.files.errors import UserError
from training.files.places import JUDGE, SHIPPED
from training.learning import batches, device
from training.measure import figures, looking, ordering, winged_figures
from training.measure.blend_figures import SEED, blended, drawn_pairs
from training.measure.blend_sheet import read_blenders, write_blend_sheet
from training.measure.looking import BODY, WINGS
from training.measure.sampling import dream
from training.measure.sheet import Folders, data_pairs
from training.models import modelset
from training.models.classifier import Classifier
from training.models.judge import Judge
from training.models.load import graph_modules, network
from training.models.modelset import ModelSet, Part
from training.terminal import Tell, stage_bar

ORDERED = 300
"""Pairs by which it is seen whether the scores mean something."""
STAGES = 17
"""Of a whole measurement; a set that lacks parts has fewer."""
COURSEWORK = "coursework-classifier"
BLENDS = "blends.png"
"""What the contact sheet of blends is called."""
WITNESSES: dict[type, str] = {Judge: "judge", Classifier: "set's own classifier"}
"""Who looks at what is made."""
Report = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Options:
    """Measure a model set on the test pictures; print a table, and JSON where asked."""

    data: Path
    """A CIFAR archive or folder, or a folder, tar or zip of class folders."""
    models: Path = SHIPPED
    """Folder of the model set."""
    judge: Path = JUDGE
    """Folder of the judge, the classifier that nothing was chosen by."""
    cache: Path | None = None
    """Folder for decoded pictures (default: the user's cache folder)."""
    json: Path | None = None
    """Where to write the figures as JSON."""
    sheet: Path | None = None
    """Folder for blends.png, a contact sheet of half-way blends of twelve pairs of pictures."""
    beside: Folders = ()
    """Folder of a further model set, whose linear and slerp blends stand on the sheet beside."""
    split: Literal["test", "validation"] = "test"
    """Pictures to measure on. Those held out from training are there to choose by, and so the
    set's own classifier looks at them: the judge takes no part in any choice."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """What computes."""


def main(arguments: list[str]) -> int:
    """Measure and print; returns 0."""
    options = tyro.cli(Options, prog="evaluate", args=arguments)
    present(carry_out(options), options.json)
    return 0


def carry_out(options: Options) -> Report:
    """Draw the sheet where one is wanted, then measure, with progress on a terminal.

    Raises
    ------
    UserError
        As :func:`measure` does, or where the sheet cannot be drawn.
    """
    if options.beside and not options.sheet:
        raise UserError("Give --sheet DIR, too: it is there that --beside shows model sets.")
    if options.sheet:
        make_folder(options.sheet)
        sets = read_blenders(options.models, options.beside)
        pairs = data_pairs(options.data, options.cache)
        write_blend_sheet(options.sheet / BLENDS, pairs, *sets)
    with stage_bar("Measuring", STAGES) as tell:
        report = measure(options, tell)
    return report | {"code": {"fingerprint": measuring_fingerprint()}}


def measuring_fingerprint() -> str:
    """Return the SHA-256 of the definitions that :func:`measure` reaches, wherever they stand.

    Pictures and weights are named by fingerprints of their own, so how they are read is left out.
    """
    known = (cache.load, modelset.read, modelset.weights, UserError)
    package = Package(Path(training.__file__).parent)
    ends = [f"{one.__module__}.{one.__qualname__}" for one in known]
    return package.fingerprint([f"{__name__}.measure"], ends)


def present(report: Report, path: Path | None) -> None:
    """Print all figures as a table, and write them as JSON where there is a ``path``."""
    for group, values in report.items():
        for name, value in _flat(values):
            print(
                f"{group + '.' + name:36} {value:10.4f}"
                if isinstance(value, float)
                else f"{group + '.' + name:36} {value!s:>10}"
            )
    if path:
        write_whole(path, (json.dumps(report, indent=1) + "\n").encode())


def measure(options: Options, tell: Tell = lambda stage: None) -> Report:
    """Return all figures that the set and the data allow, grouped by what they are of.

    ``tell`` hears of each of at most ``STAGES`` stages as it begins.

    Raises
    ------
    UserError
        Where set, judge or data cannot be read or do not belong together.
    """
    tell("the pictures")
    data = cache.load(options.data, options.cache)
    model_set = modelset.read(options.models)
    choosing = options.split == "validation"
    judged = model_set if choosing else modelset.read(options.judge)
    split = chosen_split(data, options.split)
    if judged.classes != data.classes or not len(split.labels):
        raise UserError(
            f"The figures need the {options.split} pictures of CIFAR-10's ten classes as --data."
        )
    place = device.choose(options.device).device
    modules = {name: module.to(place) for name, module in graph_modules(model_set).items()}
    judge = network(judged, "classifier" if choosing else "judge").to(place)
    report: Report = {"set": {"fingerprint": model_set.fingerprint, "data": data.fingerprint}}
    report["set"]["split"] = options.split
    labels, images = torch.from_numpy(split.labels), images_of(split.images)
    if not choosing:
        tell("judge")
        report["judge"] = _reported(judge, judged.parts["judge"], images, labels)
    if COURSEWORK in model_set.parts and model_set.classes == data.classes:
        plain = network(model_set, COURSEWORK).to(place)
        report["coursework_classifier"] = _reported(
            plain, model_set.parts[COURSEWORK], images, labels
        )
    if "scorer" in modules:
        tell("classifier")
        report["classifier"] = _classifier(modules["scorer"], model_set, images, labels)
    if "vae" in model_set.parts:
        report |= _generative(modules, model_set, judge, data, images, labels, tell)
    if {"encoder", "parts"} <= modules.keys() and place.type == "cpu":
        tell("grafts")
        report["vae"] |= winged_figures.grafts(modules, model_set, split, data.classes)
    report |= winged_figures.as_trained(model_set)
    if "pegasus" in model_set.parts and {"encoder", "scorer"} <= modules.keys():
        tell("near-misses")
        shares = winged_figures.above_half(modules, split, data.classes)
        report["critic"] |= {"above_half": shares}
    return report


def _reported(classifier: Any, part: Part, images: Tensor, labels: Tensor) -> dict[str, Any]:
    """Figures of a classifier that reports alone look at."""
    logits = looking.in_batches(classifier, images)
    measured = figures.classifying(logits, labels, part.calibration)
    return {**measured, "fingerprint": part.fingerprint}


def _classifier(
    scorer: nn.Module, model_set: ModelSet, images: Tensor, labels: Tensor
) -> dict[str, Any]:
    logits = looking.in_batches(lambda part: scorer(part)[0], images)
    return {
        **figures.classifying(logits, labels, model_set.calibration),
        **asdict(model_set.calibration),
        "mmac": figures.million_macs(scorer.classifier, images[:1]),  # type: ignore[arg-type]
    }


def _generative(
    modules: dict[str, nn.Module],
    model_set: ModelSet,
    judge: Any,
    data: DataSet,
    images: Tensor,
    labels: Tensor,
    tell: Tell,
) -> Report:
    tell("reconstructions")
    known = [data.classes.index(name) for name in THREE_CLASSES]
    test = images[torch.isin(labels, torch.tensor(known))]
    seen = _evenly(data, known, len(test) // len(known))
    latents = looking.in_batches(modules["encoder"], test)
    rebuilt = looking.in_batches(modules["decoder"], latents)
    report: Report = {
        "vae": {
            **figures.reconstructing(rebuilt, test, judge),
            "latent_numbers": int(np.prod(model_set.latent_shape)),
            "decoder_mmac": figures.million_macs(modules["decoder"], latents[:1]),
            "frechet_noise_floor": looking.distance(judge, images_of(seen), test),
            "frechet_space": f"penultimate features of the {WITNESSES[type(judge)]}",
        }
    }
    tell("samples")
    report["prior"] = _samples(modules, model_set, judge, known, test)
    tell("blends")
    report["blend"] = blended(modules, model_set, judge, data, images, labels, test, tell)
    if latents.ndim == 4 and "critic" in model_set.parts and "scorer" in modules:
        tell("scores")
        report["scores"] = _scores(modules, model_set, data, images, labels)
    return report


def _samples(
    modules: dict[str, nn.Module], model_set: ModelSet, judge: Any, known: list[int], test: Tensor
) -> dict[str, Any]:
    """Figures of pictures made up: by the set's prior, else from the VAE's own normal one."""
    asked = torch.tensor(known).repeat_interleave(len(test) // len(known))
    generator = torch.Generator().manual_seed(SEED)
    if "prior" in modules:
        latents = dream(modules["prior"], model_set.latent_shape, asked, generator)
    else:
        latents = torch.randn(len(asked), *model_set.latent_shape, generator=generator)
        latents = modules["encoder"].vae.standardise(latents)  # type: ignore[union-attr,operator]
    images = looking.in_batches(modules["decoder"], latents)
    return {
        "frechet_sample": looking.distance(judge, images, test),
        "sampled_from": "prior" if "prior" in modules else "standard normal",
    }


def _scores(
    modules: dict[str, nn.Module],
    model_set: ModelSet,
    data: DataSet,
    images: Tensor,
    labels: Tensor,
) -> dict[str, Any]:
    """Figures of whether realism and pegasus score mean something."""
    roles = looking.roles_of(data.classes, BODY, WINGS)
    bodies, wings = (images[rows] for rows in drawn_pairs(labels, *roles, ORDERED))
    return ordering.scores(modules, bodies, wings, roles, model_set.calibration)


def chosen_split(data: DataSet, name: str) -> Split:
    """Return the test pictures, or those that are held out from training."""
    if name == "test":
        return data.test
    return data.train.take(data.validation_indices())


def _evenly(data: DataSet, known: list[int], each: int) -> np.ndarray:
    """``each`` training pictures of each class, none of them held out, evenly spread over it."""
    learnt = data.training_indices()
    rows = [learnt[data.train.labels[learnt] == label] for label in known]
    return data.train.images[np.concatenate([batches.spread(r, each) for r in rows])]


def _flat(values: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (f"{name}.{inner}" if inner else name, figure)
        for name, value in values.items()
        for inner, figure in (value.items() if isinstance(value, dict) else [("", value)])
    ]
