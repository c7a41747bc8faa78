"""Graphs that take other pictures than the explorer's."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.core.engine.adapted import AdaptedBackend, adapted, resizing
from explorer.core.engine.backends import Floats
from training.files.errors import UserError
from training.models.modelset import Pictures, read


class Mirror:
    """Gives back what it takes, and notes it."""

    def __init__(self) -> None:
        self.taken: list[Floats] = []

    def outputs(self, graph: str) -> tuple[str, ...]:
        return ("images",)

    def run(self, graph: str, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        (images,) = inputs.values()
        self.taken.append(images)
        return {"images": images, "latents": images}


def smooth(count: int = 2) -> Floats:
    ramp = np.linspace(-1, 1, 32, dtype=np.float32)
    return np.stack([np.stack([ramp * a * ramp[:, None]] * 3) for a in (0.5, 1.0)[:count]])


@pytest.mark.parametrize("side", [20, 28, 32, 64, 100])
@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_go_there_and_back(side: int, channels: Any) -> None:
    mirror = Mirror()
    kind = Pictures(channels, side, 0.0, 255.0)
    images = AdaptedBackend(mirror, kind).run("decoder", {"images": smooth()})["images"]
    (taken,) = mirror.taken
    assert taken.shape == (2, channels, side, side) and taken.dtype == np.float32
    assert taken.min() >= 0 and taken.max() <= 255 and taken.max() > 200
    assert images.shape == (2, 3, 32, 32)
    np.testing.assert_allclose(images, smooth(), atol=0.12)


def test_grey_is_as_light_as_its_colours() -> None:
    mirror, red = Mirror(), np.full((1, 3, 32, 32), -1.0, np.float32)
    red[:, 0] = 1
    AdaptedBackend(mirror, Pictures(1, 32, 0.0, 1.0)).run("encoder", {"images": red})
    np.testing.assert_allclose(mirror.taken[0], 0.299, atol=1e-6)


def test_usual_pictures_are_left_alone() -> None:
    mirror = Mirror()
    assert adapted(mirror, Pictures()) is mirror
    np.testing.assert_allclose(resizing(32, 32), np.eye(32))


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "two channels": ({"pictures": {"channels": 2}}, "channels"),
    "huge pictures": ({"pictures": {"side": 100_000}}, "side"),
    "a range that is none": ({"pictures": {"low": 1.0, "high": 0.0}}, "below"),
    "a latent of nothing": ({"latent_shape": [0]}, "latent_shape"),
    "a huge latent": ({"latent_shape": [10**9]}, "latent_shape"),
    "five dimensions": ({"latent_shape": [1, 1, 1, 1, 1]}, "latent_shape"),
    "a file elsewhere": ({"graphs": {"encoder": {"file": "../x", "sha256": ""}}}, "folder"),
    "a file that is not there": ({"graphs": {"encoder": {"file": "x", "sha256": ""}}}, "missing"),
    "another format": ({"format": 99}, "format 99"),
    "no name": ({"name": ""}, "name"),
}


@pytest.mark.parametrize(("changes", "said"), BAD.values(), ids=BAD.keys())
def test_a_manifest_out_of_bounds_is_refused(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    small: dict[str, Any] = {"format": 1, "name": "mine", "latent_shape": [4], "graphs": {}}
    (tmp_path / "modelset.json").write_text(json.dumps(small))
    assert read(tmp_path).latent_shape == (4,)
    (tmp_path / "modelset.json").write_text(json.dumps(small | changes))
    with pytest.raises(UserError, match=said):
        read(tmp_path)
