"""Reading data: every format gives the same pictures, and hostile input does no harm."""

import io
import pickle
import re
import shutil
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.conftest import CLASSES, add_to_tar, make_pictures
from training.data import cache
from training.data.dataset import UNLABELLED
from training.data.decoding import decode_picture
from training.data.formats import read_pictures
from training.data.official import load_batch
from training.files.errors import UserError


def test_official_archive(official_archive: Path, tmp_path: Path) -> None:
    data = cache.load(official_archive, tmp_path / "cache")
    assert data.classes == CLASSES
    assert data.train.images.shape == (120, 32, 32, 3)
    assert data.test.images.shape == (30, 32, 32, 3)
    # The main colour tells the label, so a transposed or shuffled reading cannot pass.
    colours = data.train.images.mean((1, 2)).argmax(1)
    assert (colours == data.train.labels).all()
    expected = {p.tobytes() for p in make_pictures(30, 9)[0]}
    assert {np.asarray(p).tobytes() for p in data.test.images} == expected


def test_containers_give_the_same_data(class_folders: Path, tmp_path: Path) -> None:
    tar = Path(shutil.make_archive(str(tmp_path / "a"), "gztar", class_folders))
    zipped = Path(shutil.make_archive(str(tmp_path / "b"), "zip", class_folders))
    loaded = [cache.load(path, tmp_path / "cache") for path in (class_folders, tar, zipped)]
    assert len({data.fingerprint for data in loaded}) == 1
    assert loaded[0].train.images.shape == (60, 32, 32, 3)
    assert loaded[0].test.images.shape == (12, 32, 32, 3)


def test_validation_is_the_last_tenth_of_each_class(official_archive: Path, tmp_path: Path) -> None:
    data = cache.load(official_archive, tmp_path / "cache")
    validation, training = data.validation_indices(), data.training_indices()
    assert sorted([*validation, *training]) == list(range(120))
    assert np.bincount(data.train.labels[validation]).tolist() == [4, 4, 4]
    for label in range(3):
        mine = [i for i in training if data.train.labels[i] == label]
        others = [i for i in validation if data.train.labels[i] == label]
        assert max(mine) < min(others)


def test_second_load_decodes_nothing(
    official_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cache.load(official_archive, tmp_path / "cache")

    def refuse(path: Path) -> None:
        raise AssertionError("decoded again")

    monkeypatch.setattr(cache, "read_pictures", refuse)
    assert cache.load(official_archive, tmp_path / "cache").fingerprint == first.fingerprint


def test_changed_source_is_read_again(class_folders: Path, tmp_path: Path) -> None:
    before = cache.load(class_folders, tmp_path / "cache")
    next((class_folders / "train" / "bird").iterdir()).unlink()
    after = cache.load(class_folders, tmp_path / "cache")
    assert len(after.train.labels) == len(before.train.labels) - 1
    assert after.fingerprint != before.fingerprint


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (print, ("code ran",))


def test_pickle_runs_no_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserError, match="fetch the archive again"):
        load_batch(pickle.dumps({b"data": _Evil()}, protocol=2))
    assert "code ran" not in capsys.readouterr().out


@pytest.mark.parametrize("keep", [0.2, 0.7, 0.95])
def test_truncated_archive(official_archive: Path, tmp_path: Path, keep: float) -> None:
    content = official_archive.read_bytes()
    official_archive.write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(UserError, match="again"):
        cache.load(official_archive, tmp_path / "cache")
    assert list((tmp_path / "cache").glob("*")) == []  # nothing half-written


def test_wrong_shape_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wrong.tar"
    with tarfile.open(path, "w") as archive:
        batch = {b"data": np.zeros((3, 100), np.uint8), b"labels": [0, 0, 0]}
        add_to_tar(archive, "data_batch_1", pickle.dumps(batch, protocol=2))
        meta = pickle.dumps({b"label_names": [b"bird"]}, protocol=2)
        add_to_tar(archive, "batches.meta", meta)
    with pytest.raises(UserError, match=r"^data_batch_1 has the wrong shape"):
        read_pictures(path)


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n\0\0"])
def test_no_picture_is_named(content: bytes) -> None:
    with pytest.raises(UserError, match=r"bird/1\.png is not a picture"):
        decode_picture(content, "bird/1.png")


def test_missing_and_empty_sources(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no data set"):
        cache.load(tmp_path / "nowhere", tmp_path / "cache")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="no CIFAR batches"):
        cache.load(tmp_path / "empty", tmp_path / "cache")


def test_large_picture_is_cropped_and_resized(tmp_path: Path) -> None:
    wide = np.zeros((40, 120, 3), np.uint8)
    wide[:, 40:80] = 200  # the centred square is all that must be left
    Image.fromarray(wide).save(tmp_path / "wide.png")
    pixels = decode_picture((tmp_path / "wide.png").read_bytes(), "wide.png")
    assert pixels.shape == (32, 32, 3)
    assert (pixels == 200).all()


def test_real_data(real_data: Path, real_cache: Path) -> None:
    data = cache.load(real_data, real_cache)
    assert len(data.classes) == 10
    assert np.bincount(data.train.labels).tolist() == [5000] * 10
    assert np.bincount(data.test.labels).tolist() == [1000] * 10
    assert len(data.training_indices()) == 45_000


def test_names_tell_split_class_and_file(class_folders: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    class_folders.rename(outer / "deep")
    data = cache.load(outer, tmp_path / "cache")
    for split, part in (("train", data.train), ("test", data.test)):
        assert len(part.names) == len(part.labels) == len(part.images)
        for name, label, pixels in zip(part.names, part.labels, part.images, strict=True):
            assert name.startswith(f"{split}/{data.classes[label]}/")
            file = outer / "deep" / f"{name}.png"
            assert np.array_equal(decode_picture(file.read_bytes(), name), pixels)


def test_official_pictures_are_numbered_within_their_class(
    official_archive: Path, tmp_path: Path
) -> None:
    data = cache.load(official_archive, tmp_path / "cache")
    assert data.train.names[:2] == ("train/airplane/0000", "train/airplane/0001")
    assert data.train.names[-1] == "train/horse/0039"  # a third of five batches of 24
    pictures, labels = make_pictures(30, 9)
    place = data.test.names.index("test/bird/0003")
    assert np.array_equal(data.test.images[place], pictures[labels == 1][3])


def test_names_are_different_where_files_are_hardly(tmp_path: Path) -> None:
    for place in ("a/bird/1.png", "a/bird/1.bmp", "b/bird/1.png", "b/bird/2.png"):
        (tmp_path / "x" / place).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(make_pictures(1)[0][0]).save(tmp_path / "x" / place)
    data = cache.load(tmp_path / "x", tmp_path / "cache")
    assert data.train.names == ("bird/1", "a/bird/1.png", "b/bird/1.png", "bird/2")


def test_splits_share_the_memory_of_the_whole(official_archive: Path, tmp_path: Path) -> None:
    data = cache.load(official_archive, tmp_path / "cache")
    assert isinstance(data.pictures.images, np.memmap)
    assert np.shares_memory(data.train.images, data.pictures.images)
    assert data.pictures.names == data.train.names + data.test.names
    assert (data.pictures.labels == [*data.train.labels, *data.test.labels]).all()


def test_loose_pictures_are_no_labelled_data(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for i, pixels in enumerate(make_pictures(3)[0]):
        Image.fromarray(pixels).save(folder / f"{i}.png")
    (folder / "gone.png").symlink_to(folder / "nowhere.png")
    data = cache.load(folder, tmp_path / "cache", labelled=False)
    assert data.classes == UNLABELLED
    assert data.pictures.names == ("0", "1", "2")
    with pytest.raises(UserError, match="give a folder or an archive with one folder of pictures"):
        cache.load(folder, tmp_path / "cache")


def test_of_a_folder_that_holds_an_archive_the_archive_is_to_be_given(
    official_archive: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "fetched"
    folder.mkdir()
    packed = official_archive.rename(folder / official_archive.name)
    with pytest.raises(UserError, match=f"give {re.escape(packed.name)} in it itself"):
        cache.load(folder, tmp_path / "cache")
    assert cache.load(packed, tmp_path / "cache").train_count


def test_progress_counts_and_can_stop(class_folders: Path, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop_at_20(read: int) -> None:
        if read == 20:
            raise Stop

    with pytest.raises(Stop):
        cache.load(class_folders, tmp_path / "cache", progress=stop_at_20)
    assert not (tmp_path / "cache").exists()
    told: list[int] = []
    cache.load(class_folders, tmp_path / "cache", progress=told.append)
    assert [read for read in told if read] == list(range(1, 73))


def test_hidden_files_are_no_pictures(class_folders: Path, tmp_path: Path) -> None:
    before = cache.load(class_folders, tmp_path / "cache")
    (class_folders / "train" / "bird" / "._01.png").write_bytes(b"a Mac's notes on 01.png")
    after = cache.load(class_folders, tmp_path / "cache")
    assert after.fingerprint == before.fingerprint


@pytest.mark.parametrize("file", ["images.npy", "labels.npy", "names.json", "meta.json"])
@pytest.mark.parametrize("keep", [0.0, 0.99])
def test_a_damaged_cache_is_made_again(
    class_folders: Path, tmp_path: Path, file: str, keep: float
) -> None:
    before = cache.load(class_folders, tmp_path / "cache")
    pictures = np.array(before.pictures.images)  # the map is onto the file that is damaged here
    (damaged,) = (tmp_path / "cache").glob(f"*/{file}")
    damaged.write_bytes(damaged.read_bytes()[: int(damaged.stat().st_size * keep)])
    after = cache.load(class_folders, tmp_path / "cache")
    assert (after.fingerprint, after.pictures.names) == (before.fingerprint, before.pictures.names)
    assert np.array_equal(after.pictures.images, pictures)


def test_photographs_are_turned_and_flattened() -> None:
    grey = np.zeros((40, 40, 3), np.uint8)
    grey[:20] = 200  # bright at the top, but taken with the camera upside down
    photograph = Image.fromarray(grey)
    photograph.getexif()[0x0112] = 3
    content = io.BytesIO()
    photograph.save(content, "PNG", exif=photograph.getexif())
    pixels = decode_picture(content.getvalue(), "x.png")
    assert pixels[:14].max() == 0 and pixels[18:].min() == 200
    clear, content = Image.new("RGBA", (32, 32), (0, 0, 0, 0)), io.BytesIO()
    clear.save(content, "PNG")
    assert (decode_picture(content.getvalue(), "y.png") == 255).all()


def test_deep_grey_is_scaled() -> None:
    content = io.BytesIO()
    Image.fromarray(np.full((32, 32), 0x8000, np.uint16)).save(content, "PNG")
    assert (decode_picture(content.getvalue(), "x.png") == 128).all()


def test_formats_that_run_other_programs_are_refused(tmp_path: Path) -> None:
    content = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 32 32\n%%EndComments\n"
    with pytest.raises(UserError, match="not a picture"):
        decode_picture(content, "x.png")


def test_unreadable_pictures_are_all_named_and_skipped_on_demand(tmp_path: Path) -> None:
    folder, cached = tmp_path / "data", tmp_path / "cache"
    for name in ("bird", "horse"):
        (folder / name).mkdir(parents=True)
        Image.fromarray(make_pictures(1)[0][0]).save(folder / name / "good.png")
        (folder / name / "bad.png").write_bytes(b"no picture")
    for _ in range(2):  # read, and from the cache
        with pytest.raises(UserError, match=r"2 pictures .*bird/bad\.png.*horse/bad\.png.*skip"):
            cache.load(folder, cached)
    data = cache.load(folder, cached, skip_unreadable=True)
    assert len(data.train.labels) == 2 and data.unreadable.count == 2
    (folder / "bird" / "good.png").unlink()
    (folder / "horse" / "good.png").unlink()
    with pytest.raises(UserError, match="2 pictures"):
        cache.load(folder, cached, skip_unreadable=True)
