"""What a SOURCE on the command line, or in a drop, stands for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.board import Source
from explorer.core.favourite_file import NoRecipe, read_favourite
from explorer.core.gallery import Gallery
from explorer.core.pictures import picture_source
from explorer.core.starter import PREFIX, starter_gallery
from training.errors import UserError


@dataclass(frozen=True, eq=False)
class Found:
    """A source, and its latent where it is a favourite of the model that is asked for."""

    source: Source
    latent: NDArray[np.float32] | None = None


def find_source(
    text: str,
    gallery: Callable[[], Gallery | None] = lambda: None,
    models: Mapping[str, str] | None = None,
) -> Found:
    """Return what ``text`` names: a picture file, a favourite's PNG, or a gallery's picture.

    Parameters
    ----------
    gallery
        Opens the gallery of the data set, None where there is none; asked only where a name is
        neither a file's nor one of the starter gallery.
    models
        Fingerprints of the model set in use, as in a recipe: a favourite's latent is given
        where its VAE is the same.

    Raises
    ------
    UserError
        Where nothing has that name, or the file cannot be read.
    """
    path = Path(text)
    if path.is_file():
        return find_file(path, models)
    source = _in_gallery(text, gallery)
    if source is None:
        raise UserError(
            f"There is no picture {text}: give a picture file, a favourite, or a name that the "
            f"gallery shows, such as starter/horse/0."
        )
    return Found(source)


def find_file(path: Path, models: Mapping[str, str] | None = None) -> Found:
    """Return a picture file or a favourite's PNG as a source.

    Raises
    ------
    UserError
        Where it cannot be read, or is a favourite that is damaged.
    """
    if path.suffix.lower() != ".png":
        return Found(picture_source(path))
    try:
        favourite = read_favourite(path)
    except NoRecipe:
        return Found(picture_source(path))
    source = Source.of(path.name, None, favourite.picture)
    return Found(source, favourite.recipe.latent_for(models or {}))


def _in_gallery(name: str, gallery: Callable[[], Gallery | None]) -> Source | None:
    found = starter_gallery() if name.startswith(f"{PREFIX}/") else gallery()
    index = found.find(name) if found else None
    return None if found is None or index is None else found.source(index)
