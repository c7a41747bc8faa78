"""The nearest pictures of a gallery: found exactly, by and by, and known the next time."""

from collections.abc import Generator

import numpy as np
import pytest

from explorer.core.engine.backends import Floats
from explorer.core.engine.images import Pictures
from explorer.core.gallery import nearest
from explorer.core.gallery.nearest import Near, Nearest, Neighbours
from tests.explorer.control.fakes import FakeEngine
from tests.explorer.core.gallery.test_values import a_gallery


class CountingEngine(FakeEngine):
    """Counts what it encodes."""

    encoded = 0

    def encode(self, pictures: Pictures) -> Floats:
        self.encoded += len(pictures)
        return super().encode(pictures)


def answers(neighbours: Neighbours, latent: Floats, count: int = 3) -> list[Nearest]:
    return [answer for answer in neighbours.steps(latent, count) if answer is not None]


def test_the_nearest_come_first_with_their_distances() -> None:
    engine, gallery = CountingEngine(), a_gallery(9)
    latents = engine.encode(gallery.pictures)
    last = answers(Neighbours(engine, gallery), latents[4])[-1]  # type: ignore[arg-type]
    far = np.abs(latents - latents[4]).ravel()
    assert [near.row for near in last.pictures] == np.argsort(far, kind="stable")[:3].tolist()
    assert last.pictures[0] == Near(4, pytest.approx(0, abs=1e-3))  # type: ignore[arg-type]
    assert last.compared == last.total == 9
    expected = np.sort(far)[:3].tolist()
    assert [near.distance for near in last.pictures] == pytest.approx(expected, abs=1e-3)


def test_pictures_are_encoded_once_also_where_a_look_was_ended_early() -> None:
    engine, gallery = CountingEngine(), a_gallery(9)
    neighbours = Neighbours(engine, gallery)  # type: ignore[arg-type]
    target = engine.encode(gallery.pictures[:1])[0]
    engine.encoded = 0
    steps = neighbours.steps(target, 2)
    for _ in range(2):
        next(steps)
    assert isinstance(steps, Generator)
    steps.close()
    assert 0 < engine.encoded < 9
    whole = answers(neighbours, target, 2)[-1]
    assert engine.encoded == 9 and whole.compared == 9
    assert answers(neighbours, target, 2)[-1] == whole and engine.encoded == 9


def test_first_answers_come_before_all_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "ANSWER_AFTER", 3)
    engine, gallery = CountingEngine(), a_gallery(9)
    target = engine.encode(gallery.pictures[:1])[0]
    compared = [one.compared for one in answers(Neighbours(engine, gallery), target)]  # type: ignore[arg-type]
    assert len(compared) > 1 and compared == sorted(compared) and compared[-1] == 9


def test_a_gallery_too_large_to_keep_is_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "MOST_BYTES", 8)  # of four latents of a single number
    engine, gallery = CountingEngine(), a_gallery(9)
    last = answers(Neighbours(engine, gallery), np.zeros((1, 1, 1), np.float32))[-1]  # type: ignore[arg-type]
    assert last.compared == last.total == 4 and len(last.pictures) == 3
