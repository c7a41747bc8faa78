"""Training runs: start them, stop them, and find them again.

A run is a folder, and a training is a process of its own that writes there. Nothing of a run is
kept in this process, so a run outlives the window, and a crash of one costs nothing but that run.
"""

import logging
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from explorer.core.runs.process import PROGRAM, Asked, Launch, ask, launch, living
from explorer.core.runs.waiting import Waiting
from explorer.core.runs.watch import RunState, RunWatch
from explorer.core.titles import entitle, name_of, same_set, title_of
from explorer.core.trash import Trash
from training.data.limits import check_exists
from training.files.errors import UserError
from training.recipes import Recipe, words_of
from training.run.folder import RunFolder

log = logging.getLogger(__name__)

GLANCE_BYTES = 65536
"""Of the events of a run in a list: what its newest state is told from."""


IN_USE, SCRATCH = "shipped", "scratch"
"""What a training starts from, as the command line says it: the weights in use, or none."""


@dataclass(frozen=True)
class StartRequest:
    """A training as a person asks for it.

    ``init`` is ``scratch``, ``shipped`` (the weights of ``base``), or the folder of a run to start
    from; ``base`` is the model set whose other parts the result keeps, None the one that ships;
    ``epochs`` of None leaves the length to the recipe; ``device`` is auto, cpu, cuda or mps;
    ``skip_unreadable`` leaves out pictures that cannot be read; ``settings`` are the recipe's own
    where None; ``more`` are further words of the command line.
    """

    recipe: str
    data: Path
    init: str = IN_USE
    base: Path | None = None
    epochs: int | None = None
    device: str = "auto"
    skip_unreadable: bool = False
    settings: Recipe | None = None
    more: tuple[str, ...] = ()

    def arguments(self, run: Path, cache: Path | None = None) -> list[str]:
        """Return the words that follow ``python -m training``."""
        words = ["train", self.recipe, "--data", str(self.data.expanduser().absolute())]
        words += ["--run", str(run), "--init", self.init, "--device", self.device]
        more = {"--base": self.base, "--cache": cache, "--epochs": self.epochs}
        for name, value in more.items():
            words += [] if value is None else [name, str(value)]
        words += ["--skip-unreadable"] if self.skip_unreadable else []
        words += words_of(self.settings) if self.settings else ()
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
    sets
        Has the model sets, which are renamed with the runs that made them.
    """

    def __init__(
        self,
        folder: Path,
        cache: Path | None = None,
        program: Sequence[str] = PROGRAM,
        sets: Path | None = None,
    ) -> None:
        self._folder, self._cache, self._program, self._sets = folder, cache, program, sets
        self._trash = Trash(folder)
        self._children: dict[Path, subprocess.Popen[bytes]] = {}

    def start(self, request: StartRequest) -> Path:
        """Start a training in a new folder; return that folder.

        Raises
        ------
        UserError
            Where there is no such data, or no process can be started.
        """
        check_exists(request.data.expanduser())
        run = self._new_folder(request.recipe)
        self._launch(run, request.arguments(run, self._cache))
        return run

    def start_all(self, requests: Sequence[StartRequest]) -> list[Path]:
        """Start the first of ``requests``; each other waits for the result of that before it.

        Those that wait do so in their folders, so that the next window goes on with them, too.

        Raises
        ------
        UserError
            As :meth:`start` does.
        """
        runs = [self.start(requests[0])]
        for request in requests[1:]:
            run = self._new_folder(request.recipe)
            then = replace(request, base=RunFolder(runs[-1]).model_set)
            Waiting(runs[-1], tuple(then.arguments(run, self._cache)), time.time()).write(run)
            runs.append(run)
        return runs

    def go_on(self) -> list[Path]:
        """Start what waited for a run that has finished by now; return the folders.

        Raises
        ------
        UserError
            Where one cannot be started; it goes on waiting.
        """
        begun = []
        for folder in _folders(self._folder):
            waiting = Waiting.read(folder)
            if waiting is not None and RunFolder(waiting.after).result is not None:
                self._launch(folder, waiting.arguments)
                RunFolder(folder).waiting.unlink(missing_ok=True)
                begun.append(folder)
        return begun

    def title(self, run: Path) -> str:
        """Return what the user calls a run; empty where that is nothing."""
        return title_of(run)

    def rename(self, run: Path, title: str) -> None:
        """Call a run ``title`` from now on; an empty one takes its name away."""
        for one in (run, *same_set(run, self._sets)):
            entitle(one, title)

    def delete(self, run: Path) -> Path:
        """Put a run that nothing works on into the trash; return where it is now.

        Raises
        ------
        UserError
            Where it goes on, or cannot be moved.
        """
        if living(run, Launch.read(run)):
            raise UserError(f"The run {name_of(run)} goes on: cancel it before you delete it.")
        return self._trash.put(run)

    def restore(self, trashed: Path, run: Path) -> None:
        """Bring a run back from the trash.

        Raises
        ------
        UserError
            Where it cannot be moved.
        """
        self._trash.bring_back(trashed, run)

    def empty_trash(self) -> None:
        """Remove what was deleted for good."""
        self._trash.empty()

    def bases(self) -> set[Path]:
        """Return the model sets that runs which go on or wait take parts from at their end."""
        bases = set()
        for run in _folders(self._folder):
            record = Launch.read(run)
            asked = Waiting.read(run) or (record if living(run, record) else None)
            words = asked.arguments if asked else ()
            bases |= {Path(base) for word, base in pairwise(words) if word == "--base"}
        return bases

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
        if (waiting := Waiting.read(run)) is not None:
            raise UserError(f"It waits for {name_of(waiting.after)}: resume that one first.")
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
        states = [state for folder in _folders(self._folder) if (state := _glance(folder))]
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


def _folders(folder: Path) -> list[Path]:
    try:
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise UserError(
            f"{folder} cannot be read ({error.strerror}): change its rights, or choose another "
            "home."
        ) from error
    return [run for run in paths if not run.name.startswith(".")]


def _glance(folder: Path) -> RunState | None:
    """Look at a run once; None for what is none, or cannot be looked at."""
    try:
        if RunFolder(folder).exists:
            return RunWatch(folder, newest=GLANCE_BYTES).look()
    except (OSError, UserError):
        log.warning("the run in %s cannot be looked at", folder, exc_info=True)
    return None
