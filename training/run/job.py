"""One run: a recipe carried out in a folder, from the first step or from where it stopped."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import training
from training.data import cache
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.learning import device
from training.learning.device import Compute, Way
from training.learning.team import Team, refuse_uneven, teamed
from training.models import export, modelset, publishing
from training.models.fitting import refuse_strangers
from training.models.prior import Prior, factored
from training.recipes import Recipe, name_of, part_of
from training.run import builder, checkpoints
from training.run.folder import Computed, Precision, RunFolder
from training.run.locking import run_lock
from training.run.loop import Identity, Task, fit, refuse_other
from training.run.pace import settle
from training.run.samples import write_samples
from training.run.settings import in_data_words, refuse_odd
from training.run.soundness import refuse_endless


@dataclass(frozen=True)
class Job:
    """What is to be trained, from what, and where the result goes.

    Several processes that ``torchrun`` starts with the same job carry it out together.

    Parameters
    ----------
    base
        Folder of the model set whose other parts the result keeps; absent: none.
    init
        ``scratch``, ``shipped`` (the base set's weights) or a run folder to start from.
    precision
        float32, bfloat16, or auto: as the run began, which was what a few steps showed to be
        the quickest.
    """

    recipe: Recipe
    data: Path
    run: Path
    cache: Path | None = None
    base: Path | None = None
    init: str = "scratch"
    device: str = "auto"
    precision: str = "auto"
    skip_unreadable: bool = False


class _Stopped(Exception):
    """What comes before the first step was asked to stop; it begins anew the next time."""


def _unless(stop: Callable[[], bool]) -> None:
    if stop():
        raise _Stopped


def carry_out(
    job: Job,
    stop: Callable[[], bool],
    progress: Callable[[int, int, dict[str, float]], None],
    told: Callable[[str], None] = lambda text: None,
) -> bool:
    """Train ``job`` to its end or until ``stop``; a finished run holds ``modelset/``.

    ``progress`` is told steps done, steps in all and the newest metrics; ``told`` hears what a
    person should know of, in a sentence.

    Returns
    -------
    bool
        Whether the end was reached.

    Raises
    ------
    UserError
        For data, weights or a run folder that do not fit.
    Failure
        Where the training diverges.
    """
    with teamed(job.device) as team:
        return _carry_out(job, stop, progress, told, team)


def _carry_out(
    job: Job,
    stop: Callable[[], bool],
    progress: Callable[[int, int, dict[str, float]], None],
    told: Callable[[str], None],
    team: Team,
) -> bool:
    folder, writes = RunFolder(job.run), team.first
    with run_lock(job.run) if writes else nullcontext():
        if writes:
            folder.clear_leftovers()
        try:
            ready = _prepared(job, stop, told, team)
        except _Stopped:
            return False
        if writes:
            _describe(ready)
        finished = fit(
            ready.task,
            job.run,
            ready.identity,
            stop,
            progress=lambda done, metrics: progress(done, ready.task.steps, metrics),
            epoch_done=lambda: write_samples(ready.task, folder.samples),
            told=told,
            team=team,
        )
        if finished and writes:
            _publish(ready)
        return finished


@dataclass(frozen=True)
class _Ready:
    """A job before its first step, its classes called as the data call them."""

    job: Job
    data: DataSet
    base: modelset.ModelSet | None
    identity: Identity
    task: Task
    computed: Computed


def _prepared(
    job: Job, stop: Callable[[], bool], told: Callable[[str], None], team: Team
) -> _Ready:
    """Read and build all that comes before the first step."""
    base = modelset.read(job.base) if job.base else None
    compute = device.choose(job.device, _precision(job), team)
    with team.in_turn():  # the first one decodes pictures that are not in the cache
        data = _data(job, stop)
    job = replace(job, recipe=in_data_words(job.recipe, data.classes))
    refuse_odd(job.recipe, data.classes)
    refuse_uneven(team, job.recipe.batch_size)
    refuse_strangers(base, part_of(job.recipe), data.classes)
    with team.in_turn():  # the first one puts a damaged checkpoint aside
        identity = _identity(job, data, base, told)
    task = builder.build(job.recipe, data, compute, base, lambda _: _unless(stop))
    _warm_start(task, job, base)
    return _Ready(job, data, base, identity, task, _settle(task, job, compute))


def _data(job: Job, stop: Callable[[], bool]) -> DataSet:
    skip = job.skip_unreadable
    return cache.load(job.data, job.cache, lambda _: _unless(stop), skip_unreadable=skip)


def _precision(job: Job) -> str:
    return "float32" if job.precision == "auto" else job.precision


def _settle(task: Task, job: Job, compute: Compute) -> Computed:
    """Compute as is asked for, or as the run has begun, or in the way that is quickest here."""
    begun, taken = RunFolder(job.run).computed, {}
    if job.precision == "auto":
        if begun and begun.device == compute.device.type:
            way = Way(begun.precision == "bfloat16", begun.channels_last)
            compute.go(way, task.model)
        else:
            taken = settle(task, compute)
    way = compute.way
    precision: Precision = "bfloat16" if way.bfloat16 else "float32"
    return Computed(compute.device.type, precision, way.channels_last, taken)


def _identity(
    job: Job, data: DataSet, base: modelset.ModelSet | None, told: Callable[[str], None]
) -> Identity:
    """What the run is of; another one's checkpoint is refused before what may take a minute."""
    identity: Identity = {
        "name": name_of(job.recipe),
        "recipe": asdict(job.recipe),
        "data": data.fingerprint,
        "init": job.init,
        "base": base.fingerprint if base else "",
    }

    def use(checkpoint: dict[str, Any]) -> None:
        nonlocal identity
        known = checkpoint["identity"]
        identity = _as_begun(job.recipe, known, identity)
        refuse_other(job.run, known, identity)

    checkpoints.take(RunFolder(job.run).checkpoint, use, told)
    return identity


def _as_begun(recipe: Recipe, known: Any, identity: Identity) -> Identity:
    """Leave out what a checkpoint is too old to tell, as far as that has its usual value.

    ``known`` is the identity that the checkpoint has.
    """
    if not isinstance(known, dict) or not isinstance(known.get("recipe"), dict):
        return identity
    usual = asdict(type(recipe)())
    asked = identity["recipe"]
    kept = {
        name: value
        for name, value in asked.items()
        if name in known["recipe"] or value != usual[name]
    }
    rest = {name: value for name, value in identity.items() if name in known}
    return {**rest, "recipe": kept}


def _describe(ready: _Ready) -> None:
    about = {
        **ready.identity,
        "data": str(ready.job.data.resolve()),
        "fingerprint": ready.identity["data"],
        "version": training.__version__,
        "computed": ready.computed,
        "started": time.time(),
    }
    RunFolder(ready.job.run).describe(about)


def _warm_start(task: Task, job: Job, base: modelset.ModelSet | None) -> None:
    name = part_of(job.recipe)
    if job.init == "scratch" or checkpoints.present(RunFolder(job.run).checkpoint):
        return
    if job.init == "shipped":
        if base is None or name not in base.parts:
            raise UserError(f"The model set has no {name} to start from: use --init scratch.")
        weights = modelset.weights(base, name)
    else:
        weights = modelset.weights(modelset.read(RunFolder(Path(job.init)).model_set), name)
    try:
        if isinstance(task.model, Prior):
            weights = factored(weights, task.network_settings())
        task.model.load_state_dict(weights)
    except RuntimeError as error:
        raise UserError(
            f"The weights of {job.init} have other sizes than this recipe: use --init scratch."
        ) from error


def _publish(ready: _Ready) -> None:
    task, job = ready.task, ready.job
    weights = task.published_weights()
    # Floating-point numbers are kept in half precision, which ends sooner.
    halves = [tensor.half() for tensor in weights.values() if tensor.is_floating_point()]
    refuse_endless(halves, task.steps, asdict(job.recipe))
    part = publishing.NewPart(
        kind=part_of(job.recipe),
        network=task.network_settings(),
        weights=weights,
        recipe=asdict(job.recipe),
        data=ready.data.fingerprint,
        metrics=task.final_metrics(),
        version=training.__version__,
    )
    target = RunFolder(job.run).model_set
    publishing.extend(ready.base, part, target, ready.data.classes, export.write_graphs)
