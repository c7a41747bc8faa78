"""Latents from files become sources, once there is an engine to decode them."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from explorer.core.blend.latents import npy_of
from explorer.core.blend.renderer import Renderer
from explorer.core.board.sources import Source
from explorer.ui.latents_control import LatentsControl
from tests.explorer.control.fakes import FakeEngine, FakeWork, heard


def npy(light: float) -> bytes:
    """A latent of :class:`FakeEngine`: how light its picture is, from -1 to 1."""
    return npy_of(np.full((1, 1, 1), light, np.float32))


class Desk:
    """The controller, and what comes out of it."""

    def __init__(self) -> None:
        self.work, self.taken = FakeWork(), list[list[Source]]()
        self.control = LatentsControl(self.work)
        self.failed = heard(self.control.failed)

    def use(self, engine: FakeEngine) -> None:
        self.control.set_renderer(cast(Renderer, SimpleNamespace(engine=engine)))

    def shades(self) -> list[int]:
        self.work.settle()
        return [int(one.picture.flat[0]) for sources in self.taken for one in sources]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_comes_before_the_models_waits_for_them(desk: Desk) -> None:
    desk.control.paste(npy(-1), desk.taken.append)
    assert not desk.shades()
    desk.use(FakeEngine())
    assert desk.shades() == [0]
    desk.use(FakeEngine())
    assert desk.shades() == [0]  # once is enough


def test_two_at_once_both_come(desk: Desk) -> None:
    desk.use(FakeEngine())
    for light in (-1, 1):
        desk.control.paste(npy(light), desk.taken.append)
    assert sorted(desk.shades()) == [0, 255]


def test_files_that_are_no_latents_are_told_and_the_others_taken(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "good.npy").write_bytes(npy(1))
    (tmp_path / "odd.npy").write_bytes(npy_of(np.zeros(3, np.float32)))
    desk.use(FakeEngine())
    files = [tmp_path / name for name in ("odd.npy", "good.npy", "none.npy")]
    desk.control.read(files, desk.taken.append)
    assert desk.shades() == [255] and desk.taken[0][0].name == "good.npy"
    assert len(desk.failed) == 2 and "odd.npy" in desk.failed[0] and "none.npy" in desk.failed[1]


def test_of_nothing_but_faults_nothing_is_taken(desk: Desk, tmp_path: Path) -> None:
    desk.use(FakeEngine())
    desk.control.read([tmp_path / "none.npy"], desk.taken.append)
    assert not desk.shades() and not desk.taken and len(desk.failed) == 1


def test_an_engine_that_breaks_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    monkeypatch.setattr(engine, "decode", lambda latents: 1 / 0)
    desk.use(engine)
    desk.control.paste(npy(0), desk.taken.append)
    assert not desk.shades() and "could not be decoded" in desk.failed[0]
