"""What a training will need, and refuse: told before it begins, and mended where that is possible.

Nothing is trained or read here: what is known of the data and of the models comes in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from explorer.core.runs.runs import IN_USE, SCRATCH, StartRequest
from training.data.class_words import class_word
from training.files.errors import UserError
from training.models.fitting import REPORTED, strangers, voided
from training.models.modelset import ModelSet
from training.recipes import RECIPES, ClassifierRecipe, Recipe, part_of
from training.run.settings import in_data_words, refuse_odd

NEEDED = {
    "vae": ("classifier",),
    "critic": ("classifier",),
    "parts": ("classifier",),
    "prior": ("vae",),
    "pegasus": ("classifier", "vae", "parts"),
}
"""Parts of the base set that each recipe learns from."""
SHAPED_BY = {
    "classifier": ("widths", "depth"),
    "vae": ("latent_shape", "widths", "encoder_depth", "decoder_depth"),
    "parts": ("widths",),
    "critic": ("hidden",),
    "prior": ("patch", "width", "depth", "heads"),
}
"""Settings that the sizes of a network's weights follow from."""
LEAST_BATCH = 8
"""Smallest batch that is proposed: statistics of a batch tell nothing below that."""
FIRST = ClassifierRecipe()
"""The classifier that is trained where another recipe has to wait for one."""
TITLES = {"vae": "VAE", "pegasus": "pegasus critic", "parts": "parts network"}


@dataclass(frozen=True)
class DataFacts:
    """What is known of a data set; ``counts`` are its pictures to learn from, class by class."""

    name: str
    classes: tuple[str, ...]
    counts: tuple[int, ...]
    left_out: int = 0

    @property
    def count(self) -> int:
        """Pictures to learn from."""
        return sum(self.counts)

    def learnt(self, classes: Sequence[str]) -> int:
        """Pictures of ``classes``; all of them where there are none of these."""
        wanted = [n for name, n in zip(self.classes, self.counts, strict=True) if name in classes]
        return sum(wanted) or self.count


@dataclass(frozen=True)
class Plan:
    """Trainings in the order in which they are carried out, each from the result before it.

    Attributes
    ----------
    steps
        None where nothing could be trained as asked; ``problem`` says why then.
    notes
        What is done otherwise than asked, and what will be missing.
    """

    steps: tuple[StartRequest, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""

    @property
    def last(self) -> StartRequest | None:
        """The training that was asked for, as it will be carried out; None where it cannot be."""
        return self.steps[-1] if self.steps else None


def sizes_of(recipe: str) -> tuple[str, ...]:
    """Return the settings that follow from the weights that a recipe starts from."""
    return SHAPED_BY.get(part_of(RECIPES[recipe]()), ())


def as_learnt(recipe: Recipe, data: DataFacts | None) -> Recipe:
    """Return a recipe with the classes that it learns from: data without its own is used whole."""
    own = getattr(recipe, "classes", ())
    if data is None or not own or set(own) & set(data.classes):
        return recipe
    whole: dict[str, Any] = {"classes": data.classes}
    return replace(recipe, **whole)


def plan(
    request: StartRequest,
    data: DataFacts,
    base: ModelSet | None,
    origin: ModelSet | None = None,
) -> Plan:
    """Return how to train what is asked for on ``data``, beside the parts of ``base``.

    ``origin`` is what the run made that it starts from; None where it starts from none.
    """
    recipe = in_data_words(request.settings or RECIPES[request.recipe](), data.classes)
    try:
        refuse_odd(recipe, data.classes)
        if len(data.classes) < 2:
            raise UserError("All pictures are of one class: give class folders, two at least.")
        return _planned(request, recipe, data, base, origin)
    except UserError as error:
        return Plan(problem=str(error))


def _planned(
    request: StartRequest,
    recipe: Recipe,
    data: DataFacts,
    base: ModelSet | None,
    origin: ModelSet | None,
) -> Plan:
    kind, notes = part_of(recipe), list[str]()
    if base is not None and kind not in REPORTED and base.graphs and not base.trainable:
        raise UserError(
            f"{base.name} has graphs alone, which nothing can be trained beside: use other models, "
            "such as the shipped ones, to train."
        )
    fitted = _fitted_batch(request, recipe, data, notes)
    if origin is not None and kind in origin.parts:
        fitted = _fitted_shape(fitted, kind, origin, notes)
    if base is None or kind in REPORTED:
        return Plan((fitted,), tuple(notes))
    unknown = strangers(base, kind, data.classes)
    lacks = [part for part in NEEDED.get(kind, ()) if part not in base.parts]
    if "classifier" in lacks or unknown:
        return _classifier_first(fitted, kind, data, base, lacks, notes)
    if lacks:
        raise UserError(f"{_title(kind)} learns from a {_title(lacks[0])}: train that first.")
    fitted = _fitted_init(fitted, kind, data, base, notes)
    gone = [part for part in voided(base, kind, data.classes) if part in base.parts]
    if gone:
        notes.append(f"The {_listed(gone)} of these models will not fit it: train them anew after.")
    return Plan((fitted,), tuple(notes))


def _classifier_first(
    request: StartRequest,
    kind: str,
    data: DataFacts,
    base: ModelSet,
    lacks: Sequence[str],
    notes: list[str],
) -> Plan:
    """A classifier of the data's own classes, and what was asked for from its result."""
    gone = voided(base, "classifier", data.classes)
    still = [p for p in NEEDED[kind] if p != "classifier" and (p in lacks or p in gone)]
    if still:
        raise UserError(f"{_title(kind)} learns from a {_title(still[0])}: train that first.")
    first = StartRequest(
        recipe="classifier",
        data=request.data,
        init=SCRATCH,
        base=request.base,
        device=request.device,
        skip_unreadable=request.skip_unreadable,
        settings=FIRST,
        epochs=FIRST.epochs,
    )
    first = _fitted_batch(first, FIRST, data, [])
    if kind in gone:
        request = replace(request, init=SCRATCH)
    request = _fitted_init(request, kind, data, base, notes)
    notes.append(f"A classifier of {_classes(data)} is trained first: these models know none.")
    return Plan((first, request), tuple(notes))


def _fitted_batch(
    request: StartRequest, recipe: Recipe, data: DataFacts, notes: list[str]
) -> StartRequest:
    """Make a batch as small as the data asks for, where even one cannot be filled."""
    count = data.learnt(getattr(recipe, "classes", data.classes))
    count = round(count * getattr(recipe, "share", 1.0))
    if part_of(recipe) in ("parts", "pegasus") or count >= recipe.batch_size:
        return request
    if count < LEAST_BATCH:
        raise UserError(f"{count} pictures are too few to learn from: bring {LEAST_BATCH} or more.")
    size = max(LEAST_BATCH, count // 3)
    notes.append(f"A batch has {size} pictures, as there are {count} to learn from.")
    return replace(request, settings=replace(recipe, batch_size=size))


def _fitted_init(
    request: StartRequest, kind: str, data: DataFacts, base: ModelSet, notes: list[str]
) -> StartRequest:
    """Start from scratch where the weights in use could not be those of this training."""
    if request.init != IN_USE:
        return request
    if kind not in base.parts:
        notes.append(f"It starts from scratch: these models have no {_title(kind)} yet.")
    elif kind == "classifier" and len(data.classes) != len(base.classes):
        notes.append("It starts from scratch: these models know other classes.")
    else:
        return _fitted_shape(request, kind, base, notes)
    return replace(request, init=SCRATCH)


def _fitted_shape(
    request: StartRequest, kind: str, base: ModelSet, notes: list[str]
) -> StartRequest:
    """Give a network the sizes of the weights that it starts from, unless other ones were set."""
    recipe = request.settings or RECIPES[request.recipe]()
    part, usual = base.parts[kind], vars(type(recipe)())
    told = {**part.recipe, **part.network}
    known = {name: _frozen(told[name]) for name in SHAPED_BY.get(kind, ()) if name in told}
    other = [name for name in known if vars(recipe).get(name) != known[name]]
    if not other:
        return request
    words = " and ".join(name.replace("_", " ") for name in other)
    if any(name not in usual or vars(recipe)[name] != usual[name] for name in other):
        notes.append(f"It starts from scratch: these models have another {words}.")
        return replace(request, init=SCRATCH)
    sizes = ", ".join(f"{name.replace('_', ' ')} {_written(known[name])}" for name in other)
    notes.append(f"It has the sizes of the weights that it starts from: {sizes}.")
    return replace(request, settings=replace(recipe, **{name: known[name] for name in other}))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _written(value: Any) -> str:
    return (
        " \N{MULTIPLICATION SIGN} ".join(map(str, value))
        if isinstance(value, tuple)
        else str(value)
    )


def _title(kind: str) -> str:
    return TITLES.get(kind, kind)


def _listed(kinds: Sequence[str]) -> str:
    return " and ".join(_title(kind) for kind in kinds)


def _classes(data: DataFacts) -> str:
    shown = ", ".join(map(class_word, data.classes[:4]))
    return shown if len(data.classes) <= 4 else f"{shown} and {len(data.classes) - 4} more"
