"""Galleries: every name, class and index stands for the right picture, whatever is shown."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from explorer.core.board.modes import REGIONS
from explorer.core.gallery.gallery import NO_CLASS, Gallery, open_gallery
from explorer.core.gallery.pictures import load_picture, picture_source
from explorer.core.gallery.starter import starter_gallery
from explorer.core.gallery.view import (
    LIKENESS,
    LOSS,
    Selection,
    distances,
    lost,
    nearest,
    orders,
    view,
    written,
)
from tests.conftest import make_pictures
from training.files.errors import UserError


def small_gallery(
    labels: list[int], splits: list[str], confidence: list[float] | None = None
) -> Gallery:
    """Pictures whose every pixel is their index."""
    count = len(labels)
    pictures = np.arange(count, dtype=np.uint8)[:, None, None, None]
    return Gallery(
        title="small",
        fingerprint="f",
        pictures=np.broadcast_to(pictures, (count, 32, 32, 3)),
        names=tuple(f"x/{i}" for i in range(count)),
        labels=np.array(labels, np.int64),
        classes=("bird", "cat", "horse"),
        splits=np.array(splits, "<U5"),
        values={} if confidence is None else {"confidence": np.array(confidence, np.float32)},
    )


def test_a_data_set_opens_with_both_splits(class_folders: Path, tmp_path: Path) -> None:
    gallery = open_gallery(class_folders, tmp_path / "cache")
    assert len(gallery) == 72
    assert isinstance(gallery.pictures, np.memmap)
    assert not gallery.pictures.flags.writeable
    for index in range(72):
        source = gallery.source(index)
        name = gallery.names[index]
        assert gallery.find(name) == index
        assert source.name == name
        assert name.startswith(f"{gallery.splits[index]}/{source.class_name}/")
        assert (source.picture == load_picture(class_folders / f"{name}.png")).all()


def test_folders_without_the_three_classes_show_all(tmp_path: Path) -> None:
    for name in ("cats", "dogs"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        Image.new("RGB", (50, 60), "red").save(tmp_path / "pets" / name / "a.jpg")
    gallery = open_gallery(tmp_path / "pets", tmp_path / "cache")
    assert gallery.title == "pets"
    assert gallery.first_classes == {"cats", "dogs"}
    assert len(view(gallery, Selection())) == 2


def test_a_plain_folder_opens_without_classes(tmp_path: Path) -> None:
    folder = tmp_path / "holiday"
    folder.mkdir()
    for i, pixels in enumerate(make_pictures(5)[0]):
        Image.fromarray(pixels).resize((64, 48)).save(folder / f"{i}.png")
    (folder / "notes.txt").write_text("sunny")
    gallery = open_gallery(folder, tmp_path / "cache")
    assert gallery.names == ("0", "1", "2", "3", "4")
    assert gallery.classes == ()
    assert set(gallery.labels) == {NO_CLASS}
    assert gallery.source(3).class_name is None
    assert view(gallery, Selection()).tolist() == [0, 1, 2, 3, 4]
    assert view(gallery, Selection(frozenset({"horse"}), "test")).tolist() == [0, 1, 2, 3, 4]


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="holds no"):
        open_gallery(tmp_path / "empty", tmp_path / "cache")


@pytest.mark.parametrize("index", [-1, 3])
def test_no_index_wraps_round(index: int) -> None:
    with pytest.raises(IndexError):
        small_gallery([0, 1, 2], [""] * 3).source(index)


def test_the_first_view_is_horse_bird_and_airplane() -> None:
    gallery = small_gallery([0, 1, 2, 1, 0], ["train"] * 4 + ["test"])
    assert view(gallery, Selection()).tolist() == [0, 2, 4]
    assert view(gallery, Selection(frozenset({"cat"}))).tolist() == [1, 3]
    assert view(gallery, Selection(frozenset())).tolist() == []
    assert view(gallery, Selection(split="test")).tolist() == [4]
    assert view(gallery, Selection(reverse=True)).tolist() == [4, 2, 0]


def test_best_comes_first_and_unknown_last() -> None:
    gallery = small_gallery([0] * 4, [""] * 4, [0.2, np.nan, 0.9, 0.2])
    assert view(gallery, Selection(order="confidence")).tolist() == [2, 0, 3, 1]
    assert view(gallery, Selection(order="confidence", reverse=True)).tolist() == [0, 3, 2, 1]
    far = np.array([3, 0, np.nan, 1], np.float32)
    likeness = {LIKENESS: far}
    assert view(gallery, Selection(order=LIKENESS), likeness).tolist() == [1, 3, 0, 2]
    assert view(gallery, Selection(order="realism")).tolist() == [0, 1, 2, 3]  # none known


def test_values_of_another_gallery_are_refused() -> None:
    gallery = small_gallery([0, 1], ["", ""])
    with pytest.raises(ValueError, match="2 pictures"):
        view(gallery, Selection(order="realism"), {"realism": np.zeros(3, np.float32)})


VALUES = st.none() | st.floats(0, 1, width=32)


@given(st.data())
def test_an_index_of_a_view_is_the_right_picture(data: st.DataObject) -> None:
    labels = data.draw(st.lists(st.integers(-1, 2), min_size=1, max_size=30))
    count = len(labels)
    splits = data.draw(
        st.lists(st.sampled_from(["train", "test", ""]), min_size=count, max_size=count)
    )
    known = data.draw(st.lists(VALUES, min_size=count, max_size=count))
    selection = Selection(
        classes=data.draw(
            st.none() | st.frozensets(st.sampled_from(["bird", "cat", "horse", "x"]))
        ),
        split=data.draw(st.sampled_from([None, "train", "test"])),
        order=data.draw(st.sampled_from(sorted(orders()))),
        reverse=data.draw(st.booleans()),
        text=data.draw(st.sampled_from(["", "x/1", "CAT", "horse x/", "bird cat"])),
        most_loss=data.draw(st.none() | st.floats(0, 1, width=32)),
    )
    losses = np.array(data.draw(st.lists(VALUES, min_size=count, max_size=count)), np.float32)
    values = np.array([np.nan if value is None else value for value in known], np.float32)
    gallery = small_gallery(labels, splits)
    known_now = {LOSS: losses} | {selection.order: values}
    shown = view(gallery, selection, known_now)
    first = set(gallery.classes) if selection.text else {"bird", "horse"}
    classes = first if selection.classes is None else selection.classes
    told = [f"x/{i} {gallery.class_name(i) or ''}" for i in range(count)]
    expected = {
        i
        for i in range(count)
        if (labels[i] == NO_CLASS or gallery.classes[labels[i]] in classes)
        and (selection.split is None or splits[i] in ("", selection.split))
        and all(word.lower() in told[i] for word in selection.text.split())
        and (selection.most_loss is None or known_now[LOSS][i] <= selection.most_loss)
    }
    assert len(shown) == len(expected)
    assert set(shown.tolist()) == expected
    for index in shown:
        source = gallery.source(int(index))
        assert source.name == f"x/{index}"
        assert (source.picture == index).all()
    ordered = values[shown]
    ordered = ordered[~np.isnan(ordered)]
    assert np.isnan(values[shown][len(ordered) :]).all()
    rising = (selection.order in (LIKENESS, LOSS)) != selection.reverse
    assert (np.diff(ordered) >= 0).all() if rising else (np.diff(ordered) <= 0).all()


def test_both_words_for_a_class_find_its_pictures() -> None:
    gallery = replace(
        small_gallery([0, 1, 2], [""] * 3),
        classes=("airplane", "R&D", "horse"),
        names=("test/airplane/1", "test/R&D/1", "test/horse/1"),
    )
    assert gallery.find("test/aeroplane/1") == gallery.find("test/airplane/1") == 0
    assert gallery.find("Test/AEROPLANE/1") == 0
    assert gallery.find("test/automobile/1") is None
    for text, rows in (("aeroplane", [0]), ("Airplane", [0]), ("r&d", [1]), ("plane horse", [])):
        assert np.flatnonzero(gallery.finds(text)).tolist() == rows


def test_what_a_copy_lacks_is_counted_in_levels() -> None:
    pictures = np.full((2, 32, 32, 3), 100, np.uint8)
    copies = np.stack([pictures[0], pictures[1] - 7])
    assert lost(pictures, copies).tolist() == [0, 7]
    assert written(LOSS, 7.4) == "7" and written("realism", 0.52) == "52"
    assert written(LOSS, float("nan")) == "…"


def test_nearest_is_by_euclidean_distance() -> None:
    latents = np.random.default_rng(0).normal(size=(50, 16, 4, 4)).astype(np.float32)
    far = distances(latents, latents[7])
    expected = [np.linalg.norm(latent - latents[7]) for latent in latents]
    assert np.allclose(far, expected, rtol=1e-5)
    assert nearest(far, 3)[0] == 7
    assert nearest(far, 80).tolist() == np.argsort(expected, kind="stable").tolist()
    far[3:] = np.nan
    assert sorted(nearest(far, 80)) == [0, 1, 2]


def write_starter(folder: Path, **changes: Any) -> None:
    """Five dreams on an atlas of three columns, the n-th of brightness n; fields to be changed."""
    folder.mkdir(parents=True, exist_ok=True)
    atlas = np.zeros((64, 96, 3), np.uint8)
    for i in range(5):
        row, column = divmod(i, 3)
        atlas[row * 32 : row * 32 + 32, column * 32 : column * 32 + 32] = i
    Image.fromarray(atlas).save(folder / "atlas.png")
    names = ("horse", "bird", "horse", "airplane", "horse")
    items = [
        {"class": name, "confidence": 0.9, "realism": i / 10, "nearest": 1.5}
        for i, name in enumerate(names)
    ]
    first = {"body": 0, "wings": 1, "mode": "regions", "puck": [0.25, 0.75]}
    content = {"format": 1, "columns": 3, "made_by": "abc", "items": items, "first": first}
    (folder / "gallery.json").write_text(json.dumps(content | changes))


def test_the_starter_gallery(tmp_path: Path) -> None:
    write_starter(tmp_path)
    gallery = starter_gallery(tmp_path)
    assert gallery.dreams
    assert gallery.names[2:5] == ("starter/horse/1", "starter/airplane/0", "starter/horse/2")
    for index in range(5):
        assert (gallery.source(index).picture == index).all()
    assert gallery.values["realism"][3] == np.float32(0.3)
    assert gallery.first is not None
    assert (gallery.first.mode, gallery.first.puck) == (REGIONS, (0.25, 0.75))
    assert not gallery.pictures.flags.writeable


def test_a_starter_gallery_may_propose_nothing_and_lack_a_critic(tmp_path: Path) -> None:
    items = [{"class": "bird", "confidence": 1, "realism": None, "nearest": 0}]
    write_starter(tmp_path, items=items, columns=1)
    Image.new("RGB", (32, 32)).save(tmp_path / "atlas.png")
    content = json.loads((tmp_path / "gallery.json").read_text())
    del content["first"]
    (tmp_path / "gallery.json").write_text(json.dumps(content))
    gallery = starter_gallery(tmp_path)
    assert gallery.first is None
    assert np.isnan(gallery.values["realism"][0])


def test_own_pictures_become_sources(tmp_path: Path) -> None:
    picture = np.zeros((300, 900, 3), np.uint8)
    picture[:, 300:600] = 77
    Image.fromarray(picture).save(tmp_path / "wide.png")
    source = picture_source(tmp_path / "wide.png")
    assert (source.name, source.class_name) == ("wide.png", None)
    assert (source.picture == 77).all()


def test_a_large_photograph_keeps_its_colours(tmp_path: Path) -> None:
    rows = np.linspace(0, 255, 2000).astype(np.uint8)
    Image.fromarray(np.broadcast_to(rows[:, None, None], (2000, 3000, 3))).save(
        tmp_path / "photo.jpg", quality=95
    )
    pixels = load_picture(tmp_path / "photo.jpg")
    expected = np.linspace(4, 251, 32)
    assert np.abs(pixels - expected[:, None, None]).max() <= 3


def test_real_data_shows_18000(real_data: Path, real_cache: Path) -> None:
    gallery = open_gallery(real_data, real_cache)
    assert len(gallery) == 60_000
    assert len(view(gallery, Selection())) == 18_000
    index = gallery.find("test/bird/0012")
    assert index is not None
    assert (gallery.class_name(index), gallery.splits[index]) == ("bird", "test")
