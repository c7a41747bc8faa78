"""Trainings carried out one after the other: what is there already is not done again."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from training.models import modelset
from training.recipes import VaeRecipe
from training.reproduce.asked.plan import Run
from training.reproduce.work.curves import curves_of, seconds_a_step
from training.reproduce.work.measuring import Figures, Shown, classifier_figures
from training.reproduce.work.picturing import finished_model, vae_figures, vae_pictures
from training.reproduce.work.results import DREAMS, TEST, Result
from training.reproduce.work.workshop import Workshop, is_classifier
from training.run import builder
from training.run.events import read_events
from training.run.locking import run_lock
from training.run.loop import fit

Stop = Callable[[], bool]
Report = Callable[[int, int, dict[str, float]], None]
UNITS = 1000
"""In which the whole is reported."""


def carry_out(runs: Sequence[Run], workshop: Workshop, stop: Stop, report: Report) -> bool:
    """Do the trainings that have no result yet, each from where it stopped.

    Parameters
    ----------
    report
        Told how many of :data:`UNITS` parts of the whole work are done, and the newest numbers.

    Returns
    -------
    bool
        Whether all are done; else ``stop`` has ended it.
    """
    missing = {workshop.key(run): run for run in runs if workshop.result(run) is None}
    pending = list(missing.values())
    workshop.prepare(pending)
    costs = [workshop.cost(run) for run in pending]
    whole, before = sum(costs), 0.0
    for run, cost in zip(pending, costs, strict=True):
        if not _train(run, workshop, stop, _scaled(report, before, cost, whole)):
            return False
        before += cost
    return True


def _scaled(report: Report, before: float, cost: float, whole: float) -> Report:
    """Turn steps of one training into parts of the whole."""

    def tell(done: int, steps: int, metrics: dict[str, float]) -> None:
        report(round(UNITS * (before + cost * done / steps) / whole), UNITS, metrics)

    return tell


def _train(run: Run, workshop: Workshop, stop: Stop, report: Report) -> bool:
    """Carry out one training by the usual loop, and keep what comes of it."""
    folder, data = workshop.folder(run), workshop.cut(run.share)
    base = modelset.read(workshop.models) if isinstance(run.recipe, VaeRecipe) else None
    with run_lock(folder):
        if workshop.result(run) is not None:
            return True  # another process has done it meanwhile
        task = builder.build(run.recipe, data, workshop.compute, base)
        identity = {"key": workshop.key(run)}
        tell = lambda done, metrics: report(done, task.steps, metrics)  # noqa: E731
        if stop() or not fit(task, folder, identity, stop, tell):
            return False
        figures, pictures = _measured(run, task, workshop)
        events = read_events(folder / "events.jsonl")
        curves = curves_of(events)
        figures["seconds_a_step"] = seconds_a_step(events)
        about = (run.variant, asdict(run.recipe), run.share, workshop.data.fingerprint)
        Result(*about, figures, curves, str(workshop.compute.device)).write(folder, pictures)
        (folder / "checkpoint.pt").unlink(missing_ok=True)  # it is large, and has served
    return True


def _measured(run: Run, task: object, workshop: Workshop) -> tuple[Figures, Shown]:
    data = workshop.cut(run.share)
    if is_classifier(run.recipe):
        return classifier_figures(task, data, run.shown), {}
    model, eyes = finished_model(task), workshop.eyes
    pictures = {
        f"{workshop.source_name(source)} {name}": sheet
        for source in ((TEST, DREAMS) if run.pictured else ())
        for name, sheet in vae_pictures(model, workshop.shown(run, source), eyes).items()
    }
    return vae_figures(model, workshop.shown(run, TEST), eyes), pictures
