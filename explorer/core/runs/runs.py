"""Training runs: start them, stop them, and find them again.

A run is a folder, and a training is a process of its own that writes there. Nothing of a run is
kept in this process, so a run outlives the window, and a crash of one costs nothing but that run.
"""

import logging
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from explorer.core.runs.process import PROGRAM, Asked, Launch, ask, launch, living
from explorer.core.runs.watch import RunState, RunWatch
from training.files.errors import UserError

log = logging.getLogger(__name__)

GLANCE_BYTES = 65536
"""Of the events of a run in a list: what its newest state is told from."""
_MARKS = ("launch.json", "run.json", "events.jsonl")


@dataclass(frozen=True)
class StartRequest:
    """A training as a person asks for it.

    ``init`` is ``scratch``, ``shipped`` (the weights of ``base``), or the folder of a run to start
    from; ``base`` is the model set whose other parts the result keeps, None the one that ships;
    ``epochs`` of None leaves the length to the recipe; ``device`` is auto, cpu, cuda or mps;
    ``more`` are further words of the command line: other settings of the recipe.
    """

    recipe: str
    data: Path
    init: str = "shipped"
    base: Path | None = None
    epochs: int | None = None
    device: str = "auto"
    more: tuple[str, ...] = ()

    def arguments(self, run: Path, cache: Path | None = None) -> list[str]:
        """Return the words that follow ``python -m training``."""
        words = ["train", self.recipe, "--data", str(self.data.expanduser().absolute())]
        words += ["--run", str(run), "--init", self.init, "--device", self.device]
        more = {"--base": self.base, "--cache": cache, "--epochs": self.epochs}
        for name, value in more.items():
            words += [] if value is None else [name, str(value)]
        return [*words, *self.more]


class Runs:
    """The runs of a home.

    Parameters
    ----------
    folder
        Holds one folder a run.
    cache
        Decoded pictures, shared with exploring; None for training's own default.
    program
        The command that trains.
    """

    def __init__(
        self, folder: Path, cache: Path | None = None, program: Sequence[str] = PROGRAM
    ) -> None:
        self._folder, self._cache, self._program = folder, cache, program
        self._children: dict[Path, subprocess.Popen[bytes]] = {}

    def start(self, request: StartRequest) -> Path:
        """Start a training in a new folder; return that folder.

        Raises
        ------
        UserError
            Where there is no such data, or no process can be started.
        """
        if not request.data.expanduser().exists():
            raise UserError(
                f"There is no data set at {request.data}: give a folder or an archive that exists."
            )
        run = self._new_folder(request.recipe)
        self._launch(run, request.arguments(run, self._cache))
        return run

    def resume(self, run: Path) -> None:
        """Go on with a run from its last checkpoint, by the command that started it.

        Raises
        ------
        UserError
            Where it runs already, or was not started from here.
        """
        self.reap()
        record = Launch.read(run)
        if living(run, record):
            raise UserError(f"The run {run} goes on already: there is nothing to resume.")
        if record is None:
            raise UserError(
                f"The run {run} was started on the command line: give the same command again."
            )
        self._launch(run, record.arguments)

    def pause(self, run: Path) -> None:
        """Ask a run to write a checkpoint and end; it takes a moment, and resumes exactly."""
        ask(run, Asked.PAUSE)

    def cancel(self, run: Path) -> None:
        """Ask a run to end for good; its folder stays, so that resuming it undoes this."""
        ask(run, Asked.CANCEL)

    def find(self) -> list[RunState]:
        """Return all runs, newest first; those whose window died are among them.

        One that cannot be looked at is left out, and the log says why.

        Raises
        ------
        UserError
            Where the folder of runs cannot be listed.
        """
        self.reap()
        try:
            folders = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        except OSError as error:
            raise UserError(
                f"{self._folder} cannot be read ({error.strerror}): change its rights, or choose "
                "another home."
            ) from error
        states = [state for folder in folders if (state := _glance(folder))]
        return sorted(states, key=lambda state: state.started, reverse=True)

    def reap(self) -> None:
        """Take leave of own processes that have ended, so that the system forgets them."""
        ended = [run for run, process in self._children.items() if process.poll() is not None]
        for run in ended:
            del self._children[run]

    def _launch(self, run: Path, arguments: Sequence[str]) -> None:
        self.reap()
        self._children[run] = launch(run, arguments, self._program)

    def _new_folder(self, recipe: str) -> Path:
        stamp = f"{recipe}-{time.strftime('%Y%m%d-%H%M%S')}"
        for number in range(1, 1000):
            run = self._folder / (stamp if number == 1 else f"{stamp}-{number}")
            try:
                run.mkdir(parents=True)
            except FileExistsError:
                continue
            except OSError as error:
                raise UserError(
                    f"{run} cannot be made ({error.strerror}): free space or choose another home."
                ) from error
            return run
        raise UserError(f"{self._folder} is full of runs of this second: try again.")


def _glance(folder: Path) -> RunState | None:
    """Look at a run once; None for what is none, or cannot be looked at."""
    try:
        if any((folder / mark).is_file() for mark in _MARKS):
            return RunWatch(folder, newest=GLANCE_BYTES).look()
    except (OSError, UserError):
        log.warning("the run in %s cannot be looked at", folder, exc_info=True)
    return None
