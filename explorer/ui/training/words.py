"""What the window says about training runs."""

import re
import time

from explorer.core.runs.plan import DataFacts, Plan
from explorer.core.runs.watch import RunState, Status
from explorer.ui.parts.time_words import SAY_TIME_LEFT_FROM, counted, duration, with_time_left
from explorer.ui.parts.words import class_label
from training.run.folder import RunFolder

MOST_NAMES = 4
"""Classes that are named before the others are counted."""
STATUS_WORDS = {Status.RUNNING: "training", Status.STOPPED: "paused"}
"""What the window calls a state that is not called so elsewhere."""
STATUS_ADVICE = {
    Status.STOPPED: ": it goes on from where it was",
    Status.CANCELLED: ": resuming it undoes that",
}
NOTHING_KEPT = ": nothing was kept before it was ended, so that it begins anew"
"""Of a paused run without a checkpoint, as it hung or had not begun."""
LOGGED = (Status.STOPPED, Status.FAILED, Status.CRASHED)
"""States of which one may want to know more than a line says."""
RECIPE_TITLES = {
    "parts": "Parts network",
    "pegasus": "Pegasus critic",
    "vae": "VAE",
    "coursework-classifier": "Coursework: classifier",
    "coursework-vae": "Coursework: VAE",
}


def recipe_title(name: str) -> str:
    """Return what the window calls a recipe."""
    return RECIPE_TITLES.get(name, name.replace("_", " ").capitalize())


def run_name(state: RunState) -> str:
    """Name a run as the list of model sets does: by its title, else as its folder."""
    return state.title or state.folder.name


def run_summary(state: RunState) -> str:
    """Say in a few words how a run is, for a list: "41 %, 3 min left"."""
    if state.status is not Status.RUNNING or not state.steps:
        return status_word(state)
    share = f"{100 * state.step // state.steps} %"
    left = state.seconds_left or 0.0
    return share if left < SAY_TIME_LEFT_FROM else f"{share}, {duration(left)}"


def status_word(state: RunState) -> str:
    """Return the one word for how a run is."""
    return STATUS_WORDS.get(state.status, str(state.status))


def facts_text(facts: DataFacts) -> str:
    """Write what a data set holds: "81 pictures of 3 classes to learn from: circle, …"."""
    names = ", ".join(class_label(name) for name in facts.classes[:MOST_NAMES])
    more = len(facts.classes) - MOST_NAMES
    names = f"{names} and {more} more" if more > 0 else names
    skipped = f", {facts.left_out} skipped" if facts.left_out else ""
    classes = f"{len(facts.classes)} classes"
    return f"{facts.count:,} pictures of {classes} to learn from{skipped}: {names}."


def start_text(plan: Plan) -> str:
    """Name what a button starts: "Train classifier, then VAE"."""
    if len(plan.steps) < 2:
        return "Start training"
    first, *others = (recipe_title(step.recipe) for step in plan.steps)
    return f"Train {first.lower()}, then {', then '.join(others)}"


def progress_text(state: RunState) -> str:
    """Write "412 of 1,200 steps, about 3 minutes left"."""
    if not state.steps:
        return ""
    return with_time_left(
        f"{state.step:,} of {counted(state.steps, 'step')}", state.seconds_left or 0.0
    )


_LONG = re.compile(r"\w{30}(?=\w)")
"""So much of a word as fits into a line of a narrow panel."""


def status_text(state: RunState) -> str:
    """Write how a run is, what there is to say about it, and below, where there is more."""
    word, run = status_word(state).capitalize(), RunFolder(state.folder)
    advice = STATUS_ADVICE.get(state.status, "")
    if state.status is Status.STOPPED and not run.checkpoint.is_file():
        advice = NOTHING_KEPT
    message = _LONG.sub("\\g<0>\N{ZERO WIDTH SPACE}", state.message)  # else the panel grows
    said = f"{word}{advice}. {message}".strip()
    if state.status in LOGGED and run.log.is_file():
        return f"{said}\nIts log is {run.log.name} in its folder."
    return said


def figures_text(state: RunState) -> str:
    """Write the newest figures in one line each: "validation accuracy 0.912"."""
    figures = {**state.metrics, **state.figures}
    return "\n".join(f"{name.replace('_', ' ')}  {value:.4g}" for name, value in figures.items())


def usable(state: RunState) -> bool:
    """Whether a run has made something to explore with."""
    return bool(state.status is Status.FINISHED and state.result and not state.why_not_explored)


def why_not_usable(state: RunState) -> str:
    """Say why there is nothing to use, where one could think that there is."""
    return state.why_not_explored if state.status is Status.FINISHED else ""


def run_title(state: RunState) -> str:
    """Tell all of a run in a line: its name, its recipe, when it was started, how it is."""
    started = time.strftime("%d %b %H:%M", time.localtime(state.started)) if state.started else ""
    told = (run_name(state), recipe_title(state.name), started, status_word(state))
    return ", ".join(filter(None, told))
