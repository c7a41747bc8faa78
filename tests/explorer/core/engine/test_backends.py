"""Both backends compute the same, in any number of rows, and OpenVINO keeps to itself."""

import subprocess
import sys
from dataclasses import replace
from inspect import signature
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch import from_numpy

from explorer.core.engine.backend_choice import open_backend
from explorer.core.engine.backends import Backend
from explorer.core.engine.batches import BATCH_SIZES, cut
from explorer.core.engine.openvino_backend import OpenVinoBackend
from explorer.core.engine.torch_backend import TorchBackend
from tests.explorer.tiny_set import LATENT_SHAPE, write_tiny_set
from training.files.errors import UserError
from training.models.load import graph_modules
from training.models.modelset import File, ModelSet, file_of
from training.models.signatures import SIGNATURES, input_shapes

PICTURE = (3, 32, 32)


@pytest.fixture(scope="module")
def openvino(tiny_set: ModelSet) -> Backend:
    return OpenVinoBackend(tiny_set)


@pytest.fixture(scope="module")
def torch(tiny_set: ModelSet) -> Backend:
    return TorchBackend(tiny_set)


def inputs_of(graph: str, count: int, seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    made = {
        "images": rng.uniform(-1, 1, (count, *PICTURE)),
        "latents": rng.standard_normal((count, *LATENT_SHAPE)),
        "noisy": rng.standard_normal((count, *LATENT_SHAPE)),
        "time": rng.random(count),
        "condition": rng.dirichlet(np.ones(6), count),
    }
    return {name: made[name].astype(np.float32) for name in SIGNATURES[graph].inputs}


@pytest.mark.parametrize("graph", SIGNATURES)
def test_the_signatures_are_those_of_the_networks(tiny_set: ModelSet, graph: str) -> None:
    network = graph_modules(tiny_set)[graph]
    assert tuple(signature(network.forward).parameters) == SIGNATURES[graph].inputs
    known = len(tiny_set.classes) + tiny_set.knows_winged
    shapes = input_shapes(graph, tiny_set.latent_shape, known)
    given = inputs_of(graph, 2)
    assert {name: values.shape[1:] for name, values in given.items()} == shapes
    made = network(*(from_numpy(values) for values in given.values()))
    outputs = made if isinstance(made, tuple) else (made,)
    assert len(outputs) == len(SIGNATURES[graph].outputs)


@given(st.integers(0, 300), st.integers(1, 8))
def test_batches_cover_every_row_once_and_waste_little(count: int, threads: int) -> None:
    cuts = list(cut(count, BATCH_SIZES[::-1], threads))
    assert [i for start, stop, _ in cuts for i in range(start, stop)] == list(range(count))
    assert sum(size for *_, size in cuts) <= count / 0.75
    assert all(0 < stop - start <= size for start, stop, size in cuts)


@pytest.mark.parametrize("graph", SIGNATURES)
@pytest.mark.parametrize("count", [1, 3, 7])
def test_both_backends_compute_the_same(
    openvino: Backend, torch: Backend, graph: str, count: int
) -> None:
    inputs = inputs_of(graph, count)
    ours, reference = openvino.run(graph, inputs), torch.run(graph, inputs)
    assert tuple(ours) == tuple(reference) == openvino.outputs(graph) == SIGNATURES[graph].outputs
    for name, values in reference.items():
        assert ours[name].shape == values.shape and ours[name].dtype == np.float32
        assert np.abs(ours[name] - values).max() < 1 / 255, name


def test_pictures_differ_by_at_most_two_levels(openvino: Backend, torch: Backend) -> None:
    inputs = inputs_of("decoder", 64)
    ours, reference = (b.run("decoder", inputs)["images"] for b in (openvino, torch))
    assert np.abs(ours - reference).max() * 127.5 <= 2


def test_results_outlive_the_next_run(openvino: Backend) -> None:
    first = openvino.run("decoder", inputs_of("decoder", 1))["images"]
    kept = first.copy()
    openvino.run("decoder", inputs_of("decoder", 1, seed=1))
    assert np.array_equal(first, kept)


def test_the_reference_repeats_to_the_bit_whatever_is_beside(tiny_set: ModelSet) -> None:
    alone = TorchBackend(tiny_set, largest=1)
    inputs = inputs_of("decoder", 3)
    together = alone.run("decoder", inputs)["images"]
    for i in range(3):
        row = {name: values[i : i + 1] for name, values in inputs.items()}
        assert np.array_equal(alone.run("decoder", row)["images"][0], together[i])


def test_compiled_graphs_are_kept_on_disk(tiny_set: ModelSet, tmp_path: Path) -> None:
    OpenVinoBackend(tiny_set, cache=tmp_path).prepare("decoder")
    assert list(tmp_path.iterdir())


def test_a_cache_that_cannot_be_written_costs_only_time(tiny_set: ModelSet, tmp_path: Path) -> None:
    blocked = tmp_path / "cache"
    blocked.write_text("a file where a folder is due")
    backend = OpenVinoBackend(tiny_set, cache=blocked)
    assert backend.run("decoder", inputs_of("decoder", 1))["images"].shape == (1, *PICTURE)


def test_missing_graphs_have_no_outputs_and_are_refused(tiny_set: ModelSet) -> None:
    bare = replace(tiny_set, graphs={})
    assert OpenVinoBackend(bare).outputs("prior") == ()
    with pytest.raises(UserError, match="has no prior"):
        OpenVinoBackend(bare).run("prior", inputs_of("prior", 1))


def test_without_a_critic_there_is_no_realism(tmp_path: Path) -> None:
    models = write_tiny_set(tmp_path / "set", ("classifier",))
    for backend in (OpenVinoBackend(models), TorchBackend(models)):
        assert backend.outputs("scorer") == ("logits", "evidence")
        assert tuple(backend.run("scorer", inputs_of("scorer", 2))) == ("logits", "evidence")
        assert backend.outputs("decoder") == ()


@pytest.mark.parametrize("content", ["other graph", "no graph", "wrong rows"])
def test_graphs_that_do_not_fit_are_refused(
    tiny_set: ModelSet, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "decoder.onnx"
    scorer = tiny_set.path(tiny_set.graphs["scorer"]).read_bytes()
    path.write_bytes(b"no graph at all" if content == "no graph" else scorer)
    graph = "scorer" if content == "wrong rows" else "decoder"
    backend = OpenVinoBackend(replace(tiny_set, folder=tmp_path, graphs={graph: file_of(path)}))
    inputs = inputs_of(graph, 1)
    if content == "wrong rows":
        inputs["images"] = inputs["images"][:, :, :30]
    with pytest.raises(UserError, match="export"):
        backend.run(graph, inputs)


def test_a_set_of_graphs_alone_can_be_explored(tiny_set: ModelSet) -> None:
    graphs_alone = replace(tiny_set, parts={})
    backend = open_backend(graphs_alone)
    assert isinstance(backend, OpenVinoBackend)
    assert backend.run("decoder", inputs_of("decoder", 1))["images"].shape == (1, *PICTURE)


def test_torch_steps_in_where_there_are_no_graphs(tiny_set: ModelSet) -> None:
    assert isinstance(open_backend(replace(tiny_set, graphs={})), TorchBackend)


def test_a_file_that_is_gone_is_said(tiny_set: ModelSet, tmp_path: Path) -> None:
    gone = replace(tiny_set, folder=tmp_path, graphs={"decoder": File("decoder.onnx", "")})
    with pytest.raises(UserError, match=r"decoder\.onnx"):
        OpenVinoBackend(gone).run("decoder", inputs_of("decoder", 1))


WATCHED = """
import sys
def watch(event, arguments):
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if event.startswith("socket.") or writes:
        sys.exit(f"{event} {arguments}")
sys.addaudithook(watch)
from pathlib import Path
import numpy as np
from explorer.core.engine import jobs
from explorer.core.blend import renderer as render
from explorer.core.engine.openvino_backend import OpenVinoBackend
from explorer.core.board.modes import DETAIL, MODES
from explorer.core.board.board import Board, Source
from explorer.core.engine.engine import Engine
from training.models.modelset import read
found = read(Path(sys.argv[1]))
engine = Engine(found, OpenVinoBackend(found))
board = Board()
for i, name in enumerate(("horse", "bird")):
    board = board.add(Source.of(name, name, np.full((32, 32, 3), 80 * i, np.uint8)))
for mode in MODES:
    shown = board.with_mode(mode).with_setting(DETAIL, 0.5)
    result = render.Renderer(engine).render(render.RenderRequest(shown))
    assert result.error is None and "realism" in result.scores, result.error
heavy = {"torch", "PySide6", "openvino_telemetry", "openvino.tools.ovc"} & set(sys.modules)
sys.exit(f"imported {heavy}" if heavy else 0)
"""


def test_exploring_opens_no_socket_writes_nowhere_and_imports_no_torch(
    tiny_set: ModelSet, tmp_path: Path
) -> None:
    environment = {"HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", WATCHED, str(tiny_set.folder)]
    done = subprocess.run(
        command, env=environment, cwd=Path(__file__).parents[4], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir())
