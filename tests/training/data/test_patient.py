"""Blocking work that can be let go of, with real threads."""

import threading
from collections.abc import Generator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.data.patient import Cancelled, interruptible


def never() -> bool:
    return False


@given(st.lists(st.integers(), max_size=20))
def test_all_comes_in_order(items: list[int]) -> None:
    assert list(interruptible((item for item in items), never)) == items


def test_what_goes_wrong_is_raised_after_what_came() -> None:
    def steps() -> Generator[int, None, None]:
        yield 1
        raise ValueError("broken")

    made = interruptible(steps(), never)
    assert next(made) == 1
    with pytest.raises(ValueError, match="broken"):
        next(made)


def test_silence_can_be_let_go_of() -> None:
    silence, let_go = threading.Event(), threading.Event()

    def steps() -> Generator[int, None, None]:
        yield 1
        silence.wait(60)
        yield 2

    made = interruptible(steps(), let_go.is_set)
    assert next(made) == 1
    let_go.set()
    with pytest.raises(Cancelled):
        next(made)
    assert not silence.is_set()  # it was not waited for
    silence.set()
    _wait_for_the_worker()


def test_the_steps_are_closed_when_no_more_are_wanted() -> None:
    closed = threading.Event()

    def steps() -> Generator[int, None, None]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    made = interruptible(steps(), never)
    assert next(made) == 1
    made.close()
    assert closed.wait(60)
    _wait_for_the_worker()


def _wait_for_the_worker() -> None:
    for thread in threading.enumerate():
        if thread.name == "patient":
            thread.join(60)
            assert not thread.is_alive()
