"""Blind tests on disk: every picture under its number, the key apart, a used test kept."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.files.errors import UserError
from training.measure import blind
from training.measure.blind import (
    FORM,
    KEY,
    PICTURES,
    SHEETS,
    Group,
    Key,
    draw_sheets,
    read_key,
    shuffled,
    write_test,
)

PEGASI, HORSES = Group("found", "finds", True), Group("horse", "horses", False)
LEVELS = {"found": range(0, 100), "horse": range(100, 200)}
"""Plain pictures whose grey level tells which one it is."""


def plain(name: str, count: int) -> np.ndarray:
    levels = np.array(LEVELS[name][:count], np.uint8)
    return np.broadcast_to(levels[:, None, None, None], (count, 32, 32, 3)).copy()


def mixed(seed: int = 1) -> tuple[tuple[str, ...], np.ndarray]:
    return shuffled([(PEGASI, plain("found", 20)), (HORSES, plain("horse", 30))], seed)


def key_of(numbers: tuple[str, ...]) -> Key:
    return Key(4, {"gallery": "Dreams"}, (PEGASI, HORSES), numbers, {"dreams": "no prior"})


def test_shuffling_keeps_pictures_with_their_groups() -> None:
    names, pictures = mixed()
    levels = pictures[:, 0, 0, 0].tolist()
    assert all(level in LEVELS[name] for name, level in zip(names, levels, strict=True))
    assert sorted(levels) == [*range(20), *range(100, 130)]
    assert set(names[:20]) == {"found", "horse"}  # neither comes first
    again, same = mixed()
    assert again == names and np.array_equal(same, pictures)
    assert not np.array_equal(mixed(2)[1], pictures)


def test_each_picture_is_below_its_number() -> None:
    _, pictures = mixed()
    sheets = list(draw_sheets(pictures))
    assert len(sheets) == 3
    step = 32 * 5 + blind.GAP
    for i, picture in enumerate(pictures):
        number, place = divmod(i, 24)
        top = blind.GAP + place // 6 * (step + blind.HEAD)
        left = blind.GAP + place % 6 * step
        tile = sheets[number][top + blind.HEAD :, left:][: 32 * 5, : 32 * 5]
        assert (tile == picture[0, 0]).all()
        assert (sheets[number][top : top + blind.HEAD, left : left + 40] < 100).any()  # a number
    assert sheets[2].shape[0] < sheets[0].shape[0]  # two pictures are left for the last


def test_enlarging_is_smooth() -> None:
    edge = np.zeros((1, 32, 32, 3), np.uint8)
    edge[:, :, 16:] = 255
    (sheet,) = draw_sheets(edge)
    row = sheet[blind.GAP + blind.HEAD + 80, blind.GAP : blind.GAP + 160, 0]
    assert len(np.unique(row)) > 3 and row[0] == 0 and row[-1] == 255


def test_a_test_on_disk(tmp_path: Path) -> None:
    names, pictures = mixed()
    sheets = write_test(tmp_path / "new" / "test", key_of(names), pictures)
    folder = tmp_path / "new" / "test"
    assert {path.name for path in folder.iterdir()} == {KEY, FORM, SHEETS, PICTURES}
    assert sorted((folder / SHEETS).iterdir()) == sheets and len(sheets) == 3
    assert read_key(folder) == key_of(names)
    np.testing.assert_array_equal(np.load(folder / PICTURES), pictures)
    for path, sheet in zip(sheets, draw_sheets(pictures), strict=True):
        with Image.open(path) as drawn:
            assert not drawn.info  # nothing in it tells the groups
            np.testing.assert_array_equal(np.asarray(drawn), sheet)
    form = (folder / FORM).read_text().splitlines()
    assert [line for line in form if not line.startswith("#")] == [f"{n}:" for n in range(1, 51)]
    assert all(any(word in line for line in form) for word in blind.WORDS)
    assert "found" not in "".join(form)


def test_a_test_that_may_be_with_raters_is_kept(tmp_path: Path) -> None:
    names, pictures = mixed()
    write_test(tmp_path, key_of(names), pictures)
    before = (tmp_path / KEY).read_bytes()
    with pytest.raises(UserError, match="give another --out"):
        write_test(tmp_path, key_of(names[::-1]), pictures[::-1])
    assert (tmp_path / KEY).read_bytes() == before


def test_what_a_stopped_command_left_is_no_test(tmp_path: Path) -> None:
    names, pictures = mixed()
    write_test(tmp_path, key_of(names), np.concatenate([pictures] * 2))
    (tmp_path / KEY).unlink()
    sheets = write_test(tmp_path, key_of(names), pictures)
    assert sorted((tmp_path / SHEETS).iterdir()) == sheets


def test_keys_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has no blind test"):
        read_key(tmp_path)
    names, pictures = mixed()
    write_test(tmp_path, key_of(names), pictures)
    good = json.loads((tmp_path / KEY).read_text())
    changes: tuple[tuple[dict[str, object], str], ...] = (
        ({"format": 2}, "newer version"),
        ({"numbers": ["bird"]}, "its groups"),
        ({"numbers": []}, "its groups"),
        ({"groups": 3}, "damaged"),
    )
    for change, message in changes:
        (tmp_path / KEY).write_text(json.dumps({**good, **change}))
        with pytest.raises(UserError, match=message):
            read_key(tmp_path)
    (tmp_path / KEY).write_text("[")
    with pytest.raises(UserError, match="damaged"):
        read_key(tmp_path)
