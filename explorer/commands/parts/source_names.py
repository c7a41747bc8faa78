"""What a person calls a picture on the command line -> the picture."""

import difflib
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from explorer.commands.parts.loading import load_gallery
from explorer.core.blend.latents import read_latent
from explorer.core.blend.reference import reference_renderer
from explorer.core.board.sources import Source
from explorer.core.favourites.file import NoRecipe, read_favourite
from explorer.core.favourites.recipe import Recipe
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.pictures import picture_source
from explorer.core.gallery.starter import PREFIX
from explorer.core.opening import LATENTS
from training.files.errors import UserError, explained


class Named(NamedTuple):
    """A picture to blend, and the recipe of a favourite."""

    source: Source
    recipe: Recipe | None = None


class SourceNames:
    """Finds pictures by file or by gallery name; a gallery is opened when it is asked for.

    Parameters
    ----------
    data
        The data set whose names are known beside the starter gallery's; None for no data set.
    cache
        Folder of decoded pictures.
    models
        Folder of the model set whose latents can be named, too.
    """

    def __init__(self, data: Path | None, cache: Path, models: Path) -> None:
        self._data, self._cache, self._models = data, cache, models

    def find(self, name: str) -> Named:
        """Return the picture called ``name``, with its recipe where it is a favourite.

        Raises
        ------
        UserError
            Where there is neither a file nor a gallery's picture of that name.
        """
        with explained(f"{name} cannot be read", "change its rights, or choose another picture"):
            is_file = Path(name).is_file()
        if is_file:
            return self._from_file(Path(name))
        gallery = self._gallery_of(name)
        index = gallery.find(name)
        if index is None:
            raise UserError(_unknown(name, gallery))
        return Named(gallery.source(index))

    def _from_file(self, path: Path) -> Named:
        """Read a picture or a latent; of a favourite both are taken as they are."""
        if path.suffix.lower() == LATENTS:
            return Named(read_latent(path, reference_renderer(self._models).engine))
        if path.suffix.lower() == ".png":
            with suppress(NoRecipe):
                favourite = read_favourite(path)
                return Named(favourite.as_source(path.name), favourite.recipe)
        return Named(picture_source(path))

    def _gallery_of(self, name: str) -> Gallery:
        if name.startswith(f"{PREFIX}/"):
            return self._starter
        if self._data is None or "/" not in name:
            raise UserError(
                f"There is no picture {name}: give a file, {PREFIX}/horse/0 or the like, or name "
                "a data set by --data to use its pictures."
            )
        return self._own

    @cached_property
    def _starter(self) -> Gallery:
        return load_gallery(None, self._cache)

    @cached_property
    def _own(self) -> Gallery:
        assert self._data is not None  # else its pictures have no names
        return load_gallery(self._data, self._cache)


def _unknown(name: str, gallery: Gallery) -> str:
    folder, _, _ = name.rpartition("/")
    here = [known for known in gallery.names if known.startswith(f"{folder}/")]
    if here:
        return f"There is no picture {name}: {folder} has {here[0]} to {here[-1]}."
    folders = sorted({known.rpartition("/")[0] for known in gallery.names})
    close = difflib.get_close_matches(folder, folders, n=3) or folders[:3]
    return f"There is no picture {name}: {gallery.title} has pictures in {', '.join(close)}."
