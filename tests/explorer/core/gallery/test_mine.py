"""Pictures of one's own: kept from one start to the next, each once, cut where one says."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from explorer.core.board.sources import Source
from explorer.core.gallery.crop import Crop, centred, cropped, placed, resized
from explorer.core.gallery.mine import Mine, Origin
from explorer.core.gallery.pictures import load_picture, load_whole


def photo(width: int = 90, height: int = 60, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def source(name: str, picture: np.ndarray, crop: Crop | None = None) -> Source:
    return Source.of(name, None, cropped(picture, crop or centred(picture)))


def test_what_is_kept_is_there_at_the_next_start_newest_first(tmp_path: Path) -> None:
    mine, names = Mine(tmp_path / "mine"), ["<b>R&D</b>.png", "Füllen 馬.jpg", "horse.png"]
    for i, name in enumerate(names):
        mine.keep(source(name, photo(seed=i)))
    again = Mine(tmp_path / "mine").gallery()
    assert again.names == tuple(reversed(names))
    assert (again.pictures == mine.gallery().pictures).all()
    for i, name in enumerate(names):
        place = again.find(name)
        assert place is not None and again.source(place) == source(name, photo(seed=i))


def test_the_same_picture_is_kept_once_and_another_of_its_name_gets_a_number(
    tmp_path: Path,
) -> None:
    mine = Mine(tmp_path)
    first = mine.keep(source("horse.png", photo(seed=1)))
    other = mine.keep(source("horse.png", photo(seed=2)))
    assert (first.source.name, other.source.name) == ("horse.png", "horse (2).png")
    for again in (mine, Mine(tmp_path)):
        assert again.keep(source("horse.png", photo(seed=2))).source == other.source
        assert len(again.gallery()) == 2


def test_a_name_that_is_no_text_is_kept_with_question_marks(tmp_path: Path) -> None:
    odd = source("caf\udce9.png", photo(seed=1))
    own = Mine(tmp_path).keep(odd)
    assert own.source.name == "caf?.png"
    again = Mine(tmp_path)
    assert again.keep(odd).source == own.source  # the same picture, kept once
    assert again.gallery().names == ("caf?.png",)


def test_a_photograph_that_is_opened_again_is_cut_as_it_was_cut_last(tmp_path: Path) -> None:
    mine, whole = Mine(tmp_path), photo()
    own = mine.keep(source("a.jpg", whole), Origin.of(whole, centred(whole)))
    crop = Crop(3, 5, 40)
    mine.replace(own.source, source("a.jpg", whole, crop), Origin.of(whole, crop))
    back = Mine(tmp_path).keep(source("a.jpg", whole), Origin.of(whole, centred(whole)))
    assert back.origin == Origin.of(whole, crop)
    assert back.source == source("a.jpg", whole, crop)
    assert len(Mine(tmp_path).gallery()) == 1


def test_what_is_removed_comes_back(tmp_path: Path) -> None:
    mine = Mine(tmp_path)
    own = mine.keep(source("a.png", photo()))
    mine.remove(own)
    assert len(mine.gallery()) == len(Mine(tmp_path).gallery()) == 0
    mine.restore(own)
    assert Mine(tmp_path).gallery().source(0) == own.source


def test_a_damaged_file_is_left_alone_and_hides_no_other(tmp_path: Path) -> None:
    mine = Mine(tmp_path)
    mine.keep(source("a.png", photo()))
    (tmp_path / "000000.png").write_bytes(b"no picture")
    again = Mine(tmp_path)
    assert again.gallery().names == ("a.png",)
    again.keep(source("b.png", photo(seed=1)))
    assert (tmp_path / "000000.png").read_bytes() == b"no picture"
    assert Mine(tmp_path).gallery().names == ("b.png", "a.png")


@given(
    st.tuples(st.integers(1, 50), st.integers(1, 50)),
    st.lists(st.tuples(st.booleans(), st.floats(-99, 99), st.floats(-99, 99)), max_size=8),
)
def test_a_frame_never_leaves_its_picture(
    size: tuple[int, int], moves: list[tuple[bool, float, float]]
) -> None:
    picture = photo(*size)
    crop = centred(picture)
    for resizes, a, b in moves:
        if resizes:
            crop = resized(crop, a, picture, (float(b > 0), float(b > 9)))
        else:
            crop = placed(crop, a, b, picture)
        assert 0 <= crop.left <= size[0] - crop.side and 0 <= crop.top <= size[1] - crop.side
        assert crop.side >= min(8, *size)
        assert cropped(picture, crop).shape == (32, 32, 3)


def test_a_corner_that_stays_is_where_it_was() -> None:
    crop = resized(Crop(20, 10, 30), 20, photo(), (1, 1))
    assert crop == Crop(30, 20, 20)
    assert resized(crop, 30, photo(), (0, 0)) == Crop(30, 20, 30)


def test_the_middle_is_what_a_picture_file_gives(tmp_path: Path) -> None:
    for name, size in (("a.png", (90, 61)), ("b.jpg", (900, 700)), ("c.png", (32, 32))):
        Image.fromarray(photo(*size)).save(tmp_path / name)
        whole = load_whole(tmp_path / name)
        assert (cropped(whole, centred(whole)) == load_picture(tmp_path / name)).all()
