"""CIFAR-100's two kinds of labels, official sums, and JPEG copies."""

import io
import pickle
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tests.conftest import CLASSES, COARSE, FINE, GROUP_OF, add_to_tar, make_pictures
from training.data import cache, sources, torchvision_shim
from training.data.jpeg import write_jpeg_copy
from training.data.official import read_meta
from training.data.sources import OfficialSource, looks_official, md5_sum, wrong_files
from training.files.errors import UserError


def test_cifar100_fine_and_coarse(cifar100_archive: Path, tmp_path: Path) -> None:
    data = cache.load(cifar100_archive, tmp_path / "cache")
    assert data.classes == FINE
    assert data.groups == tuple(COARSE[i] for i in GROUP_OF)
    assert np.bincount(data.train.labels).tolist() == [10] * 4
    assert data.group_names == COARSE
    assert data.coarse_labels(np.array([0, 1, 2, 3, 0])).tolist() == [1, 2, 2, 0, 1]
    assert len(data.test.labels) == 8
    again = cache.load(cifar100_archive, tmp_path / "cache")
    assert again.groups == data.groups


def test_cifar100_pictures_have_their_rows(cifar100_archive: Path, tmp_path: Path) -> None:
    data = cache.load(cifar100_archive, tmp_path / "cache")
    rows = np.random.default_rng(2).integers(0, 256, (8, 3072), np.uint8)
    expected = {(i % 4, row.reshape(3, 32, 32)[:, 5, 7].tobytes()) for i, row in enumerate(rows)}
    pairs = zip(data.test.labels, data.test.images, strict=True)
    assert {(int(label), image[5, 7].tobytes()) for label, image in pairs} == expected


def test_cifar10_has_no_groups(official_archive: Path, tmp_path: Path) -> None:
    data = cache.load(official_archive, tmp_path / "cache")
    assert data.groups == ()
    with pytest.raises(UserError, match="no coarse classes"):
        data.coarse_labels(data.train.labels)


@pytest.mark.parametrize(
    ("coarse", "message"),
    [([0, 1], "contradict"), ([0], "too few"), ([0, 7], "without a name"), ([0, -1], "without")],
)
def test_bad_coarse_labels(tmp_path: Path, coarse: list[int], message: str) -> None:
    path = tmp_path / "bad.tar"
    rows = np.zeros((2, 3072), np.uint8)
    batch = {b"data": rows, b"fine_labels": [0, 0], b"coarse_labels": coarse}
    meta = {b"fine_label_names": [b"bee"], b"coarse_label_names": [b"fruit", b"insects"]}
    with tarfile.open(path, "w") as archive:
        add_to_tar(archive, "train", pickle.dumps(batch, protocol=2))
        add_to_tar(archive, "meta", pickle.dumps(meta, protocol=2))
    with pytest.raises(UserError, match=message):
        cache.load(path, tmp_path / "cache")


ODD = {"empty": "", "long": "x" * 201, "two lines": "horse\n", "a path": "a/b", "twice": "bird"}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_odd_names_of_classes_are_refused(odd: str) -> None:
    with pytest.raises(UserError, match="odd names of classes: fetch the archive again"):
        read_meta({"label_names": ["bird", odd]})


def _pretend_official(monkeypatch: pytest.MonkeyPatch, **sums: str) -> None:
    parts = tuple((name, md5) for name, md5 in sums.items() if name != "archive")
    source = OfficialSource("cifar10", "", "cifar-10-python.tar.gz", sums["archive"], parts)
    monkeypatch.setattr(sources, "official_source", lambda name: source)


def _unpacked(archive: Path, out: Path) -> Path:
    """Unpack an archive that a fixture made; old Pythons know no filter, new ones ask for it."""
    with tarfile.open(archive) as tar:
        for member in filter(tarfile.TarInfo.isfile, tar):
            path, content = out / member.name, tar.extractfile(member)
            assert content is not None
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read())
    return out / "cifar-10-batches-py"


def test_sum_of_an_archive(official_archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert looks_official(official_archive)
    assert wrong_files(official_archive) == (official_archive.name,)  # it is made up
    _pretend_official(monkeypatch, archive=md5_sum(official_archive))
    assert wrong_files(official_archive) == ()


def test_sums_of_a_folder(
    official_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _unpacked(official_archive, tmp_path / "out")
    assert looks_official(folder) and looks_official(tmp_path / "out")
    names = ("data_batch_1", "test_batch", "batches.meta")
    sums = {name: md5_sum(folder / name) for name in names}
    _pretend_official(monkeypatch, archive="0", **sums)
    assert wrong_files(folder) == ()
    (folder / "test_batch").write_bytes(b"changed")
    assert wrong_files(folder) == ("test_batch",) == wrong_files(tmp_path / "out")


def test_class_folders_do_not_look_official(class_folders: Path) -> None:
    assert not looks_official(class_folders)


def test_jpeg_copy(official_archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "copy.tar.gz"
    steps: list[int] = []
    assert write_jpeg_copy(official_archive, target, 75, steps.append) == 150
    assert steps[-1] == 150
    with tarfile.open(target) as archive:
        names = archive.getnames()
        first = archive.extractfile("test/bird/0000.jpg")
        assert first is not None
        content = first.read()
    assert names[0] == "test/airplane/0000.jpg" and names[-1] == "train/horse/0039.jpg"
    expected = io.BytesIO()
    pictures, labels = make_pictures(30, 9)
    bird = pictures[labels == CLASSES.index("bird")][0]  # the first in the order of the batch
    Image.fromarray(bird).save(expected, "JPEG", quality=75)
    assert content == expected.getvalue()
    again = tmp_path / "again.tar.gz"
    write_jpeg_copy(official_archive, again, 75)
    assert again.read_bytes() == target.read_bytes()


def test_jpeg_copy_is_read_by_the_same_door(official_archive: Path, tmp_path: Path) -> None:
    write_jpeg_copy(official_archive, tmp_path / "copy.tar.gz", 95)
    original = cache.load(official_archive, tmp_path / "cache")
    copy = cache.load(tmp_path / "copy.tar.gz", tmp_path / "cache")
    assert (copy.train.labels == original.train.labels).all()
    difference = copy.train.images.astype(int) - original.train.images
    assert 0 < np.abs(difference).mean() < 20


@pytest.mark.parametrize(
    ("name", "quality", "message"),
    [("a.tar.gz", 0, "1 to 95"), ("a.tar.gz", 100, "1 to 95"), ("a.zip", 75, "tar.gz")],
)
def test_jpeg_refusals(
    official_archive: Path, tmp_path: Path, name: str, quality: int, message: str
) -> None:
    with pytest.raises(UserError, match=message):
        write_jpeg_copy(official_archive, tmp_path / name, quality)
    assert not (tmp_path / name).exists()


def test_jpeg_copy_overwrites_nothing(official_archive: Path, tmp_path: Path) -> None:
    (tmp_path / "a.tar.gz").write_bytes(b"mine")
    with pytest.raises(UserError, match="already"):
        write_jpeg_copy(official_archive, tmp_path / "a.tar.gz", 75)
    assert (tmp_path / "a.tar.gz").read_bytes() == b"mine"


def test_jpeg_files_are_not_made_worse(official_archive: Path, tmp_path: Path) -> None:
    write_jpeg_copy(official_archive, tmp_path / "once.tar.gz", 75)
    with pytest.raises(UserError, match="JPEG files already"):
        write_jpeg_copy(tmp_path / "once.tar.gz", tmp_path / "twice.tar.gz", 75)


def test_interrupted_jpeg_copy_leaves_nothing(official_archive: Path, tmp_path: Path) -> None:
    def interrupt(done: int) -> None:
        if done == 50:
            raise KeyboardInterrupt

    before = set(tmp_path.iterdir())
    with pytest.raises(KeyboardInterrupt):
        write_jpeg_copy(official_archive, tmp_path / "a.tar.gz", 75, interrupt)
    assert set(tmp_path.iterdir()) == before


def test_torchvision_is_usable() -> None:
    datasets = torchvision_shim.import_datasets()
    assert datasets.CIFAR10.base_folder == "cifar-10-batches-py"
    assert torchvision_shim.import_datasets() is datasets


def test_the_shim_steps_in_only_where_the_compiled_part_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not torchvision_shim._compiled_part_loads(tmp_path)
    (tmp_path / "_C.so").write_bytes(b"no library")
    assert not torchvision_shim._compiled_part_loads(tmp_path)
    monkeypatch.setattr(torch.ops, "load_library", lambda path: None)
    assert torchvision_shim._compiled_part_loads(tmp_path)


def test_without_torchvision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torchvision_shim, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="torchvision is missing"):
        torchvision_shim.import_datasets()
