"""Errors for a person stay one sentence, whatever they quote."""

import errno
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.files.errors import MOST, UserError, explained


@given(st.text(max_size=3 * MOST))
def test_a_sentence_is_one_bounded_line(text: str) -> None:
    said = str(UserError(f"{text} is no picture: remove it."))
    assert len(said) <= MOST + 3 and not set(said) & set(map(chr, range(32)))
    assert said.endswith("is no picture: remove it.")


def test_what_is_short_and_plain_stays_as_it_is() -> None:
    assert str(UserError("“a b” é: choose another.")) == "“a b” é: choose another."
    assert str(UserError("a\nb/1.png is odd")) == "a\\nb/1.png is odd"


@pytest.mark.parametrize("mark", ["\x7f", "\x9b", "\u2028", "\u202e", "\u2066", "\u200f", "\x1b"])
def test_what_terminals_and_windows_would_obey_is_written_out(mark: str) -> None:
    said = str(UserError(f"a{mark}b is no picture: remove it."))
    assert said == f"a{mark.encode('unicode_escape').decode()}b is no picture: remove it."


@pytest.mark.parametrize(
    ("number", "to_do"),
    [(errno.ENOSPC, "make room"), (errno.EFBIG, "make room"), (errno.EROFS, "look elsewhere")],
)
def test_what_to_do_fits_the_cause(number: int, to_do: str) -> None:
    with (
        pytest.raises(UserError, match=rf"^It fails \(.+\): {to_do}\.$"),
        explained("It fails", "look elsewhere", full="make room"),
    ):
        raise OSError(number, os.strerror(number))
