"""Films are read again as what was written, whole or not at all."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from explorer.core.films import (
    GIF,
    KINDS,
    MAX_FRAMES,
    MP4,
    STRIP,
    WEBP,
    Cut,
    FilmKind,
    film_kind,
    moments,
    write_film,
)
from training.files.errors import UserError
from training.files.paper import enlarge

FRAMES = np.stack(
    [
        np.random.default_rng(i).integers(0, 256, (8, 8, 3), np.uint8).repeat(4, 0).repeat(4, 1)
        for i in range(7)
    ]
)


def target(folder: Path, kind: FilmKind) -> Path:
    return folder / f"film{kind.suffix}"


def read_frames(path: Path) -> list[np.ndarray]:
    with Image.open(path) as image:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]


@pytest.mark.parametrize("kind", [GIF, WEBP], ids=lambda kind: kind.name)
@pytest.mark.parametrize("repeats", [True, False])
def test_animations_have_every_frame_at_its_time_in_sharp_squares(
    kind: FilmKind, repeats: bool, tmp_path: Path
) -> None:
    path = target(tmp_path, kind)
    write_film(path, kind, list(FRAMES), Cut(scale=3, rate=12, repeats=repeats))
    frames = read_frames(path)
    assert len(frames) == len(FRAMES)
    for frame, picture in zip(frames, FRAMES, strict=True):
        np.testing.assert_array_equal(frame, enlarge(picture, 3))
    with Image.open(path) as image:
        lasting = []
        for shown in ImageSequence.Iterator(image):
            shown.load()
            lasting.append(shown.info["duration"])
        assert sum(lasting) == pytest.approx(1000 * len(FRAMES) / 12, abs=6)
        if kind is WEBP:
            assert image.info["loop"] == (0 if repeats else 1)
        else:
            assert image.info.get("loop") == (0 if repeats else None)


def test_colours_of_a_gif_do_not_flicker(tmp_path: Path) -> None:
    """A smooth picture of more than 256 colours, which goes slowly from light to dark."""
    ramp = np.linspace(0, 1, 32)
    shades = np.stack(np.broadcast_arrays(ramp[:, None], ramp[None], 1 - ramp[:, None] * ramp), -1)
    frames = [np.rint(shades * level).astype(np.uint8) for level in range(120, 200, 4)]
    write_film(tmp_path / "slow.gif", GIF, frames, Cut(scale=1))
    shown = np.stack(read_frames(tmp_path / "slow.gif")).astype(float)
    error = shown - np.stack(frames)
    assert np.abs(error).max() <= 12
    assert np.abs(error).mean() < 2.5 and np.abs(np.diff(error, axis=0)).mean() < 3


def test_still_frames_count(tmp_path: Path) -> None:
    """The time of frames that are alike must not be lost."""
    write_film(tmp_path / "still.gif", GIF, [FRAMES[0]] * 10, Cut(scale=1, rate=10))
    with Image.open(tmp_path / "still.gif") as image:
        total = 0
        for i in range(getattr(image, "n_frames", 1)):
            image.seek(i)
            total += image.info["duration"]
    assert total == 1000


def test_a_video_shows_the_frames(tmp_path: Path) -> None:
    av = pytest.importorskip("av")
    path = target(tmp_path, MP4)
    write_film(path, MP4, list(FRAMES), Cut(scale=8, rate=10))
    with av.open(str(path)) as film:
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
        assert float(film.streams.video[0].average_rate) == 10
    assert len(frames) == len(FRAMES) and frames[0].shape == (256, 256, 3)
    for frame, picture in zip(frames, FRAMES, strict=True):
        assert np.abs(frame.astype(float) - enlarge(picture, 8)).mean() < 8


def test_a_video_without_pyav_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "pip install av" in MP4.missing and not GIF.missing
    with pytest.raises(UserError, match="PyAV"):
        write_film(target(tmp_path, MP4), MP4, list(FRAMES), Cut())
    assert not list(tmp_path.iterdir())


def test_frames_become_files_and_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    folder = film_kind(tmp_path / "frames")
    for count in (7, 3):  # the second takes the place of the first
        write_film(tmp_path / "frames", folder, list(FRAMES[:count]), Cut(scale=2))
        files = sorted((tmp_path / "frames").iterdir())
        assert [file.name for file in files] == [f"{i:04d}.png" for i in range(1, count + 1)]
    with Image.open(files[2]) as image:
        np.testing.assert_array_equal(np.asarray(image), enlarge(FRAMES[2], 2))
    (tmp_path / "frames" / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match=r"other files in it, such as notes\.txt"):
        write_film(tmp_path / "frames", folder, list(FRAMES), Cut())
    assert (tmp_path / "frames" / "notes.txt").read_text() == "mine"


def test_a_zip_has_the_frames(tmp_path: Path) -> None:
    path = tmp_path / "film.zip"
    write_film(path, film_kind(path), list(FRAMES), Cut(scale=1))
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [f"{i:04d}.png" for i in range(1, 8)]
        assert archive.testzip() is None


def test_a_strip_has_the_frames_side_by_side(tmp_path: Path) -> None:
    path = target(tmp_path, STRIP)
    write_film(path, STRIP, list(FRAMES), Cut(scale=2))
    with Image.open(path) as image:
        pixels = np.asarray(image)
    assert pixels.shape == (64, 2 * (7 * 33 - 1), 3)
    for i, picture in enumerate(FRAMES):
        np.testing.assert_array_equal(pixels[:, 66 * i : 66 * i + 64], enlarge(picture, 2))
    with pytest.raises(UserError, match="pixels wide"):
        write_film(path, STRIP, [FRAMES[0]] * 300, Cut(scale=16))


class Stop(Exception):
    pass


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_film_that_is_stopped_leaves_nothing_and_the_old_one_stays(
    kind: FilmKind, tmp_path: Path
) -> None:
    if kind.missing:
        pytest.skip(kind.missing)
    told: list[int] = []

    def counted(done: int) -> None:
        told.append(done)
        if done == 4:
            raise Stop

    path = target(tmp_path, kind)
    with pytest.raises(Stop):
        write_film(path, kind, list(FRAMES), Cut(), counted)
    assert not list(tmp_path.iterdir()) and told == [0, 1, 2, 3, 4]
    write_film(path, kind, list(FRAMES[:2]), Cut(scale=1), told.append)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    with pytest.raises(Stop):
        write_film(path, kind, list(FRAMES), Cut(), counted)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_a_film_can_be_stopped_until_all_of_it_is_written(tmp_path: Path) -> None:
    def counted(done: int) -> None:
        if done == len(FRAMES):
            (scratch,) = tmp_path.iterdir()
            assert scratch.stat().st_size > 500 and scratch != target(tmp_path, GIF)
            raise Stop

    with pytest.raises(Stop):
        write_film(target(tmp_path, GIF), GIF, list(FRAMES), Cut(), counted)
    assert not list(tmp_path.iterdir())


def test_bounds_are_said() -> None:
    with pytest.raises(UserError, match="1 to 16 times"):
        Cut(scale=17)
    with pytest.raises(UserError, match="1 to 50 frames a second"):
        Cut(rate=0.5)
    with pytest.raises(UserError, match=f"1 to {MAX_FRAMES} frames"):
        write_film(Path("never.gif"), GIF, [], Cut())
    with pytest.raises(UserError, match=r"\.gif, \.webp, \.mp4, \.zip or \.png"):
        film_kind(Path("film.avi"))
    assert film_kind(Path("FILM.GIF")) is GIF


@pytest.mark.parametrize("rate", [1, 7, 24, 25, 30, 50])
def test_moments_add_up(rate: float) -> None:
    for unit in (0.01, 0.001):
        lasting = moments(100, rate, unit)
        assert sum(lasting) == pytest.approx(100 / rate / unit, abs=1) and min(lasting) >= 1
