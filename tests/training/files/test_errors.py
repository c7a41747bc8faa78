"""Errors for a person stay one sentence, whatever they quote."""

from hypothesis import given
from hypothesis import strategies as st

from training.files.errors import MOST, UserError


@given(st.text(max_size=3 * MOST))
def test_a_sentence_is_one_bounded_line(text: str) -> None:
    said = str(UserError(f"{text} is no picture: remove it."))
    assert len(said) <= MOST + 3 and not set(said) & set(map(chr, range(32)))
    assert said.endswith("is no picture: remove it.")


def test_what_is_short_and_plain_stays_as_it_is() -> None:
    assert str(UserError("“a b” é: choose another.")) == "“a b” é: choose another."
    assert str(UserError("a\nb/1.png is odd")) == "a\\nb/1.png is odd"
