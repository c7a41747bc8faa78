"""What folders mean: splits, classes, and what is left out."""

import inspect
import pickle
import sys
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
from PIL import Image

from explorer.core.gallery.gallery import NO_CLASS, open_gallery
from tests.conftest import batch_bytes, cifar100_bytes, make_pictures
from training.data import cache, limits
from training.data.layout import SeveralDataSets, places
from training.data.subset import thinned
from training.files.errors import UserError


def told(*names: str) -> list[str]:
    """The split and class of each name, as ``split:class``."""
    return [":".join(place) for place in places([PurePosixPath(name) for name in names])]


@pytest.mark.parametrize("word", ["val", "Valid", "VALIDATION"])
def test_split_words_in_any_case(word: str) -> None:
    names = ("Train/horse/1.png", f"{word}/horse/2.png", "TEST/horse/3.png")
    assert told(*names) == ["train:horse", "validation:horse", "test:horse"]
    below = ("horse/Train/1.png", f"horse/{word}/2.png", "bird/test/3.png")
    assert told(*below) == ["train:horse", "validation:horse", "test:bird"]


def test_the_class_is_the_folder_below_the_split() -> None:
    names = ("x/train/horse/images/1.png", "x/train/bird/a/b/2.png", "x/test/bird/3.png")
    assert told(*names) == ["train:horse", "train:bird", "test:bird"]


def test_the_class_is_the_first_folder_that_differs() -> None:
    assert told("data/horse/images/1.png", "data/bird/images/2.png") == [
        "train:horse",
        "train:bird",
    ]
    assert told("horse/1.png", "horse/2.png") == ["train:horse"] * 2
    assert told("data/horse/1.png", "data/bird/2.png", "data/x.png")[2] == "train:"
    assert told("1.png", "a/2.png") == ["train:", "train:a"]


def test_a_folder_of_images_of_any_class_is_no_class() -> None:
    names = ("train/horse/images/1.png", "train/bird/images/2.png", "val/images/3.png")
    assert told(*names) == ["train:horse", "train:bird", "validation:"]
    assert told("images/train/1.png", "images/val/2.png") == ["train:", "validation:"]
    assert told("train/1.png", "test/2.png") == ["train:", "test:"]


def test_capitals_and_accents_part_no_classes() -> None:
    assert told("train/Horse/1.png", "test/horse/2.png") == ["train:Horse", "test:Horse"]
    composed, apart = "train/\u00e2ne/1.png", "train/a\u0302ne/2.png"
    assert len(set(told(composed, apart, "train/x/3.png"))) == 2


def test_two_data_sets_under_one_root() -> None:
    with pytest.raises(SeveralDataSets) as error:
        told("mnist/train/1/1.png", "cifar/test/bird/2.png")
    assert error.value.folders == ["cifar", "mnist"]


def put(root: Path, *names: str) -> None:
    for i, name in enumerate(names):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        kind = None if file.suffix in {".png", ".jpg", ".tif", ".ppm"} else "PNG"
        Image.fromarray(make_pictures(1, i)[0][0]).save(file, kind)


def test_validation_folders_are_kept_apart(tmp_path: Path) -> None:
    for split, count in (("train", 20), ("val", 6), ("test", 4)):
        for name in ("bird", "horse"):
            put(tmp_path / "x", *(f"{split}/{name}/{i}.png" for i in range(count)))
    data = cache.load(tmp_path / "x", tmp_path / "cache")
    assert (len(data.training_indices()), len(data.validation_indices())) == (40, 12)
    assert {data.train.names[i].split("/")[0] for i in data.validation_indices()} == {"val"}
    assert len(data.test.labels) == 8
    half = thinned(data, 0.5)
    names = {half.train.names[i].split("/")[0] for i in half.training_indices()}
    assert names == {"train"} and len(half.training_indices()) == 20


def test_junk_is_skipped_and_the_rest_is_listed(tmp_path: Path) -> None:
    root = tmp_path / "x"
    put(root, "bird/1.png", "horse/1.png", "@eaDir/1.png", ".ipynb_checkpoints/1.png")
    put(root, "@Recycle/1.png", "#snapshot/1.png", "@tmp/1.png", "lost+found/1.png")
    put(root, "bird/@eaDir/t.png", "bird/.hidden/t.png", "__MACOSX/x/1.png", "#recycle/1.png")
    put(root, "cover.png")
    (root / "bird" / "Thumbs.db").write_bytes(b"x")
    (root / "labels.csv").write_text("1,2")
    (root / "bird" / "gone.png").symlink_to(root / "nowhere.png")
    data = cache.load(root, tmp_path / "cache")
    assert data.pictures.names == ("bird/1", "horse/1")
    assert data.left_out.count == 3
    assert [line.split()[0] for line in data.left_out.first] == [
        "bird/gone.png",
        "labels.csv",
        "cover",
    ]


def test_links_are_followed_but_not_in_circles(tmp_path: Path) -> None:
    put(tmp_path / "real", "bird/1.png", "horse/1.png")
    root = tmp_path / "x"
    (root / "horse").mkdir(parents=True)
    (root / "bird").symlink_to(tmp_path / "real" / "bird")
    (root / "horse" / "1.png").symlink_to(tmp_path / "real" / "horse" / "1.png")
    (root / "horse" / "again").symlink_to(root)
    data = cache.load(root, tmp_path / "cache")
    assert data.pictures.names == ("bird/1", "horse/1")
    put(tmp_path / "real", "bird/2.png")  # what is behind a link counts for what has changed
    assert len(cache.load(root, tmp_path / "cache").pictures.names) == 3


def test_links_to_one_another_are_told_and_pass(tmp_path: Path) -> None:
    root = tmp_path / "x"
    put(root, "bird/1.png", "horse/1.png")
    (root / "horse" / "self").symlink_to("self")
    (root / "one").symlink_to("other")
    (root / "other").symlink_to("one")
    data = cache.load(root, tmp_path / "cache")
    assert data.pictures.names == ("bird/1", "horse/1")
    assert data.left_out.first[0] == "horse/self is a link that leads to no file here"
    assert data.left_out.count == 3
    with pytest.raises(UserError, match="There is no data set at"):
        cache.load(root / "one", tmp_path / "cache")


def test_links_that_multiply_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_LINKS", 500)
    put(tmp_path / "x", "bird/1.png", "horse/1.png")
    for i in range(30):  # twice as many ways at each: a thousand million
        (tmp_path / "x" / f"f{i}").mkdir()
        for name in "ab":
            (tmp_path / "x" / f"f{i}" / name).symlink_to(f"../f{i + 1}")
    (tmp_path / "x" / "f30").mkdir()
    with pytest.raises(UserError, match="more than 500 links to folders"):
        cache.load(tmp_path / "x", tmp_path / "cache")


def test_folders_may_lie_deep(tmp_path: Path) -> None:
    put(tmp_path / "x", f"{'d/' * 300}bird/1.png", f"{'d/' * 300}horse/1.png")
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 250)  # deeper ones could hardly be deleted again
    try:
        data = cache.load(tmp_path / "x", tmp_path / "cache")
    finally:
        sys.setrecursionlimit(usual)
    assert data.classes == ("bird", "horse")


def test_folders_without_files_can_be_let_go_of(tmp_path: Path) -> None:
    (tmp_path / "y" / "empty").mkdir(parents=True)

    def stop(read: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        cache.load(tmp_path / "y", tmp_path / "cache", stop)


def test_moving_between_class_folders_is_seen(tmp_path: Path) -> None:
    put(tmp_path / "x", "bird/1.png", "bird/2.png", "horse/3.png")
    before = cache.load(tmp_path / "x", tmp_path / "cache")
    (tmp_path / "x" / "bird" / "2.png").rename(tmp_path / "x" / "horse" / "2.png")
    after = cache.load(tmp_path / "x", tmp_path / "cache")
    assert (before.train.labels.tolist(), after.train.labels.tolist()) == ([0, 0, 1], [0, 1, 1])


def test_names_that_are_no_text(tmp_path: Path) -> None:
    root = tmp_path / "x"
    put(root, "bird/1.png", "x/1.png")
    (root / "bird" / "1.png").rename(root / "bird" / "caf\udce9.png")
    (root / "x").rename(root / "\udce2ne")
    for _ in range(2):  # decoded, and from the cache
        data = cache.load(root, tmp_path / "cache")
        assert data.classes == ("bird", "\udce2ne")
        assert data.pictures.names == ("bird/caf\udce9", "\udce2ne/1")


def test_loose_pictures_beside_a_folder_are_shown(tmp_path: Path) -> None:
    put(tmp_path / "x", "1.png", "2.png", "Screenshots/3.png")
    gallery = open_gallery(tmp_path / "x", tmp_path / "cache")
    assert len(gallery) == 3
    assert gallery.classes == ("Screenshots",)
    assert gallery.labels.tolist() == [NO_CLASS, NO_CLASS, 0]
    data = cache.load(tmp_path / "x", tmp_path / "cache")
    assert (data.classes, data.pictures.names) == (("Screenshots",), ("Screenshots/3",))
    assert data.left_out.count == 2


def test_every_kind_of_picture_is_told_by_its_content(tmp_path: Path) -> None:
    put(tmp_path / "x", "a/1.tif", "a/2.ppm", "a/3.jfif", "a/4", "b/5.jpe", "b/6.txt")
    data = cache.load(tmp_path / "x", tmp_path / "cache")
    assert len(data.pictures.names) == 6


def cifar10(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "data_batch_1").write_bytes(batch_bytes(*make_pictures(6)))
    meta = {b"label_names": [b"airplane", b"bird", b"horse"]}
    (folder / "batches.meta").write_bytes(pickle.dumps(meta, protocol=2))


def cifar100(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "train").write_bytes(cifar100_bytes(8, 1))
    meta = {b"fine_label_names": list("abcd"), b"coarse_label_names": list("xyz")}
    (folder / "meta").write_bytes(pickle.dumps(meta, protocol=2))


def test_both_cifars_under_one_root_are_named(tmp_path: Path) -> None:
    cifar10(tmp_path / "x" / "cifar-10-batches-py")
    cifar100(tmp_path / "x" / "cifar-100-python")
    with pytest.raises(UserError, match=r"\(cifar-10-batches-py, cifar-100-python\): give one"):
        cache.load(tmp_path / "x", tmp_path / "cache")
    data = cache.load(tmp_path / "x" / "cifar-10-batches-py", tmp_path / "cache")
    assert data.classes == ("airplane", "bird", "horse")


def test_names_are_those_of_the_folder_of_the_batches(tmp_path: Path) -> None:
    cifar10(tmp_path / "x" / "cifar-10-batches-py")
    cifar100(tmp_path / "x" / "a-cifar-100-python")
    (tmp_path / "x" / "a-cifar-100-python" / "train").unlink()
    assert cache.load(tmp_path / "x", tmp_path / "cache").classes == ("airplane", "bird", "horse")
    (tmp_path / "x" / "cifar-10-batches-py" / "batches.meta").unlink()
    with pytest.raises(UserError, match="come without their meta file"):
        cache.load(tmp_path / "x", tmp_path / "cache")


def test_both_cifars_in_one_folder_are_named(tmp_path: Path) -> None:
    cifar10(tmp_path / "x")
    cifar100(tmp_path / "y")
    for file in (tmp_path / "y").iterdir():
        file.rename(tmp_path / "x" / file.name)
    with pytest.raises(UserError, match="CIFAR-10 and CIFAR-100 in one folder: put each"):
        cache.load(tmp_path / "x", tmp_path / "cache")
    (tmp_path / "x" / "train").unlink()  # CIFAR-100's names alone are no other's
    assert cache.load(tmp_path / "x", tmp_path / "cache").classes == ("airplane", "bird", "horse")
    (tmp_path / "x" / "batches.meta").unlink()
    with pytest.raises(UserError, match="without their meta file"):
        cache.load(tmp_path / "x", tmp_path / "cache")


@pytest.mark.parametrize("content", [b"", b"some text", b"\x80\2junk", pickle.dumps({"a": 1})])
def test_a_damaged_batch_among_others_is_no_file_beside_them(
    tmp_path: Path, content: bytes
) -> None:
    cifar10(tmp_path / "x")
    (tmp_path / "x" / "data_batch_2").write_bytes(content)
    with pytest.raises(UserError, match=r"damaged or cut short \(data_batch_2 "):
        cache.load(tmp_path / "x", tmp_path / "cache")


def test_files_called_like_batches_are_none(tmp_path: Path) -> None:
    put(tmp_path / "x", "bird/1.png", "horse/train", "horse/test.png")
    (tmp_path / "x" / "meta").write_text("by me")
    (tmp_path / "x" / "train").mkdir()
    (tmp_path / "x" / "bird" / "test_batch").write_bytes(pickle.dumps({"some": "thing"}))
    (tmp_path / "x" / "bird" / "train").write_bytes(pickle.dumps([1, 2, 3]))
    (tmp_path / "x" / "bird" / "test").write_bytes(b"\x80\4 no pickle")
    data = cache.load(tmp_path / "x", tmp_path / "cache")
    assert data.classes == ("bird", "horse")
    assert len(data.pictures.names) == 3
    assert data.left_out.count == 4


def test_one_bad_picture_refuses_training_not_looking(tmp_path: Path) -> None:
    put(tmp_path / "x", *(f"bird/{i}.png" for i in range(5)))
    (tmp_path / "x" / "bird" / "2.png").write_bytes(b"")
    (tmp_path / "x" / "bird" / "3.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    with pytest.raises(UserError, match=r"2 pictures .*bird/2.png.*bird/3.png.*replace them"):
        cache.load(tmp_path / "x", tmp_path / "cache")
    put(tmp_path / "one", *(f"bird/{i}.png" for i in range(5)))
    (tmp_path / "one" / "bird" / "2.png").write_bytes(b"")
    both_doors = r"1 picture .* replace it, or tick “Skip pictures .* \(--skip-unreadable\)\.$"
    with pytest.raises(UserError, match=both_doors):
        cache.load(tmp_path / "one", tmp_path / "cache")
    for data in (
        cache.load(tmp_path / "x", tmp_path / "cache", skip_unreadable=True),
        cache.load(tmp_path / "x", tmp_path / "cache", labelled=False, skip_unreadable=True),
    ):
        assert len(data.pictures.names) == 3 and data.unreadable.count == 2
    assert len(open_gallery(tmp_path / "x", tmp_path / "cache")) == 3
    assert np.bincount(data.train.labels).tolist() == [3]


def test_capitals_of_classes_are_shown_but_change_nothing(tmp_path: Path) -> None:
    put(tmp_path / "x", "Horse/1.png", "Bird/2.png", "Zebra/3.png")
    gallery = open_gallery(tmp_path / "x", tmp_path / "cache")
    assert gallery.classes == ("Bird", "Horse", "Zebra")
    assert gallery.first_classes == {"Bird", "Horse"}
    assert [gallery.source(i).class_name for i in range(3)] == ["bird", "horse", "Zebra"]
