"""The training loop: knows nothing of the model, the data or the screen."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor, nn

from training.files.atomic import make_folder
from training.files.errors import UserError
from training.learning.team import ALONE, Team
from training.run import checkpoints
from training.run.events import EventLog
from training.run.folder import RunFolder
from training.run.soundness import (
    is_finite,
    refuse_endless,
    refuse_endless_metrics,
    refuse_misfit,
)

CHECKPOINT_SECONDS = 60.0
Identity = dict[str, Any]
"""What a checkpoint belongs to: a recipe's name and settings, the data, the weights that it started
from, and the model set that it builds on."""


class Task(Protocol):
    """What is trained. Randomness is a function of the step, so a resumed run is the same run."""

    @property
    def model(self) -> nn.Module: ...
    @property
    def steps(self) -> int: ...
    @property
    def steps_per_epoch(self) -> int: ...
    def step(self, index: int) -> dict[str, float]: ...
    def evaluate(self) -> dict[str, float]: ...
    def state(self) -> dict[str, Any]: ...
    def restore(self, state: dict[str, Any]) -> None: ...
    def network_settings(self) -> dict[str, Any]: ...
    def published_weights(self) -> dict[str, Tensor]: ...
    def final_metrics(self) -> dict[str, float]: ...


def fit(
    task: Task,
    run: Path,
    identity: Identity,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[int, dict[str, float]], None] = lambda done, metrics: None,
    epoch_done: Callable[[], None] = lambda: None,
    told: Callable[[str], None] = lambda text: None,
    team: Team = ALONE,
) -> bool:
    """Train ``task`` to its end in the folder ``run``, going on where a checkpoint stands.

    Parameters
    ----------
    identity
        A checkpoint of any other one is refused.
    stop
        Asked before each step; when true, a checkpoint is written and the loop ends.
    progress
        Told the number of steps done and the metrics after each step.
    epoch_done
        Called after each evaluation, with the task as it then is.
    told
        Hears what a person should know of, in a sentence.
    team
        Processes that take the steps together; the first one alone measures, tells and writes.

    Returns
    -------
    bool
        Whether the last step was reached.

    Raises
    ------
    UserError
        Where no checkpoint can be used, or there is no room.
    Failure
        Where a number is not finite any more; the last checkpoint is from before that.
    """
    make_folder(run, "a training")
    folder = RunFolder(run)
    path, recipe = folder.checkpoint, identity.get("recipe", {})
    with team.in_turn():
        done = _resume(task, path, identity, told)
    if not team.first:
        return _follow(task, done, stop, team, recipe)
    log = EventLog(folder.events)

    def save() -> None:
        state = task.state()
        refuse_endless(state, done, recipe)
        checkpoints.save({"step": done, "identity": identity, "task": state}, path)

    with _reported(log):
        log.write("start", step=done, steps=task.steps)
        saved = time.monotonic()
        while done < task.steps and not team.any(stop()):
            metrics = _step(task, done, team, recipe)
            done += 1
            log.write("step", step=done, steps=task.steps, **metrics)
            progress(done, metrics)
            if done % task.steps_per_epoch == 0 or done == task.steps:
                log.write("epoch", step=done, **task.evaluate())
                epoch_done()
            if time.monotonic() - saved > CHECKPOINT_SECONDS:
                save()
                saved = time.monotonic()
        save()
        log.write("end" if done == task.steps else "stopped", step=done)
    return done == task.steps


def _follow(
    task: Task, done: int, stop: Callable[[], bool], team: Team, recipe: Mapping[str, Any]
) -> bool:
    """Take the steps that the first process takes, and no more."""
    while done < task.steps and not team.any(stop()):
        _step(task, done, team, recipe)
        done += 1
    return done == task.steps


def _step(task: Task, done: int, team: Team, recipe: Mapping[str, Any]) -> dict[str, float]:
    """Take the step after ``done`` ones, unless it leads nowhere."""
    try:
        metrics = team.mean(task.step(done))
    except (RuntimeError, ValueError):  # as some losses raise for pictures that are no numbers
        refuse_endless(task.model.state_dict(), done, recipe)
        raise
    refuse_endless_metrics(metrics, done + 1, recipe)
    return metrics


@contextmanager
def _reported(log: EventLog) -> Iterator[None]:
    """Have the log say, too, what a person is told."""
    try:
        yield
    except UserError as error:
        with suppress(UserError):  # where the disk is full it cannot
            log.write("error", message=str(error))
        raise


def _resume(task: Task, path: Path, identity: Identity, told: Callable[[str], None]) -> int:
    """Return how many steps were done, and have the task as it was then."""
    done = 0

    def use(checkpoint: dict[str, Any]) -> None:
        nonlocal done
        refuse_other(path.parent, checkpoint.get("identity"), identity)
        refuse_misfit(task.state(), checkpoint["task"])
        task.restore(checkpoint["task"])
        if not is_finite(task.state()):  # none is written so
            raise ValueError("a number is not finite")
        done = range(task.steps + 1)[checkpoint["step"]]

    checkpoints.take(path, use, told)
    return done


def refuse_other(run: Path, known: Any, identity: Identity) -> None:
    """Raise a UserError where ``known``, the identity of ``run``'s checkpoint, is another one."""
    if known == identity:
        return
    changed = _changed(_flat(known if isinstance(known, dict) else {}), _flat(identity))
    raise UserError(
        f"{run} belongs to another recipe or other data ({changed}): choose another run folder, "
        "or give the command that it was begun with."
    )


def _flat(identity: Identity) -> dict[str, Any]:
    """The settings of the recipe beside the rest."""
    recipe = identity.get("recipe")
    rest = {name: value for name, value in identity.items() if name != "recipe"}
    return {**rest, **(recipe if isinstance(recipe, dict) else {})}


def _changed(known: dict[str, Any], asked: dict[str, Any]) -> str:
    names = [name for name in {**known, **asked} if known.get(name) != asked.get(name)]
    if "name" in names:
        return f"it trains {known.get('name', 'something else')}"
    prints = {"data": "the pictures differ", "base": "the model set that it builds on differs"}
    return ", ".join(
        prints.get(name) or f"{name} {known.get(name)} there, {asked.get(name)} here"
        for name in names
    )
