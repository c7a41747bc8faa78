"""What a live picture needs is one graph, without what nobody sees, in the quicker precision."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.core.engine import precision
from explorer.core.engine.backend_choice import open_backend
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine
from explorer.core.engine.graphs import Graphs, import_openvino
from explorer.core.engine.openvino_backend import OpenVinoBackend
from explorer.core.engine.precision import EXACT, HALF, quickest
from explorer.core.engine.torch_backend import TorchBackend
from training.files.errors import UserError
from training.models.modelset import ModelSet
from training.models.signatures import SHOWN, signature_of


def latents_of(modelset: ModelSet, count: int) -> Floats:
    return np.random.default_rng(1).standard_normal((count, *modelset.latent_shape), np.float32)


@pytest.mark.parametrize("count", [1, 3, 21])
def test_one_graph_shows_what_two_do(tiny_set: ModelSet, count: int) -> None:
    latents = latents_of(tiny_set, count)
    for backend in (OpenVinoBackend(tiny_set, threads=2), TorchBackend(tiny_set)):
        engine = Engine(tiny_set, backend)
        images, scores = engine.show(latents)
        apart = engine.decode(latents)
        assert np.allclose(images, apart, atol=1e-4)
        for name, values in vars(engine.score(apart)).items():
            assert np.allclose(getattr(scores, name), values, atol=1e-3), name
        given = backend.outputs(SHOWN)
        assert given == ("images", *backend.outputs("scorer")) == signature_of(SHOWN).outputs


def test_without_one_of_the_two_there_is_no_joined_graph(tiny_set: ModelSet) -> None:
    bare = replace(tiny_set, graphs={k: v for k, v in tiny_set.graphs.items() if k != "scorer"})
    backend = OpenVinoBackend(bare)
    assert backend.outputs(SHOWN) == ()
    with pytest.raises(UserError, match="has no scorer"):
        backend.run(SHOWN, {"latents": latents_of(bare, 1)})


def test_what_halving_leaves_out_is_not_computed(
    tiny_set: ModelSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = import_openvino().Core()

    def sides() -> list[int]:
        model = Graphs(tiny_set, core).of_batch("scorer", 2)
        pools = [node for node in model.get_ops() if node.get_type_name() == "MaxPool"]
        return sorted(pool.input_value(0).shape[2] for pool in pools)

    def outputs() -> dict[str, Floats]:
        images = np.random.default_rng(0).uniform(-1, 1, (2, 3, 32, 32)).astype(np.float32)
        return OpenVinoBackend(tiny_set).run("scorer", {"images": images})

    trimmed, lean = sides(), outputs()
    monkeypatch.setattr("explorer.core.engine.graphs.trim", lambda model: 0)
    assert trimmed == [6, 14, 30] and sides() == [7, 15, 31]
    for name, values in outputs().items():
        assert np.allclose(lean[name], values, atol=1e-5), name


class Clock:
    """Tells how long runs in each precision take."""

    def __init__(self, **seconds: float) -> None:
        self.seconds, self.now = seconds, 0.0

    def perf_counter(self) -> float:
        return self.now

    def opened(self, off: float = 0.0) -> Callable[[str], precision.Run]:
        def run_of(kind: str) -> precision.Run:
            def run(latents: Floats) -> dict[str, Floats]:
                self.now += self.seconds[kind]
                return {"images": np.full((1, 3, 32, 32), off if kind == HALF else 0.0, "f4")}

            return run

        return run_of


@pytest.mark.parametrize(
    ("half", "off", "expected"),
    [
        (0.5, 0.0, HALF),
        (0.5, 1.9 / 127.5, HALF),
        (0.5, 2.1 / 127.5, EXACT),  # quick, but another picture
        (0.97, 0.0, EXACT),  # not worth it
        (1.3, 0.0, EXACT),
    ],
)
def test_the_quicker_precision_is_taken_if_it_shows_the_same(
    tiny_set: ModelSet, monkeypatch: pytest.MonkeyPatch, half: float, off: float, expected: str
) -> None:
    clock = Clock(f32=1.0, bf16=half)
    monkeypatch.setattr(precision, "time", clock)
    assert quickest(tiny_set, clock.opened(off)) == expected


def test_numbers_that_are_too_far_off_are_no_choice(tiny_set: ModelSet) -> None:
    exact = Clock(f32=0.0).opened()

    def opened(kind: str) -> precision.Run:
        if kind == HALF:
            raise UserError("untrue")
        return exact(kind)

    assert quickest(tiny_set, opened) == EXACT


@pytest.mark.parametrize("quicker", [EXACT, HALF])
def test_it_is_measured_once_a_machine(
    tiny_set: ModelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quicker: str
) -> None:
    asked: list[str] = []

    def measured(modelset: ModelSet, opened: Callable[[str], precision.Run]) -> str:
        for kind in (EXACT, HALF):
            opened(kind)(latents_of(modelset, 1))
        asked.append(quicker)
        return quicker

    monkeypatch.setattr("explorer.core.engine.openvino_backend.quickest", measured)
    for _ in range(2):
        backend = open_backend(tiny_set, cache=tmp_path)
        shown = backend.run(SHOWN, {"latents": latents_of(tiny_set, 1)})
        assert np.isfinite(shown["images"]).all()
    assert asked == [quicker]
    assert len(list(tmp_path.iterdir())) == 2  # the graph that is used, and which it is
