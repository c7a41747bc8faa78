"""What controllers talk to beside their views, without Qt: the engine, files, steps, a pause."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from explorer.core.blend.renderer import RenderRequest, RenderResult
from explorer.core.board.board import Board, Source
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Feature, Scores
from explorer.core.engine.images import Pictures, to_images
from explorer.core.engine.jobs import Jobs
from explorer.ui.canvas.steps import Step
from explorer.ui.parts.answers import Answers, Stopped
from explorer.ui.parts.event import Event

CLASSES = ("airplane", "bird", "horse", "ship")


def source(shade: int, class_name: str | None = "horse") -> Source:
    """A grey picture."""
    name = f"{class_name}/{shade}"
    return Source.of(name, class_name, np.full((32, 32, 3), shade, np.uint8))


def two_pins() -> Board:
    """A horse on the left and a bird on the right."""
    return Board().add(source(200)).add(source(50, "bird"))


class FakeSteps:
    """An undo stack."""

    def __init__(self) -> None:
        self.done: list[Step] = []
        self.undone: list[Step] = []

    def push(self, step: Step) -> None:
        self.undone.clear()
        if step.do() and not (self.done and self.done[-1].take_in(step)):
            self.done.append(step)

    def forget(self, step: Step) -> None:
        for steps in (self.done, self.undone):
            if step in steps:
                steps.remove(step)

    def clear(self) -> None:
        self.done.clear()
        self.undone.clear()

    def undo(self) -> None:
        step = self.done.pop()
        if step.undo():
            self.undone.append(step)

    def redo(self) -> None:
        step = self.undone.pop()
        if step.do():
            self.done.append(step)


class FakeWork(Answers):
    """The engine's queue on this thread: computed when asked for, and arriving after that."""

    def __init__(self) -> None:
        self.jobs = Jobs(threaded=False)
        self._inbox: list[tuple[Callable[[Any], None], Any]] = []
        super().__init__(self.jobs, self._post, self._post)

    def _post(self, taker: Callable[[Any], None], value: object) -> None:
        self._inbox.append((taker, value))

    def compute(self) -> None:
        self.jobs.run_all()

    def arrive(self, count: int | None = None) -> None:
        """Let what was computed arrive: all of it, or the first ``count`` answers."""
        now, self._inbox = self._inbox[:count], self._inbox[count:] if count else []
        for taker, value in now:
            taker(value)

    def settle(self) -> None:
        self.compute()
        self.arrive()


class FakeChores:
    """Work on files on this thread, when asked for; answers may come in any order."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Callable[[], Any], Callable[[Any], None], Any]] = []

    def submit(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        must_finish: bool = False,
    ) -> None:
        self.waiting.append((work, done, failed))

    def answer(self, place: int = 0) -> Callable[[], None]:
        """Do a piece of work; return what lets its answer arrive."""
        work, done, failed = self.waiting.pop(place)
        try:
            result = work()
        except Stopped:
            return lambda: None
        except Exception as error:
            caught = error
            return lambda: failed(caught)
        return lambda: done(result)

    def settle(self) -> None:
        while self.waiting:
            self.answer()()


class FakeEngine:
    """Says of a picture how light it is: that is its latent, its realism, and how much a horse.

    Scoring takes ``seconds`` a picture.
    """

    def __init__(self, missing: dict[Feature, str] | None = None, seconds: float = 0.0) -> None:
        self.missing, self._seconds = missing or {}, seconds
        self.modelset: Any = SimpleNamespace(
            classes=CLASSES,
            folder=Path("set"),
            fingerprint="sum",
            parts={},
            name="fake",
            latent_shape=(1, 1, 1),
        )
        self.scored = 0

    def encode(self, pictures: Pictures) -> Floats:
        return to_images(pictures).mean((1, 2, 3)).reshape(-1, 1, 1, 1)

    def decode(self, latents: Floats) -> Floats:
        return np.broadcast_to(latents.reshape(-1, 1, 1, 1), (len(latents), 3, 32, 32))

    def score(self, images: Floats) -> Scores:
        self.scored += len(images)
        time.sleep(self._seconds * len(images))
        light = (images.mean((1, 2, 3)) + 1) / 2
        probabilities = np.stack([0 * light, 1 - light, light, 0 * light], axis=1)
        return Scores(probabilities, np.zeros((len(images), 4, 1, 1), np.float32), light)


class FakeRenderer:
    """Paints as light as the puck is far to the right; ``said`` is told beside, or instead."""

    def __init__(self, engine: FakeEngine | None = None, **said: Any) -> None:
        self.engine, self.said = engine or FakeEngine(), said
        self.requests: list[RenderRequest] = []
        self.sources = SimpleNamespace(
            latents=lambda sources: self.engine.encode(np.stack([s.picture for s in sources]))
        )

    def render(self, request: RenderRequest) -> RenderResult:
        self.requests.append(request)
        scores = {"pegasus": 0.4, "realism": 0.5}
        known: dict[str, Any] = {"probabilities": np.full(4, 0.25), "scores": scores} | self.said
        shade = round(100 * request.board.puck[0])
        picture = np.full((32, 32, 3), shade, np.uint8) if request.board.pins else None
        return RenderResult(request.generation, picture, **known)


class FakeWatch:
    def __init__(self) -> None:
        self.changed = Event[()]()
        self.folder: Path | None = None

    def watch(self, folder: Path) -> None:
        self.folder = folder


class FakeReference:
    """Renders what it was given, or fails as it was told to."""

    def __init__(self, picture: Pictures) -> None:
        self.picture = picture
        self.error: str | None = None
        self.broken: Exception | None = None

    def render(self, modelset: Path, board: Board) -> Future[RenderResult]:
        future = Future[RenderResult]()
        if self.broken:
            future.set_exception(self.broken)
        elif self.error:
            future.set_result(RenderResult(0, error=self.error))
        else:
            weights = tuple(1 / len(board.pins) for _ in board.pins)
            future.set_result(
                RenderResult(0, self.picture, weights=weights, scores={"pegasus": 0.5})
            )
        return future


def heard(*events: Event[*tuple[Any, ...]]) -> list[Any]:
    """Return a list that grows by what events tell."""
    told: list[Any] = []
    for event in events:
        event.connect(lambda *values: told.append(values[0] if len(values) == 1 else values))
    return told


class FakePause:
    """A pause that ends when a test says so."""

    def __init__(self) -> None:
        self.ended, self.running = Event[()](), False

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False

    def end(self) -> None:
        if self.running:
            self.running = False
            self.ended.emit()
