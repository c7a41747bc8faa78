"""What several commands open: pictures to work on, and a model set that shows boards."""

from pathlib import Path

from explorer.commands.parts.output import count_bar
from explorer.core.blend.renderer import Renderer
from explorer.core.engine.backend_choice import open_backend
from explorer.core.engine.engine import Engine
from explorer.core.gallery.gallery import Gallery, open_gallery
from explorer.core.gallery.starter import starter_gallery
from explorer.core.home.home import Home
from explorer.core.models import Models
from training.models.modelset import ModelSet


def load_gallery(data: Path | None, cache: Path) -> Gallery:
    """Open a data set as a gallery, with progress on a terminal; None stands for the dreams.

    Raises
    ------
    UserError
        Where it cannot be read.
    """
    if data is None:
        return starter_gallery()
    with count_bar("Reading pictures") as progress:
        return open_gallery(data, cache, progress)


def load_renderer(models: ModelSet, home: Home) -> Renderer:
    """Return what shows boards with a model set, as the window does by default.

    Raises
    ------
    UserError
        Where the set cannot be run here.
    """
    known = Models(home).soundness.tried(models)
    return Renderer(Engine(known, open_backend(known, cache=home.compiled)))
