"""Latents from files: decoded by the engine beside all else, once there is one."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from explorer.core.blend.latents import latent_source, read_latent
from explorer.core.blend.renderer import Renderer
from explorer.core.board.sources import Source
from explorer.core.engine.engine import Engine
from explorer.core.engine.jobs import Urgency, single
from explorer.ui.parts.answers import Work
from explorer.ui.parts.event import Event
from training.files.errors import UserError

Make = Callable[[Engine], Source]
Take = Callable[[list[Source]], None]


class LatentsControl:
    """Makes sources of latents; ``failed`` carries a sentence about one that is none."""

    def __init__(self, work: Work) -> None:
        self.failed = Event[str]()
        self._work = work
        self._engine: Engine | None = None
        self._waiting: list[tuple[list[Make], Take]] = []
        self._numbers = count()

    def set_renderer(self, renderer: Renderer) -> None:
        """Decode by another model set from now on, and what waits for one, too."""
        self._engine = renderer.engine
        waiting, self._waiting = self._waiting, []
        for makes, take in waiting:
            self._submit(makes, take)

    def read(self, files: Sequence[Path], take: Take) -> None:
        """Read files; ``take`` has the sources of those that are latents of the model set."""
        self._submit([partial(read_latent, file) for file in files], take)

    def paste(self, content: bytes, take: Take) -> None:
        """Take the content of a .npy file."""
        self._submit([partial(latent_source, "pasted latent", content)], take)

    def _submit(self, makes: list[Make], take: Take) -> None:
        engine = self._engine
        if engine is None:
            self._waiting.append((makes, take))
            return

        def made() -> list[Source | UserError]:
            return [_made(make, engine) for make in makes]

        def done(outcomes: list[Source | UserError]) -> None:
            for error in (one for one in outcomes if isinstance(one, UserError)):
                self.failed.emit(str(error))
            if sources := [one for one in outcomes if isinstance(one, Source)]:
                take(sources)

        channel = f"latent {next(self._numbers)}"  # one that is newer takes nobody's place
        self._work.submit(Urgency.PREVIEW, channel, single(made), done, self._broke)

    def _broke(self, error: Exception) -> None:
        self.failed.emit(f"The latent could not be decoded ({error}): see the log for details.")


def _made(make: Make, engine: Engine) -> Source | UserError:
    try:
        return make(engine)
    except UserError as error:
        return error
