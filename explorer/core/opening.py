"""What is at a path that was named or dropped: told by looking, not by what it is called."""

from enum import Enum, auto
from pathlib import Path

from explorer.core.favourites.file import NoRecipe, read_favourite
from training.files.errors import UserError
from training.models.modelset import MANIFEST
from training.run.folder import RunFolder

LATENTS = ".npy"


class Kind(Enum):
    """What the program can open."""

    PICTURE = auto()
    FAVOURITE = auto()
    LATENT = auto()
    GALLERY = auto()
    MODELS = auto()


def kind_of(path: Path) -> Kind:
    """Return what is at ``path``; a file that is nothing else is taken for a picture.

    A damaged favourite is still a favourite: whoever reads it says what is wrong.

    Raises
    ------
    UserError
        Where there is nothing.
    """
    if not path.exists():
        raise UserError(f"There is nothing at {path}: choose something that exists.")
    if path.name == MANIFEST or (path / MANIFEST).is_file() or RunFolder(path).result:
        return Kind.MODELS
    if path.is_dir() or _is_archive(path):
        return Kind.GALLERY
    if path.suffix.lower() == LATENTS:
        return Kind.LATENT
    return Kind.FAVOURITE if _has_recipe(path) else Kind.PICTURE


def _is_archive(path: Path) -> bool:
    from training.data.files import ARCHIVES, is_archive

    # What is only called an archive is told of by who reads archives.
    return is_archive(path) or (path.is_file() and path.suffix.lower() in ARCHIVES)


def models_folder(path: Path) -> Path:
    """Return the folder of the model set that ``path``, its manifest or its run, stands for."""
    return path.parent if path.name == MANIFEST else path


def _has_recipe(path: Path) -> bool:
    if path.suffix.lower() != ".png":
        return False
    try:
        read_favourite(path)
    except NoRecipe:
        return False
    except UserError:
        return True
    return True
