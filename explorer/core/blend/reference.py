"""The reference rendering, for what is kept: float32, eager torch, one picture at a time.

It runs in a process of its own, so that the window never imports torch, and on one thread, so that
it is equal to the bit whenever it is repeated on a machine. A set of graphs alone has its
reference from OpenVINO, on one thread as well.
"""

from concurrent.futures import BrokenExecutor, Executor, Future
from functools import lru_cache
from pathlib import Path
from typing import Self

from explorer.core.blend.renderer import Renderer, RenderRequest, RenderResult
from explorer.core.board.board import Board
from explorer.core.engine.adapted import adapted
from explorer.core.engine.child import child_pool
from explorer.core.engine.engine import Engine
from explorer.core.engine.openvino_backend import OpenVinoBackend
from training.files.errors import UserError
from training.models.modelset import MANIFEST, read

NEEDED = ("vae", "classifier")
"""Parts whose weights torch must have for a reference."""


class Reference:
    """Renders boards with a model set in a child process, which starts when first needed.

    Use it as a context manager, or :meth:`close` it.
    """

    def __init__(self) -> None:
        self._pool: Executor | None = None

    def render(self, modelset: Path, board: Board) -> Future[RenderResult]:
        """Return the result to be of ``board`` with the model set in a folder.

        The future never raises for what a user may cause: see :attr:`RenderResult.error`.
        A process that was killed is started again for the next call.
        """
        asked = modelset, RenderRequest(board)  # the process itself may know fewer scores
        try:
            return self._started().submit(_render, *asked)
        except BrokenExecutor:
            self.close()
            return self._started().submit(_render, *asked)

    def close(self) -> None:
        """Wait for the rendering under way, drop the others and end the process."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _started(self) -> Executor:
        if self._pool is None:
            self._pool = child_pool()
        return self._pool


def reference_renderer(folder: Path) -> Renderer:
    """Return the reference of the model set in a folder; the last one is kept while unchanged.

    Raises
    ------
    UserError
        Where there is none, or it is damaged.
    """
    manifest = folder / MANIFEST
    try:
        changed = manifest.stat().st_mtime_ns
    except OSError:  # whoever reads it says so
        changed = 0
    return _renderer(folder, changed)


def _render(modelset: Path, request: RenderRequest) -> RenderResult:
    try:
        renderer = reference_renderer(modelset)
    except UserError as error:
        return RenderResult(0, error=str(error))
    return renderer.render(request)


@lru_cache(maxsize=1)
def _renderer(folder: Path, changed: int) -> Renderer:
    return Renderer(_engine(folder))


def _engine(folder: Path) -> Engine:
    model_set = read(folder)
    if all(model_set.parts.get(kind) and model_set.parts[kind].weights for kind in NEEDED):
        from explorer.core.engine.torch_backend import TorchBackend

        return Engine(model_set, TorchBackend(model_set, "cpu", largest=1, threads=1))
    backend = OpenVinoBackend(model_set, sizes=(1,), threads=1)
    return Engine(model_set, adapted(backend, model_set.pictures))
