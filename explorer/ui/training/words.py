"""What the window says about training runs."""

import time
from collections.abc import Mapping

from explorer.core.runs.watch import RunState, Status

SAY_TIME_LEFT_FROM = 30.0
"""Seconds; below this, progress speaks for itself."""
RECIPE_TITLES = {
    "vae": "VAE",
    "coursework-classifier": "Coursework: classifier",
    "coursework-vae": "Coursework: VAE",
}


def recipe_title(name: str) -> str:
    """Return what the window calls a recipe."""
    return RECIPE_TITLES.get(name, name.replace("_", " ").capitalize())


def duration(seconds: float) -> str:
    """Write a time as one round number: "40 seconds", "3 minutes", "2 hours"."""
    if seconds < 90:
        return _counted(round(seconds), "second")
    if seconds < 90 * 60:
        return _counted(round(seconds / 60), "minute")
    if seconds < 36 * 3600:
        return _counted(round(seconds / 3600), "hour")
    return _counted(round(seconds / 86400), "day")


def run_title(state: RunState) -> str:
    """Name a run in a list: its recipe, when it was started, and how it is."""
    started = time.strftime("%d %b %H:%M", time.localtime(state.started)) if state.started else ""
    return ", ".join(filter(None, (recipe_title(state.name), started, str(state.status))))


def progress_text(state: RunState) -> str:
    """Write "412 of 1,200 steps, about 3 minutes left"."""
    if not state.steps:
        return ""
    return with_time_left(f"{state.step:,} of {state.steps:,} steps", state.seconds_left or 0.0)


def with_time_left(text: str, seconds: float) -> str:
    """Add "about 3 minutes left" to a word about progress, where it is long enough to say."""
    return text if seconds < SAY_TIME_LEFT_FROM else f"{text}, about {duration(seconds)} left"


def status_text(state: RunState) -> str:
    """Write how a run is, and what there is to say about it."""
    status = {
        Status.RUNNING: "Training",
        Status.STOPPING: "Stopping",
        Status.FINISHED: "Finished",
        Status.STOPPED: "Paused: it goes on from where it was",
        Status.CANCELLED: "Cancelled: resuming it undoes that",
        Status.FAILED: "Failed",
        Status.CRASHED: "Crashed",
    }[state.status]
    return f"{status}. {state.message}" if state.message else f"{status}."


def figures_text(*groups: Mapping[str, float]) -> str:
    """Write metrics in one line each: "validation accuracy 0.912"."""
    figures = {name: value for group in groups for name, value in group.items()}
    return "\n".join(f"{name.replace('_', ' ')}  {value:.4g}" for name, value in figures.items())


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
