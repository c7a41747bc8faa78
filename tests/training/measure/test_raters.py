"""Raters' words: read whatever they look like, refused where they say nothing, counted right."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.files.errors import UserError
from training.measure.blind import FORM_TEXT, WORDS, Group, Key
from training.measure.raters import agreement, read_answers, results, wilson

GROUPS = (
    Group("found", "finds", True),
    Group("horse", "horses", False),
    Group("collage", "collages", False),
)
KEY = Key(
    5,
    {"gallery": "Dreams"},
    GROUPS,
    ("found", "horse", "found", "collage", "found", "horse", "found", "collage"),
    {"dreams": "no prior"},
)
ANNA = ("winged", "horse", "winged", "mixture", "winged", "winged", "horse", "bird")
BEN = ("winged", "horse", "winged", "mixture", "unclear", "rider", "horse", "mixture")


def written(folder: Path, text: str) -> Path:
    path = folder / "answers.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_lines_in_any_dress(tmp_path: Path) -> None:
    text = "\ufeff# mine\n\n 2: Horse\n1 WINGED\n3.airplane\n#4 - Unclear\n5,mixture\n6) bird.\n"
    found = read_answers(written(tmp_path, text + "7\tother\r\n8 = rider\n8 rider\n"), 8)
    assert found == (
        *("winged", "horse", "aeroplane", "unclear"),
        *("mixture", "bird", "other", "rider"),
    )


def test_a_filled_form(tmp_path: Path) -> None:
    rows = "".join(f"{i}: {word}\n" for i, word in enumerate(WORDS, 1))
    assert read_answers(written(tmp_path, FORM_TEXT + rows), len(WORDS)) == WORDS


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("1: horse\n2:\n4: bird\n", ["a word for 2, 3."]),
        ("1: horse\n2: pony\n3: bird\n4: dog\n", ["2 'pony', 4 'dog'", "horse, bird, aeroplane"]),
        ("1: horse\n2: winged horse\n3: bird\n4: bird\n", ["2 'winged horse'"]),
        ("1: horse\n2: bird\n3: bird\n4: bird\n5: bird\n0: bird\n", ["5 'bird', 0 'bird'"]),
        ("1: horse\n2: bird\n3: bird\n4: bird\n2: horse\n", ["one word for 2."]),
        ("1: horse\n2: bird\n3: bird\n4: bird\nthe end\n", ["the line 'the end'"]),
    ],
)
def test_what_is_refused(text: str, messages: list[str], tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read_answers(written(tmp_path, text), 4)
    assert all(message in str(caught.value) for message in (*messages, "answers.txt"))
    assert "\n" not in str(caught.value)


def test_many_missing_are_cut_short(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"1, 2, 3, 4, 5, 6, 7, 8 and 92 more\."):
        read_answers(written(tmp_path, ""), 100)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_answers(tmp_path / "none.txt", 4)
    (tmp_path / "picture").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(UserError, match="cannot be read"):
        read_answers(tmp_path / "picture", 4)


def test_the_table_counted_by_hand() -> None:
    found = results(KEY, {"anna": ANNA, "ben": BEN})
    assert found["blind"] == {"found_4": 2.5, "false_alarms": 0.5}
    assert (found["distractors"], found["false_alarms_by"]) == (4, {"anna": 1, "ben": 0})
    pegasi = found["groups"]["found"]
    assert (pegasi["count"], pegasi["winged"], pegasi["share"]) == (4, 2.5, 0.625)
    assert pegasi["winged_by"] == {"anna": 3, "ben": 2}
    assert pegasi["interval"] == list(wilson(2.5, 4))
    words = found["groups"]["collage"]["words"]
    assert {word: count for word, count in words.items() if count} == {"mixture": 1.5, "bird": 0.5}
    assert sum(pegasi["words"].values()) == 4
    assert found["left_out"] == {"dreams": "no prior"} and found["gallery"] == "Dreams"


def test_agreement_counted_by_hand() -> None:
    assert agreement([ANNA]) is None
    found = agreement([ANNA, BEN])
    assert found is not None
    assert (found["same"], found["winged"]) == (5 / 8, 6 / 8)
    # Of 16 words: 6 winged, 4 horse, 3 mixture, and bird, rider, unclear once.
    chance = (36 + 16 + 9 + 3) / 256
    assert found["kappa"] == pytest.approx((5 / 8 - chance) / (1 - chance))
    assert agreement([ANNA, ANNA, ANNA]) == {"same": 1, "winged": 1, "kappa": 1}
    assert agreement([("horse",), ("horse",)]) == {"same": 1, "winged": 1, "kappa": 1}
    third = agreement([("horse", "bird"), ("horse", "bird"), ("horse", "rider")])
    assert third is not None and third["same"] == pytest.approx(4 / 6)


def test_known_intervals() -> None:
    assert wilson(10, 20) == pytest.approx((0.2993, 0.7007), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)
    assert wilson(20, 20) == pytest.approx((0.8389, 1), abs=1e-4)


@given(st.integers(1, 400), st.floats(0, 1))
def test_intervals_hold_the_share_and_narrow(count: int, share: float) -> None:
    low, high = wilson(share * count, count)
    assert 0 <= low <= share + 1e-12 and share - 1e-12 <= high <= 1
    closer = wilson(share * 4 * count, 4 * count)
    assert closer[1] - closer[0] < high - low
