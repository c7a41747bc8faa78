"""The training loop: knows nothing of the model, the data or the screen."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor, nn

from training.files.errors import UserError
from training.learning.team import ALONE, Team
from training.run import checkpoints
from training.run.events import EventLog
from training.run.folder import RunFolder

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
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
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
    team
        Processes that take the steps together; the first one alone measures, tells and writes.

    Returns
    -------
    bool
        Whether the last step was reached.
    """
    run.mkdir(parents=True, exist_ok=True)
    folder = RunFolder(run)
    path = folder.checkpoint
    done = _resume(task, path, identity)
    if not team.first:
        return _follow(task, done, stop, team)
    log = EventLog(folder.events)
    log.write("start", step=done, steps=task.steps)
    saved = time.monotonic()
    while done < task.steps and not team.any(stop()):
        metrics = team.mean(task.step(done))
        done += 1
        log.write("step", step=done, steps=task.steps, **metrics)
        progress(done, metrics)
        if done % task.steps_per_epoch == 0 or done == task.steps:
            log.write("epoch", step=done, **task.evaluate())
            epoch_done()
        if time.monotonic() - saved > checkpoint_seconds:
            checkpoints.save({"step": done, "identity": identity, "task": task.state()}, path)
            saved = time.monotonic()
    checkpoints.save({"step": done, "identity": identity, "task": task.state()}, path)
    log.write("end" if done == task.steps else "stopped", step=done)
    return done == task.steps


def _follow(task: Task, done: int, stop: Callable[[], bool], team: Team) -> bool:
    """Take the steps that the first process takes, and no more."""
    while done < task.steps and not team.any(stop()):
        team.mean(task.step(done))
        done += 1
    return done == task.steps


def _resume(task: Task, path: Path, identity: Identity) -> int:
    if not path.is_file():
        return 0
    checkpoint = checkpoints.load(path)
    refuse_other(path.parent, checkpoint.get("identity"), identity)
    try:
        task.restore(checkpoint["task"])
    except (KeyError, RuntimeError, ValueError) as error:
        raise UserError(
            f"The checkpoint {path} is of another version of the program: delete it to start anew."
        ) from error
    return int(checkpoint["step"])


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
