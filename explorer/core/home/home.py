"""The places of the program on disk, and the settings that are kept there."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct, structs, to_builtins
from platformdirs import user_config_path, user_data_path, user_log_path, user_pictures_path

from training.files.atomic import write_whole
from training.files.errors import UserError
from training.files.places import default_cache_dir, home_needed
from training.files.strict_json import Malformed, decode, encode, path_text, read_bytes

FAVOURITES = "Pegasi"
MAX_SETTINGS_BYTES = 1 << 20
MAX_UNKNOWN = 1000
MAX_THREADS = 256
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
    def finds(self) -> Path:
        """The file of what searches found."""
        return self.session.with_name("finds.json")

    @property
    def compiled(self) -> Path:
        """The folder of graphs as OpenVINO compiled them."""
        return self.cache / "compiled"

    @property
    def looks(self) -> Path:
        """The folder of what model sets said of the pictures of galleries."""
        return self.cache / "looks"

    @property
    def tried(self) -> Path:
        """The folder of what is known of model sets: what they gave, and that they are whole."""
        return self.cache / "tried"

    @property
    def seen(self) -> Path:
        """The folder of the picture that was opened in another program."""
        return self.cache / "seen"

    @classmethod
    def at(cls, folder: Path) -> "Home":
        """Return the home that has everything in one folder."""
        with home_needed():
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
    with home_needed():
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


class ThemeChoice(StrEnum):
    """Which of the two looks the window has."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class AtClosing(StrEnum):
    """What becomes of a training when the window closes."""

    GO_ON = "go on"
    PAUSE = "pause"


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
    theme: ThemeChoice = field(
        default=ThemeChoice.SYSTEM,
        metadata={
            "title": "Theme",
            "description": "Light or dark colours; by default as the desktop has it.",
        },
    )
    threads: int = field(
        default=0,
        metadata={
            "title": "Threads",
            "description": "Of the processor, for blends; fewer leave room for other programs.",
        },
    )
    at_closing: AtClosing = field(
        default=AtClosing.GO_ON,
        metadata={
            "title": "At closing",
            "description": "A training that goes on is found again at the next start; one that "
            "is paused waits for “Resume”.",
        },
    )
    reduced_motion: bool = field(
        default=False,
        metadata={
            "title": "Reduced motion",
            "description": "Nothing slides, fades, pulses or blinks.",
        },
    )
    unknown: Mapping[str, Any] = field(default_factory=dict)


class _Kept(Struct, omit_defaults=True):
    """What is stored of :class:`Settings`, among what else is there."""

    favourites: Path | None = None
    data: Path | None = None
    models: Path | None = None
    theme: ThemeChoice = ThemeChoice.SYSTEM
    threads: Annotated[int, Meta(ge=0, le=MAX_THREADS)] = 0
    at_closing: AtClosing = AtClosing.GO_ON
    reduced_motion: bool = False


_Stored = Annotated[dict[str, Any], Meta(max_length=MAX_UNKNOWN)]


def favourites_folder(home: Home, settings: Settings) -> Path:
    """Return the folder of favourites: the user's choice, or the home's."""
    return settings.favourites or home.favourites


def favourites_at_start(home: Home) -> Path:
    """Return the folder of favourites; that of the home where the settings are damaged."""
    return favourites_folder(home, settings_at_start(home))


def settings_at_start(home: Home) -> Settings:
    """Return the settings; those of a first start where they are damaged."""
    try:
        return read_settings(home.settings)
    except UserError:  # whoever needs the settings for more says so
        return Settings()


def read_settings(path: Path) -> Settings:
    """Read ``settings.json``; a file that is not there gives the defaults.

    Raises
    ------
    UserError
        Where the file is damaged: it is the user's, so it is neither ignored nor overwritten.
    """
    try:
        content = read_bytes(path, MAX_SETTINGS_BYTES)
        kept = structs.asdict(decode(content, _Kept))
        stored = decode(content, _Stored)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}): mend or move it.") from error
    except Malformed as error:
        raise UserError(
            f"The settings in {path} are damaged ({error}): mend the file, or delete it."
        ) from error
    unknown = {name: value for name, value in stored.items() if name not in kept}
    return Settings(**kept, unknown=unknown)


def write_settings(path: Path, settings: Settings) -> None:
    """Write ``settings.json`` whole or not at all.

    Raises
    ------
    UserError
        Where it cannot be written; the file is then as it was.
    """
    kept = _Kept(*(getattr(settings, name) for name in _Kept.__struct_fields__))
    stored = to_builtins(kept, enc_hook=path_text)
    write_whole(path, encode(dict(sorted({**settings.unknown, **stored}.items())), indent=1))
