"""Claims of the coursework decided by numbers: what holds, what does not, what chance decides."""

from hypothesis import given
from hypothesis import strategies as st

from training.reproduce.asked.claims import Claim
from training.reproduce.asked.questions import (
    Alike,
    Better,
    NoBetter,
    Reaches,
    Stays,
    Times,
    Value,
    values_of,
)
from training.reproduce.asked.rows import ROWS
from training.reproduce.asked.verdicts import (
    ENOUGH,
    Finding,
    Verdict,
    combined,
    compare,
    decide,
    judge,
)
from training.reproduce.asked.words import glossary

FIRST, SECOND = Value("a", "x"), Value("b", "x")
numbers = st.lists(st.tuples(st.floats(-10, 10), st.floats(-10, 10)), min_size=ENOUGH, max_size=6)
margins = st.floats(0.001, 5)


@given(numbers, margins)
def test_better_one_way_is_not_better_the_other(
    pairs: list[tuple[float, float]], margin: float
) -> None:
    first, second = zip(*pairs, strict=True)
    question = Better(FIRST, SECOND, margin)
    if compare(question, first, second) == Verdict.HOLDS:
        assert compare(question, second, first) == Verdict.FAILS
        assert compare(Alike(FIRST, SECOND, margin), first, second) != Verdict.HOLDS
        assert compare(NoBetter(FIRST, SECOND, margin), first, second) == Verdict.FAILS


@given(numbers, margins)
def test_alike_goes_both_ways(pairs: list[tuple[float, float]], margin: float) -> None:
    first, second = zip(*pairs, strict=True)
    question = Alike(FIRST, SECOND, margin)
    assert compare(question, first, second) == compare(question, second, first)
    assert compare(question, first, first) == Verdict.HOLDS


@given(numbers, margins, st.floats(0, 5))
def test_a_larger_lead_is_never_worse(
    pairs: list[tuple[float, float]], margin: float, more: float
) -> None:
    first, second = zip(*pairs, strict=True)
    order = [Verdict.FAILS, Verdict.DEPENDS, Verdict.HOLDS]
    question = Better(FIRST, SECOND, margin)
    before = compare(question, first, second)
    after = compare(question, [value + more for value in first], second)
    assert order.index(after) >= order.index(before)


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=ENOUGH - 1), margins)
def test_few_seeds_decide_nothing(found: list[float], margin: float) -> None:
    for kind in (Better, NoBetter, Alike):
        assert compare(kind(FIRST, SECOND, margin), found, [0.0] * len(found)) == Verdict.DEPENDS


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_limits(value: float, nearly: float, more: float) -> None:
    least = nearly + more
    found = {"a": [{"x": value}]}
    verdict = decide(Reaches(FIRST, least, nearly), found).verdict
    assert (verdict == Verdict.HOLDS) == (value >= least)
    assert (verdict == Verdict.FAILS) == (value < nearly)
    below = decide(Stays(FIRST, nearly, least), found).verdict
    assert (below == Verdict.HOLDS) == (value <= nearly)
    assert (below == Verdict.FAILS) == (value > least)


def test_times_and_evidence() -> None:
    found = {"a": [{"x": 3.0}], "b": [{"x": 1.0}]}
    slow = decide(Times(FIRST, SECOND, 10), found)
    assert slow.verdict == Verdict.FAILS and "× 3.00" in slow.evidence
    assert decide(Times(FIRST, SECOND, 3), found).verdict == Verdict.HOLDS
    assert decide(Times(FIRST, SECOND, 4), found).verdict == Verdict.DEPENDS
    assert "a: x 3 (1 seed)" in slow.evidence


@given(st.lists(st.sampled_from(list(Verdict)[:3]), min_size=1))
def test_all_parts_must_hold(verdicts: list[Verdict]) -> None:
    found = combined([Finding(verdict, "") for verdict in verdicts]).verdict
    assert (found == Verdict.HOLDS) == (set(verdicts) == {Verdict.HOLDS})
    assert (found == Verdict.FAILS) == (Verdict.FAILS in verdicts)


def test_every_number_of_the_evidence_is_explained() -> None:
    asked = {
        v for row in ROWS.values() for c in row.claims for q in c.questions for v in values_of(q)
    }
    named = {value.figure.replace("_", " ") for value in asked}
    assert named <= set(glossary("; ".join(f"{name} 0.5" for name in named)))


def test_a_rough_run_decides_nothing() -> None:
    claim = Claim("", (Reaches(FIRST, 0.5, 0.4),))
    assert judge(claim, {"a": [{"x": 0.6}]}, 10, "").verdict == Verdict.HOLDS
    rough = judge(claim, {"a": [{"x": 0.6}]}, 10, "", rough=True)
    assert rough.verdict == Verdict.DEPENDS and "rough" in rough.evidence


def test_what_is_below_chance_is_not_compared() -> None:
    found = {"a": [{"x": 0.08}] * 3, "b": [{"x": 0.01}] * 3}
    assert decide(Better(FIRST, SECOND, 0.02), found).verdict == Verdict.HOLDS
    assert decide(Better(FIRST, SECOND, 0.02, 0.1), found).verdict == Verdict.DEPENDS


def test_one_seed_that_wins_by_far_is_not_overruled() -> None:
    differences = [0.03, -0.02, -0.015]
    for kind in (Better, NoBetter):
        found = compare(kind(FIRST, SECOND, 0.005), differences, [0.0] * 3)
        assert found == Verdict.DEPENDS


def test_a_hundred_classes_are_asked_for() -> None:
    claim = Claim("", (Reaches(FIRST, 0.5, 0.4),), classes=100)
    found = {"a": [{"x": 0.6}]}
    assert judge(claim, found, 100, "").verdict == Verdict.HOLDS
    refused = judge(claim, found, 10, "the command")
    assert refused.verdict == Verdict.NOT_RUN and "the command" in refused.evidence
