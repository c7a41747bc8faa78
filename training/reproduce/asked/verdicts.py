"""From measured numbers to verdicts, by pure functions."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from training.reproduce.asked.claims import Claim
from training.reproduce.asked.questions import (
    Alike,
    Better,
    Comparison,
    NoBetter,
    Question,
    Reaches,
    Stays,
    Times,
    Value,
)
from training.reproduce.asked.words import spoken

Numbers = Mapping[str, Sequence[Mapping[str, float]]]
"""The figures of each variant's trainings, seed by seed."""
ENOUGH = 3
"""Seeds below which a comparison decides nothing."""


class Verdict(StrEnum):
    """How a claim fares."""

    HOLDS = "holds"
    FAILS = "does not hold here"
    DEPENDS = "depends"
    NOT_RUN = "not run here"


@dataclass(frozen=True)
class Finding:
    """A verdict with what it rests on, in numbers."""

    verdict: Verdict
    evidence: str


def judge(
    claim: Claim, numbers: Numbers, classes: int, command: str, rough: bool = False
) -> Finding:
    """Decide a claim; where the data has not its classes, name the ``command`` that does.

    From ``rough`` figures nothing is decided.
    """
    if claim.classes and claim.classes != classes:
        return Finding(
            Verdict.NOT_RUN, f"Needs {claim.classes} classes, and the data has {classes}: {command}"
        )
    finding = combined([decide(question, numbers) for question in claim.questions])
    return Finding(Verdict.DEPENDS, f"{finding.evidence}; a rough run") if rough else finding


def combined(findings: Sequence[Finding]) -> Finding:
    """Return one finding for a claim of several parts: it holds where all of them do."""
    verdicts = {finding.verdict for finding in findings}
    verdict = next(v for v in (Verdict.FAILS, Verdict.DEPENDS, Verdict.HOLDS) if v in verdicts)
    return Finding(verdict, "; ".join(finding.evidence for finding in findings))


def decide(question: Question, numbers: Numbers) -> Finding:
    """Answer one question."""
    match question:
        case Reaches(value, least, nearly):
            values = _of(value, numbers)
            return Finding(_against(_mean(values), least, nearly), _told(value, values))
        case Stays(value, most, nearly):
            values = _of(value, numbers)
            return Finding(_against(-_mean(values), -most, -nearly), _told(value, values))
        case Times(first, second):
            return _times(question, _of(first, numbers), _of(second, numbers))
        case Better() | NoBetter() | Alike():
            return _compared(question, _of(question.first, numbers), _of(question.second, numbers))


def _compared(question: Comparison, first: Sequence[float], second: Sequence[float]) -> Finding:
    told = f"{_told(question.first, first)}, {_told(question.second, second)}{_asked(question)}"
    floor = 0.0 if isinstance(question, Alike) else question.floor
    if floor and max(_mean(first), _mean(second)) < floor:
        return Finding(Verdict.DEPENDS, f"{told}: both too low to compare")
    return Finding(compare(question, first, second), told)


def compare(question: Comparison, first: Sequence[float], second: Sequence[float]) -> Verdict:
    """Compare numbers seed by seed; with too few seeds it depends."""
    differences = [a - b for a, b in zip(first, second, strict=False)]
    if len(differences) < ENOUGH:
        return Verdict.DEPENDS
    match question:
        case Better():
            return _above(differences, question.margin)
        case NoBetter():
            return _opposite(_above(differences, question.margin))
        case Alike():
            return _near(differences, question.margin)


def _above(differences: Sequence[float], margin: float) -> Verdict:
    """Above for certain where all seeds say so and the mean reaches the margin."""
    if min(differences) > 0 and _mean(differences) >= margin:
        return Verdict.HOLDS
    return Verdict.FAILS if max(differences) < margin else Verdict.DEPENDS


def _near(differences: Sequence[float], margin: float) -> Verdict:
    if max(abs(difference) for difference in differences) < margin:
        return Verdict.HOLDS
    one_way = min(differences) > 0 or max(differences) < 0
    return Verdict.FAILS if one_way and abs(_mean(differences)) >= margin else Verdict.DEPENDS


def _against(value: float, least: float, nearly: float) -> Verdict:
    if value >= least:
        return Verdict.HOLDS
    return Verdict.DEPENDS if value >= nearly else Verdict.FAILS


def _times(question: Times, first: Sequence[float], second: Sequence[float]) -> Finding:
    """Slower is no matter of chance: the means do, and half the way to the factor is open."""
    ratio = _mean(first) / _mean(second) if _mean(second) else 0.0
    told = f"{_told(question.first, first)}, {_told(question.second, second)}: × {ratio:.2f}"
    return Finding(_against(ratio, question.factor, question.factor / 2), told)


def _opposite(verdict: Verdict) -> Verdict:
    turned = {Verdict.HOLDS: Verdict.FAILS, Verdict.FAILS: Verdict.HOLDS}
    return turned.get(verdict, verdict)


def _asked(question: Comparison) -> str:
    """What would have been enough, in words."""
    match question:
        case Better():
            return f" (asked: higher by {question.margin:g})"
        case NoBetter():
            return f" (asked: not higher by {question.margin:g})"
        case Alike():
            return f" (asked: less than {question.margin:g} apart)"


def _of(value: Value, numbers: Numbers) -> list[float]:
    return [figures[value.figure] for figures in numbers[value.variant]]


def _mean(numbers: Sequence[float]) -> float:
    return statistics.fmean(numbers)


def _told(value: Value, values: Sequence[float]) -> str:
    spread = f" ± {statistics.stdev(values):.2g}" if len(values) > 1 else ""
    seeds = f"{len(values)} seed{'s' * (len(values) > 1)}"
    return f"{value.variant}: {spoken(value.figure)} {_mean(values):.3g}{spread} ({seeds})"
