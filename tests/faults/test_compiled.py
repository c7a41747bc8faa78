"""Compiled graphs are believed only with their checksum, and when a fixed picture says so."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.core import checked
from explorer.core.checked import CheckedFiles
from explorer.core.engine.backend_choice import open_backend
from explorer.core.engine.openvino_backend import COMPILED, OpenVinoBackend, Untrue
from training.files.bounded import bytes_in, clear
from training.files.errors import UserError
from training.files.places import SHIPPED
from training.files.strict_json import Malformed
from training.models.modelset import ModelSet, read
from training.models.probe import probe_inputs
from training.models.signatures import JOINED

GRAPH = "decoder"


def _shown(modelset: ModelSet, cache: Path | None) -> np.ndarray:
    backend = OpenVinoBackend(modelset, cache)
    return backend.run(GRAPH, probe_inputs(GRAPH, modelset))["images"]


def _zeros(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[: middle // 2] + bytes(middle) + content[middle // 2 + middle :]


def _signed(path: Path, blob: bytes) -> bytes:
    return checked._sum(path.stem, blob) + blob


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "zeros": _zeros,
    "cut": lambda content: content[: len(content) // 3],
    "nothing": lambda content: b"",
    "a bit": lambda c: c[: len(c) - 700] + bytes([c[-700] ^ 1]) + c[len(c) - 699 :],
    "longer": lambda content: content + b"\0",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_compiled_anew(
    tiny_set: ModelSet,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
    caplog: pytest.LogCaptureFixture,
) -> None:
    right = _shown(tiny_set, tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert np.array_equal(_shown(tiny_set, tmp_path), right)
    assert "compiled anew" in caplog.text
    caplog.clear()
    assert np.array_equal(_shown(tiny_set, tmp_path), right)  # a whole one is kept again
    assert not caplog.text


def test_another_graph_under_its_name_is_compiled_anew(tiny_set: ModelSet, tmp_path: Path) -> None:
    OpenVinoBackend(tiny_set, tmp_path).prepare("encoder")
    (other,) = tmp_path.iterdir()
    right = _shown(tiny_set, tmp_path)
    (file,) = (path for path in tmp_path.iterdir() if path != other)
    file.write_bytes(other.read_bytes())
    assert np.array_equal(_shown(tiny_set, tmp_path), right)
    file.write_bytes(_signed(file, other.read_bytes()[checked._SUM :]))  # as by a wrong key
    assert np.array_equal(_shown(tiny_set, tmp_path), right)


class Wrong(OpenVinoBackend):
    """What a runtime does whose compiled graphs are wrong: all that is decoded is the same."""

    value = 0.0

    def _results(self, request: object, graph: str) -> dict:
        results = super()._results(request, graph)
        return {name: np.full_like(values, self.value) for name, values in results.items()}


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_what_stays_wrong_is_left_to_the_reference(
    tiny_set: ModelSet, monkeypatch: pytest.MonkeyPatch, value: float, tmp_path: Path
) -> None:
    monkeypatch.setattr(Wrong, "value", value)
    monkeypatch.setattr("explorer.core.engine.backend_choice.OpenVinoBackend", Wrong)
    said: list[str] = []
    backend = open_backend(tiny_set, cache=tmp_path, tell=said.append)
    inputs = probe_inputs(GRAPH, tiny_set)
    for _ in range(2):
        found = backend.run(GRAPH, inputs)["images"]
        assert np.abs(found - _shown(tiny_set, None)).max() < 1 / 255
    assert len(said) == 1 and "torch runs it instead" in said[0]
    assert not list(tmp_path.iterdir())  # what is wrong is not kept


def test_graphs_alone_that_stay_wrong_are_refused(
    tiny_set: ModelSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.core.engine.backend_choice.OpenVinoBackend", Wrong)
    alone = replace(tiny_set, parts={})
    with pytest.raises(UserError, match="other numbers"):
        open_backend(alone).run(GRAPH, probe_inputs(GRAPH, alone))


def test_weights_that_changed_by_little_are_felt(tiny_set: ModelSet) -> None:
    off = {name: (values[0] * 1.1, *values[1:]) for name, values in tiny_set.probe[GRAPH].items()}
    other = replace(tiny_set, probe={**tiny_set.probe, GRAPH: off})
    with pytest.raises(Untrue):
        _shown(other, None)


def test_every_batch_size_is_checked(tiny_set: ModelSet, tmp_path: Path) -> None:
    OpenVinoBackend(tiny_set, tmp_path).prepare(GRAPH, 16)
    (file,) = tmp_path.iterdir()
    file.write_bytes(_zeros(file.read_bytes()))
    backend = OpenVinoBackend(tiny_set, tmp_path)
    backend.prepare(GRAPH, 16)
    assert backend.exchanged == [GRAPH]


@pytest.mark.parametrize("row", [0, -1])
def test_the_first_and_the_last_of_a_batch_are_looked_at(
    tiny_set: ModelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: int
) -> None:
    infer = OpenVinoBackend._infer

    def odd(self: OpenVinoBackend, *asked: Any) -> dict[str, np.ndarray]:
        results = infer(self, *asked)
        for values in results.values():
            values[row] += 1
        return results

    monkeypatch.setattr(OpenVinoBackend, "_infer", odd)
    with pytest.raises(Untrue):
        OpenVinoBackend(tiny_set, tmp_path).prepare(GRAPH, 16)


def test_the_cache_is_bounded_and_can_be_emptied(tmp_path: Path) -> None:
    (tmp_path / "1234.blob").write_bytes(bytes(5000))  # of an earlier version
    cache = CheckedFiles(tmp_path, COMPILED, 2500)
    for name in "abc":
        cache.put(name, bytes(1000))
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["b", "c"]
    assert cache.get("c") == bytes(1000) and cache.get("a") is None
    size = bytes_in(tmp_path)
    assert clear(tmp_path) == (2, size) and size == 2 * 1032
    assert not list(tmp_path.iterdir()) and clear(tmp_path / "gone") == (0, 0)


def test_what_was_used_last_is_let_go_last(tmp_path: Path) -> None:
    cache = CheckedFiles(tmp_path, COMPILED, 2500)
    for name in "ab":
        cache.put(name, bytes(1000))
        os.utime(tmp_path / f"{name}.compiled", (1000, 1000 + ord(name)))
    assert cache.get("a")
    cache.put("c", bytes(1000))
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["a", "c"]


def test_damage_has_the_error_of_all_readers(tmp_path: Path) -> None:
    cache = CheckedFiles(tmp_path, COMPILED, 2500)
    cache.put("a", b"blob")
    (tmp_path / "a.compiled").write_bytes(b"short")
    with pytest.raises(Malformed):
        cache.get("a")


def test_what_is_whole_and_has_the_name_of_another_is_not_believed(tmp_path: Path) -> None:
    cache = CheckedFiles(tmp_path, COMPILED, 2500)
    cache.put("a", b"blob")
    (tmp_path / "a.compiled").rename(tmp_path / "b.compiled")
    with pytest.raises(Malformed):
        cache.get("b")


def test_no_more_is_read_than_was_ever_kept(tmp_path: Path) -> None:
    cache = CheckedFiles(tmp_path, COMPILED, 2500)
    most = bytes(2500 - checked._SUM)
    cache.put("a", most)
    assert cache.get("a") == most
    with (tmp_path / "a.compiled").open("r+b") as file:
        file.truncate(1 << 40)  # takes no room, and more memory than there is
    with pytest.raises(Malformed, match="larger than all"):
        cache.get("a")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_nobody_waits_for_a_pipe_in_the_cache(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.compiled")
    assert CheckedFiles(tmp_path, COMPILED, 2500).get("a") is None


def test_a_full_disk_costs_only_time(
    tiny_set: ModelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes, lasting: bool) -> None:
        raise UserError(f"{path} could not be saved (No space left on device).")

    monkeypatch.setattr(checked, "write_whole", full)
    assert _shown(tiny_set, tmp_path).shape == (1, 3, 32, 32)


def test_the_set_that_ships_gives_what_it_says() -> None:
    shipped = read(SHIPPED)
    backend = OpenVinoBackend(shipped)
    assert set(shipped.probe) == {*shipped.graphs, *JOINED}
    for graph in shipped.probe:
        backend.prepare(graph)
