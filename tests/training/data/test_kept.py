"""The cache of decoded data sets: believed in nothing, bounded, and cleaned."""

import json
import os
import pickle
import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from training.data import cache, kept
from training.data.dataset import DataSet
from training.data.decoded import read_decoded
from training.data.limits import OddData
from training.data.official import OfficialMeta, batch_rows, is_batch, load_batch, read_meta
from training.files.arrays import read_array
from training.files.errors import UserError
from training.files.strict_json import Malformed


def test_what_was_used_longest_ago_goes(tmp_path: Path) -> None:
    folders = [tmp_path / f"{i:020x}" for i in range(4)]
    for age, folder in enumerate(folders):
        folder.mkdir()
        (folder / "images.npy").write_bytes(bytes(1000))
        os.utime(folder, (1000 - age, 1000 - age))
    (tmp_path / "downloads").mkdir()
    kept.mark_used(folders[3])
    kept.trim(tmp_path, keep=folders[2], most=3500)
    assert [folder.exists() for folder in folders] == [True, False, True, True]
    kept.trim(tmp_path, keep=folders[2], most=1)
    assert [path.name for path in tmp_path.iterdir() if path != folders[2]] == ["downloads"]
    assert kept.clear(tmp_path) == (1, 1000)
    assert [path.name for path in tmp_path.iterdir()] == ["downloads"]


def test_one_that_is_loaded_again_was_used_now(class_folders: Path, tmp_path: Path) -> None:
    cache.load(class_folders, tmp_path / "cache")
    (folder,) = (tmp_path / "cache").iterdir()
    os.utime(folder, (1000, 1000))
    cache.load(class_folders, tmp_path / "cache")
    assert folder.stat().st_mtime > 1000


def test_decoding_one_lets_go_of_others(
    class_folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cache.load(class_folders, tmp_path / "cache")
    monkeypatch.setattr(kept, "MAX_BYTES", 1)
    monkeypatch.setattr(kept.trim, "__defaults__", (1,))
    next((class_folders / "train" / "bird").iterdir()).unlink()
    second = cache.load(class_folders, tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 1
    assert first.train.images.mean() > 0 and second.train.images.mean() > 0  # both maps hold


@pytest.mark.parametrize("file", ["images.npy", "labels.npy", "names.json", "meta.json"])
def test_a_cache_is_not_believed(class_folders: Path, tmp_path: Path, file: str) -> None:
    cache.load(class_folders, tmp_path / "cache")
    (whole,) = (tmp_path / "cache").iterdir()
    content, rng = (whole / file).read_bytes(), random.Random(file)
    for _ in range(15):
        changed = bytearray(content)
        for _ in range(rng.randrange(1, 4)):
            start = rng.randrange(min(len(changed), 300))
            changed[start : start + rng.randrange(1, 30)] = rng.randbytes(rng.randrange(30))
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(whole, copy)
        (copy / file).write_bytes(changed)
        try:
            data = read_decoded(copy)
        except Malformed:
            continue
        assert all(isinstance(name, str) for name in (*data.classes, *data.pictures.names))
        assert data.pictures.images.shape == (72, 32, 32, 3)
        assert data.pictures.labels.max() < len(data.classes)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("classes", [1, 2, 3]),
        ("classes", [["x"]] * 3),
        ("pictures", 10**15),
        ("train_count", -1),
        ("train_count", 10**400),
        ("held_out", 70),
        ("format", 2),
        ("classes", ["bird", "bird", "horse"]),
        ("groups", ["a"]),
        ("fingerprint", "../../x"),
        ("left_out", "many"),
    ],
)
def test_odd_numbers_and_names_in_a_cache(
    class_folders: Path, tmp_path: Path, field: str, value: Any
) -> None:
    right = told(cache.load(class_folders, tmp_path / "cache"))
    (meta,) = (tmp_path / "cache").glob("*/meta.json")
    meta.write_text(json.dumps({**json.loads(meta.read_text()), field: value}))
    assert told(cache.load(class_folders, tmp_path / "cache")) == right


def told(data: DataSet) -> tuple[Any, ...]:
    """All that ``meta.json`` says of a data set."""
    sizes = len(data.pictures.names), data.train_count, data.held_out
    return data.fingerprint, data.classes, data.groups, sizes, data.unreadable, data.left_out


@pytest.mark.parametrize("label", [-1, 3])
def test_labels_and_names_in_a_cache_are_compared(
    class_folders: Path, tmp_path: Path, label: int
) -> None:
    cache.load(class_folders, tmp_path / "cache")
    (folder,) = (tmp_path / "cache").iterdir()
    whole = np.load(folder / "labels.npy")
    np.save(folder / "labels.npy", np.where(np.arange(len(whole)) == 5, label, whole))
    with pytest.raises(Malformed, match="has no class"):
        read_decoded(folder)
    np.save(folder / "labels.npy", whole)
    names = json.loads((folder / "names.json").read_text())
    (folder / "names.json").write_text(json.dumps([*names[:-1], names[0]]))
    with pytest.raises(Malformed, match="other names than pictures"):
        read_decoded(folder)


def test_an_array_is_what_it_must_be_or_refused(tmp_path: Path) -> None:
    path, array = tmp_path / "x.npy", np.arange(12, dtype=np.int64).reshape(3, 4)
    np.save(path, array)
    for mapped in (False, True):
        assert np.array_equal(read_array(path, np.int64, (3, 4), mapped), array)
    for dtype, shape in ((np.int64, (4, 3)), (np.int32, (3, 4)), (np.int64, (10**15,))):
        with pytest.raises(Malformed):
            read_array(path, dtype, shape)
    np.save(path, np.array([{}], object), allow_pickle=True)
    with pytest.raises(Malformed):
        read_array(path, np.int64, (1,))


SIMPLE = st.none() | st.booleans() | st.integers() | st.floats() | st.binary(max_size=9) | st.text()
VALUES = st.recursive(
    SIMPLE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SIMPLE, inner, max_size=3)
)
KEYS = st.sampled_from(
    [b"data", b"labels", b"fine_labels", b"coarse_labels", b"label_names", "data", b"\xff", 3]
)
ARRAYS = st.sampled_from(
    [np.zeros((2, 3072), np.uint8), np.zeros((2, 3)), np.array(["a"]), np.zeros((2,), np.int64)]
)


@seed(1)
@settings(max_examples=150)
@given(st.dictionaries(KEYS, VALUES | ARRAYS | st.just([0, 1]), max_size=5) | VALUES)
def test_what_was_unpickled_is_not_believed(content: Any) -> None:
    meta = OfficialMeta(("a", "b"), ("c", "d"))
    try:
        loaded = load_batch(pickle.dumps(content, protocol=2))
        if is_batch(loaded):
            for row in batch_rows(loaded, meta):
                assert row.class_name in meta.classes and row.pixels.shape == (32, 32, 3)
        assert all(isinstance(name, str) for name in read_meta(loaded).classes)
    except UserError as error:
        assert "\n" not in str(error)


def test_changed_bytes_of_a_batch_give_rows_or_a_sentence() -> None:
    batch = {b"data": np.zeros((2, 3072), np.uint8), b"labels": [0, 1], b"filenames": [b"x"] * 2}
    whole, rng = pickle.dumps(batch, protocol=2), random.Random(5)
    for _ in range(300):
        changed = bytearray(whole)
        for _ in range(rng.randrange(1, 4)):
            start = rng.choice([rng.randrange(200), len(whole) - rng.randrange(1, 150)])
            changed[start : start + rng.randrange(1, 6)] = rng.randbytes(rng.randrange(6))
        try:
            loaded = load_batch(bytes(changed))
            if is_batch(loaded):
                list(batch_rows(loaded, OfficialMeta(("a", "b"))))
        except UserError as error:
            assert str(error).count("fetch the archive again") == 1


def test_a_pickle_cannot_unfold_to_gigabytes() -> None:
    doubled = b"\x80\x02c_codecs\nencode\n(X\x01\0\0\0aX\x03\0\0\0hextR."
    with pytest.raises(OddData, match="hex is not part of a CIFAR batch"):
        load_batch(doubled)
