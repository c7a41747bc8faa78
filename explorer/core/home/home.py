"""The places of the program on disk, and the settings that are kept there."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct, structs, to_builtins
from platformdirs import user_config_path, user_data_path, user_log_path, user_pictures_path

from training.files.atomic import write_whole
from training.files.errors import UserError
from training.files.places import default_cache_dir
from training.files.strict_json import Malformed, decode, encode, path_text, read_bytes

FAVOURITES = "Pegasi"
MAX_SETTINGS_BYTES = 1 << 20
MAX_UNKNOWN = 1000
_APP = "pegasus-explorer"


@dataclass(frozen=True)
class Home:
    """Where things are kept; nothing is made before it is needed.

    Attributes
    ----------
    settings, session, log
        Files: the settings, what is restored at the next start, and the log.
    models, runs, cache
        Folders of model sets, of training runs, and of what can be made again.
    mine
        Folder of the pictures of the user's own.
    favourites
        The folder of favourites, where the settings name no other.
    """

    settings: Path
    session: Path
    log: Path
    models: Path
    runs: Path
    cache: Path
    mine: Path
    favourites: Path

    @property
    def compiled(self) -> Path:
        """The folder of graphs as OpenVINO compiled them."""
        return self.cache / "compiled"

    @classmethod
    def at(cls, folder: Path) -> "Home":
        """Return the home that has everything in one folder."""
        root = folder.expanduser().absolute()
        return cls(
            settings=root / "settings.json",
            session=root / "session.json",
            log=root / "pegasus.log",
            models=root / "models",
            runs=root / "runs",
            cache=root / "cache",
            mine=root / "mine",
            favourites=root / FAVOURITES,
        )


def find_home(folder: Path | None = None, environment: Mapping[str, str] = os.environ) -> Home:
    """Return ``folder`` as home, else ``PEGASUS_HOME``, else the platform's usual places."""
    if folder is None and environment.get("PEGASUS_HOME"):
        folder = Path(environment["PEGASUS_HOME"])
    if folder is not None:
        return Home.at(folder)
    config = user_config_path(_APP, appauthor=False)
    data = user_data_path(_APP, appauthor=False)
    return Home(
        settings=config / "settings.json",
        session=data / "session.json",
        log=user_log_path(_APP, appauthor=False) / "pegasus.log",
        models=data / "models",
        runs=data / "runs",
        cache=default_cache_dir(),
        mine=data / "mine",
        favourites=user_pictures_path() / FAVOURITES,
    )


@dataclass(frozen=True)
class Settings:
    """What the user has chosen for good; None stands for the program's own choice.

    ``unknown`` holds what another version wrote, so that saving loses none of it.
    """

    favourites: Path | None = field(
        default=None,
        metadata={
            "title": "Favourites folder",
            "description": "Where favourites are kept; unset, Pegasi among your pictures.",
        },
    )
    data: Path | None = field(
        default=None,
        metadata={
            "title": "Data set",
            "description": "CIFAR, or any folder of pictures: the gallery at the start.",
        },
    )
    models: Path | None = field(
        default=None,
        metadata={
            "title": "Model set",
            "description": "The models that are loaded at the start; unset, those that ship.",
        },
    )
    unknown: Mapping[str, Any] = field(default_factory=dict)


class _Places(Struct, omit_defaults=True):
    """What is stored of :class:`Settings`, among what else is there."""

    favourites: Path | None = None
    data: Path | None = None
    models: Path | None = None


_Stored = Annotated[dict[str, Any], Meta(max_length=MAX_UNKNOWN)]


def favourites_folder(home: Home, settings: Settings) -> Path:
    """Return the folder of favourites: the user's choice, or the home's."""
    return settings.favourites or home.favourites


def choose_favourites_folder(home: Home, folder: Path) -> None:
    """Keep favourites in ``folder`` from the next start on.

    Raises
    ------
    UserError
        Where the settings are damaged or cannot be written.
    """
    settings = read_settings(home.settings)
    write_settings(home.settings, replace(settings, favourites=folder))


def favourites_at_start(home: Home) -> Path:
    """Return the folder of favourites; that of the home where the settings are damaged."""
    try:
        return favourites_folder(home, read_settings(home.settings))
    except UserError:  # whoever needs the settings for more says so
        return home.favourites


def read_settings(path: Path) -> Settings:
    """Read ``settings.json``; a file that is not there gives the defaults.

    Raises
    ------
    UserError
        Where the file is damaged: it is the user's, so it is neither ignored nor overwritten.
    """
    try:
        content = read_bytes(path, MAX_SETTINGS_BYTES)
        places = structs.asdict(decode(content, _Places))
        stored = decode(content, _Stored)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}): mend or move it.") from error
    except Malformed as error:
        raise UserError(
            f"The settings in {path} are damaged ({error}): mend the file, or delete it."
        ) from error
    unknown = {name: value for name, value in stored.items() if name not in places}
    return Settings(**places, unknown=unknown)


def write_settings(path: Path, settings: Settings) -> None:
    """Write ``settings.json`` whole or not at all.

    Raises
    ------
    UserError
        Where it cannot be written; the file is then as it was.
    """
    places = _Places(settings.favourites, settings.data, settings.models)
    stored = to_builtins(places, enc_hook=path_text)
    write_whole(path, encode(dict(sorted({**settings.unknown, **stored}.items())), indent=1))
