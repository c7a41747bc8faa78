"""The model sets that the program knows: the shipped one, the user's own, and what runs made."""

import shutil
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from explorer.core.engine.trial import GoOn, to_the_end
from explorer.core.home.home import Home, read_settings, write_settings
from explorer.core.soundness import Soundness
from explorer.core.titles import entitle, manifest_in, name_of, title_of
from training.files.atomic import whole_folder
from training.files.errors import UserError, explained
from training.files.places import SHIPPED
from training.models import modelset
from training.models.modelset import MANIFEST, ModelSet
from training.run.folder import RunFolder


class Origin(StrEnum):
    """Where a model set comes from."""

    SHIPPED = "shipped"
    INSTALLED = "installed"
    RUN = "run"
    OPENED = "opened"


@dataclass(frozen=True)
class KnownSet:
    """A model set in a list.

    Attributes
    ----------
    name
        What it is asked for by: ``shipped``, the name of its folder or run, or its whole path.
    model_set
        What its manifest says; None where the set is damaged.
    problem
        What is wrong with it, in one sentence; empty where nothing is.
    """

    name: str
    folder: Path
    origin: Origin
    in_use: bool
    model_set: ModelSet | None
    problem: str

    @property
    def title(self) -> str:
        """What people call it."""
        return self.name if self.origin is Origin.SHIPPED else set_name(self.folder)


def set_name(folder: Path) -> str:
    """Return what people call the set in a folder: by its title, else by its folder, or its run."""
    run = RunFolder.of_model_set(folder)
    return name_of(run.path if run else folder)


def is_same_set(one: Path, other: Path) -> bool:
    """Return whether there is the same model set in two folders, as a run's and its copy."""
    manifest = manifest_in(one)
    return bool(manifest) and manifest == manifest_in(other)


class Models:
    """The model sets of a home.

    Parameters
    ----------
    shipped
        The set that the program comes with.

    Attributes
    ----------
    soundness
        Tells whether sets can be run.
    """

    def __init__(self, home: Home, shipped: Path = SHIPPED) -> None:
        self._home, self._shipped = home, shipped
        self.soundness = Soundness(home.tried, shipped)

    @property
    def shipped(self) -> Path:
        """The folder of the set that the program comes with."""
        return self._shipped

    def current(self) -> Path:
        """Return the folder of the set that is used; the shipped one where none was chosen."""
        return read_settings(self._home.settings).models or self._shipped

    def known(self) -> list[KnownSet]:
        """Return all sets, the damaged among them: shipped, own, of runs, opened elsewhere.

        Every file is read and its sum checked, which takes about 50 ms a set.
        """
        current = self.current().resolve()
        places = self._places()
        if current not in (folder.resolve() for _, folder, _ in places):
            places.append((str(current), current, Origin.OPENED))
        return [self._known(*place, current) for place in places]

    def find(self, name: str) -> Path:
        """Return the folder of the set called ``name``, which may also be the path of a set or run.

        Where a run that was not used yet has the name of a set in use, the run is meant.

        Raises
        ------
        UserError
            Where there is no such set.
        """
        places = self._places()
        newest_first = sorted(places, key=lambda place: place[2] is not Origin.RUN)
        for known, folder, _ in newest_first:
            if name in (known, set_name(folder)):
                return folder
        path = Path(name).expanduser()
        for folder in (path, RunFolder(path).model_set):
            if _is_set(folder):
                return folder.absolute()
        run = self._home.runs / name
        if any(RunFolder(folder).has_events for folder in (run, path)):
            raise _unfinished(name)
        what = f"{path} holds no model set" if path.exists() else f"There is no model set {name!r}"
        raise UserError(
            f"{what}: `pegasus models list` shows the names, and the folder of a set will do, too."
        )

    def open(self, folder: Path, go_on: GoOn = to_the_end) -> ModelSet:
        """Return the set in a folder, to be run; one that was never run here is tried first.

        A trial, here and in :meth:`prepare`, goes on for as long as ``go_on`` raises nothing.

        Raises
        ------
        UserError
            Where it is no sound set.
        """
        return self.soundness.tried(self.soundness.read(folder), go_on)

    def use(self, folder: Path) -> ModelSet:
        """Use the set in ``folder`` from now on, at every start; return it.

        Raises
        ------
        UserError
            As :meth:`prepare` does; what was used is kept then.
        """
        model_set = self.prepare(folder)
        self.remember(model_set.folder)
        return model_set

    def prepare(self, folder: Path, go_on: GoOn = to_the_end) -> ModelSet:
        """Return the set in ``folder``, sound and ready to be used.

        The result of a run is installed where it is sound, so that the run's folder can go.

        Raises
        ------
        UserError
            Where it is no sound set, or nothing can be explored with it; nothing is installed then.
        """
        run = _run_at(folder)
        model_set = modelset.read(_result(run) if run else folder)
        if not model_set.latent_shape:
            raise UserError(f"{folder} has no VAE, so there is nothing to explore with it.")
        sound = self.soundness.tried(model_set, go_on)
        return replace(sound, folder=self.install(run.path)) if run else sound

    def remember(self, folder: Path) -> None:
        """Name the set in ``folder`` as the one to use at every start."""
        is_shipped = folder.resolve() == self._shipped.resolve()
        self._remember(None if is_shipped else folder.absolute())

    def revert(self) -> Path:
        """Use the shipped set again; return its folder. Every other set stays where it is."""
        self._remember(None)
        return self._shipped

    def install(self, run: Path) -> Path:
        """Copy the result of a finished run among the user's own sets; return its folder there.

        What is there already is not copied again.

        Raises
        ------
        UserError
            Where the run has no result, it is damaged, or there is no room; nothing is left then.
        """
        model_set = modelset.read(_result(RunFolder(run)))
        target = self._free_or_same(run.name, model_set.fingerprint)
        if not target.exists():
            with whole_folder(target) as scratch:
                shutil.copytree(model_set.folder, scratch, dirs_exist_ok=True)
                modelset.read(scratch)
                if title := title_of(run):
                    entitle(scratch, title)
        return target

    def _places(self) -> list[tuple[str, Path, Origin]]:
        own = [(f.name, f, Origin.INSTALLED) for f in _folders(self._home.models)]
        installed = {manifest_in(folder) for _, folder, _ in own}
        runs = [(f.name, RunFolder(f).model_set, Origin.RUN) for f in _folders(self._home.runs)]
        new = [place for place in runs if manifest_in(place[1]) not in installed]
        made = [place for place in (*own, *new) if _is_set(place[1])]
        return [("shipped", self._shipped, Origin.SHIPPED), *made]

    def _known(self, name: str, folder: Path, origin: Origin, current: Path) -> KnownSet:
        in_use = folder.resolve() == current
        try:
            return KnownSet(name, folder, origin, in_use, modelset.read(folder), "")
        except UserError as error:
            return KnownSet(name, folder, origin, in_use, None, str(error))

    def _remember(self, folder: Path | None) -> None:
        settings = read_settings(self._home.settings)
        if settings.models != folder:
            write_settings(self._home.settings, replace(settings, models=folder))

    def _free_or_same(self, name: str, fingerprint: str) -> Path:
        number = 1
        while True:
            target = self._home.models / (name if number == 1 else f"{name}-{number}")
            if not target.exists() or _fingerprint(target) == fingerprint:
                return target
            number += 1


def _run_at(folder: Path) -> RunFolder | None:
    """The run that a folder, or the model set in it, is of; None where it is of none."""
    if _is_set(folder):
        return RunFolder.of_model_set(folder)
    run = RunFolder(folder)
    return run if run.model_set.is_dir() else None


def _result(run: RunFolder) -> Path:
    if run.result is None:
        raise _unfinished(run.path)
    return run.result


def _folders(parent: Path) -> list[Path]:
    with explained(f"{parent} cannot be read", "change its rights"):
        folders = sorted(parent.iterdir()) if parent.is_dir() else []
        return [folder for folder in folders if folder.is_dir() and not folder.name.startswith(".")]


def _is_set(folder: Path) -> bool:
    """Whether a model set is there; of a folder that cannot be looked into its reader says so."""
    try:
        return (folder / MANIFEST).is_file()
    except OSError:
        return True


def _fingerprint(folder: Path) -> str:
    try:
        return modelset.read(folder).fingerprint
    except UserError:  # another thing of that name, or a damaged set
        return ""


def _unfinished(run: Path | str) -> UserError:
    return UserError(f"The run {run} has no weights to use yet: let it finish first.")
