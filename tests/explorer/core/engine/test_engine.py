"""The engine says what a set lacks, and checks what its graphs give."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from explorer.core.blend.renderer import Renderer, RenderRequest
from explorer.core.board.board import Board
from explorer.core.board.modes import LINEAR, REFINED, SLERP
from explorer.core.engine import openvino_backend
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine, Feature
from explorer.core.engine.images import to_pictures
from explorer.core.engine.openvino_backend import OpenVinoBackend
from explorer.core.engine.torch_backend import TorchBackend
from tests.explorer.tiny_set import CLASSES, LATENT_SHAPE
from training.files.errors import UserError
from training.models.modelset import ModelSet
from training.models.probe import probe_inputs


def lacking(tiny_set: ModelSet, *graphs: str) -> Engine:
    left = {name: file for name, file in tiny_set.graphs.items() if name not in graphs}
    models = replace(tiny_set, graphs=left)
    return Engine(models, OpenVinoBackend(models))


def test_a_whole_set_lacks_nothing(engine: Engine) -> None:
    assert engine.missing == {}
    engine.prepare()


GRAPHS = ["encoder", "parts"]


class Together(OpenVinoBackend):
    """Runs no graph before three of them are asked for."""

    def __init__(self, modelset: ModelSet) -> None:
        super().__init__(modelset)
        self.met = threading.Barrier(3, timeout=60)

    def run(self, graph: str, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        self.met.wait()
        return super().run(graph, inputs)


def test_what_a_puck_needs_is_made_ready_beside_one_another(tiny_set: ModelSet) -> None:
    backend = Together(tiny_set)
    Engine(tiny_set, backend).prepare()
    assert not backend.met.broken


def test_a_graph_is_opened_while_another_runs_and_once_by_all(
    tiny_set: ModelSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend, opened, both = OpenVinoBackend(tiny_set), list[str](), threading.Barrier(2, timeout=60)
    new_requests, inputs = backend._new_requests, [probe_inputs(g, tiny_set) for g in GRAPHS]

    def slowly(graph: str, size: int) -> list[object]:
        opened.append(graph)
        both.wait()
        return new_requests(graph, size)

    monkeypatch.setattr(backend, "_new_requests", slowly)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(backend.run, 2 * GRAPHS, 2 * inputs))
    assert sorted(opened) == sorted(GRAPHS)
    assert np.array_equal(results[0]["latents"], results[2]["latents"])


def test_only_the_graphs_that_were_used_last_stay_open(
    tiny_set: ModelSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six graphs in five sizes are 800 MB of a real set: those of long ago are opened again."""
    monkeypatch.setattr(openvino_backend, "MOST_OPEN", 2)
    backend, opened = OpenVinoBackend(tiny_set), list[str]()
    new_requests, inputs = backend._new_requests, probe_inputs("scorer", tiny_set)

    def noted(graph: str, size: int) -> list[object]:
        opened.append(graph)
        return new_requests(graph, size)

    monkeypatch.setattr(backend, "_new_requests", noted)
    first = backend.run("scorer", inputs)
    for graph in ("encoder", "scorer", "parts", "scorer", "encoder"):
        backend.run(graph, probe_inputs(graph, tiny_set))
    assert opened == ["scorer", "encoder", "parts", "encoder"]
    backend.prepare("parts", 2)
    again = backend.run("scorer", inputs)
    assert opened == ["scorer", "encoder", "parts", "encoder", "parts", "scorer"]
    assert all(np.array_equal(first[name], again[name]) for name in first)


def test_shapes_are_those_of_the_manifest(engine: Engine) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (5, 32, 32, 3), np.uint8)
    latents = engine.encode(pictures)
    images = engine.decode(latents)
    scores = engine.score(images)
    assert latents.shape == (5, *LATENT_SHAPE) and images.shape == (5, 3, 32, 32)
    assert scores.probabilities.shape == (5, len(CLASSES))
    assert np.allclose(scores.probabilities.sum(1), 1, atol=1e-6)
    assert scores.evidence.shape[:2] == (5, len(CLASSES))
    assert scores.realism is not None and scores.realism.shape == (5,)
    condition = np.eye(5, len(CLASSES) + 2, dtype=np.float32)  # winged horses, and any
    flow = engine.velocity(latents, np.full(5, 0.5, np.float32), condition)
    assert flow.shape == latents.shape
    parts = engine.parts(images)
    assert parts.mattes.shape == (5, 32, 32) and parts.points.shape == (5, 3, 2)
    assert parts.chances.shape == (5, 3) and parts.mattes.min() >= 0 >= -parts.chances.min()


@pytest.mark.parametrize(
    "graphs, features",
    [
        (("encoder",), {Feature.BLEND, Feature.GRAFT}),
        (("decoder",), {Feature.BLEND, Feature.GRAFT}),
        (("scorer",), {Feature.SCORE, Feature.REALISM, Feature.REGIONS}),
        (("prior",), {Feature.REFINED}),
        (("parts",), {Feature.GRAFT}),
    ],
)
def test_what_is_missing_is_said(
    tiny_set: ModelSet, graphs: tuple[str, ...], features: set[Feature]
) -> None:
    engine = lacking(tiny_set, *graphs)
    assert set(engine.missing) == features
    engine.prepare()
    for feature in features:
        with pytest.raises(UserError, match=r"^These models have no .*open a set that has one"):
            engine.require(feature)


def test_flat_latents_have_no_regions(tiny_set: ModelSet) -> None:
    flat = replace(tiny_set, latent_shape=(96,))
    engine = Engine(flat, OpenVinoBackend(flat))
    assert "no grid" in engine.missing[Feature.REGIONS]


def test_the_courseworks_vae_is_a_model_like_any_other(flat_set: ModelSet, board: Board) -> None:
    engine = Engine(flat_set, OpenVinoBackend(flat_set))
    engine.prepare()
    assert set(engine.missing) == {Feature.REGIONS, Feature.REFINED}
    assert all("no grid" in reason for reason in engine.missing.values())
    for mode in (LINEAR, SLERP):
        pin = board.pins[1]
        at_pin = board.with_mode(mode).move_puck(*pin.place)
        shown = Renderer(engine).render(RenderRequest(at_pin)).picture
        rebuilt = to_pictures(engine.decode(engine.encode(pin.source.picture[None])))[0]
        assert shown is not None and np.array_equal(shown, rebuilt)
    refused = Renderer(engine).render(RenderRequest(board.with_mode(REFINED)))
    assert refused.error is not None and "no grid" in str(refused.error)


def test_its_graphs_compute_what_its_networks_do(flat_set: ModelSet) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), np.uint8)
    graphs, networks = (
        Engine(flat_set, backend) for backend in (OpenVinoBackend(flat_set), TorchBackend(flat_set))
    )
    latents = networks.encode(pictures)
    assert latents.shape == (3, 12)
    np.testing.assert_allclose(graphs.encode(pictures), latents, atol=0.01)
    assert np.abs(graphs.decode(latents) - networks.decode(latents)).max() < 4 / 255


def test_a_graph_of_another_shape_than_the_manifests_is_refused(tiny_set: ModelSet) -> None:
    other = replace(tiny_set, latent_shape=(3, 4, 4))
    engine = Engine(other, OpenVinoBackend(other))
    with pytest.raises(UserError, match="encoder"):
        engine.encode(np.zeros((1, 32, 32, 3), np.uint8))
