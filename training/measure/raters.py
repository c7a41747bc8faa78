"""What raters called the pictures of a blind test, as figures."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import Any

from training.files.errors import UserError
from training.files.strict_json import read_bytes
from training.measure.blind import WINGED, WORDS, Group, Key

Answers = tuple[str, ...]
"""The words of one rater, that for number 1 first."""
SYNONYMS = {"airplane": "aeroplane"}
Z95 = 1.959964
"""Standard deviations of a normal distribution that 95 % of it are within."""
_LINE = re.compile(r"#?\s*(\d+)[\s.:;,=)–—-]*(.*)")
MAX_BYTES = 1 << 20
"""Of a file of answers: thousands of words."""
MANY = 8
"""Numbers that are named in an error; of more, how many there are."""


def read_answers(path: Path, count: int) -> Answers:
    """Read a rater's words: lines such as ``12: horse``, in any order.

    Capitals, and what stands between number and word, do not matter. Empty lines and those that
    begin with # and no number are passed over.

    Raises
    ------
    UserError
        Where it cannot be read; names the numbers whose word is missing, is none of the
        :data:`training.measure.blind.WORDS`, or is given twice.
    """
    try:
        lines = read_bytes(path, MAX_BYTES).decode("utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read as a file of answers: {error}.") from error
    said: dict[int, str] = {}
    twice, unknown = [], []
    for line in map(str.strip, lines):
        found = _LINE.fullmatch(line)
        if found is None:
            if line and not line.startswith("#"):
                unknown.append(f"the line {line[:40]!r}")
            continue
        number, word = int(found[1]), found[2].strip(" .,;'\"").lower()
        word = SYNONYMS.get(word, word)
        if word and (word not in WORDS or not 1 <= number <= count):
            unknown.append(f"{number} {word[:40]!r}")
        elif word and said.setdefault(number, word) != word:
            twice.append(str(number))
    missing = [str(number) for number in range(1, count + 1) if number not in said]
    _refuse(path, f"use {', '.join(WORDS)} and numbers of 1 to {count} for", unknown)
    _refuse(path, "choose one word for", twice)
    _refuse(path, "give a word for", missing)
    return tuple(said[number] for number in range(1, count + 1))


def results(key: Key, raters: Mapping[str, Answers]) -> dict[str, Any]:
    """Return all that raters' words say, as nested JSON has it.

    ``blind`` has for each measured group ``NAME_COUNT``, how many of them were called winged, and
    ``false_alarms``, how many distractors were: the means over raters. ``groups`` has for each its
    words (means over raters), the share called winged, a 95 % interval of that, and what each
    rater called winged; ``agreement`` how far raters said the same.
    """
    groups = {group.name: _group(key, group, raters) for group in key.groups}
    distractors = [group.name for group in key.groups if not group.measured]
    measured = [group.name for group in key.groups if group.measured]
    alarms = {
        name: sum(groups[group]["winged_by"][name] for group in distractors) for name in raters
    }
    blind = {f"{name}_{groups[name]['count']}": groups[name]["winged"] for name in measured}
    return {
        "blind": {**blind, "false_alarms": fmean(alarms.values())},
        "distractors": sum(groups[name]["count"] for name in distractors),
        "false_alarms_by": alarms,
        "raters": list(raters),
        "agreement": agreement(list(raters.values())),
        "groups": groups,
        "left_out": dict(key.left_out),
        "seed": key.seed,
        **key.told,
    }


def wilson(successes: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, ``successes`` of ``count`` (not 0) independent ones.

    The score interval of E. B. Wilson, "Probable inference, the law of succession, and
    statistical inference", JASA 22, 1927; it never leaves [0, 1] and holds for small counts.
    """
    share, z2 = successes / count, Z95**2
    middle = share + z2 / (2 * count)
    reach = Z95 * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    whole = 1 + z2 / count
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def agreement(raters: Sequence[Answers]) -> dict[str, float] | None:
    """Return how far two or more raters agree; None for one.

    ``same`` is the share of pictures that two raters call alike, the mean over pairs of raters,
    ``winged`` that for the question whether it is a winged horse, and ``kappa`` is ``same`` less
    what chance would give, 1 for full agreement: J. L. Fleiss, "Measuring nominal scale agreement
    among many raters", Psychological Bulletin 76, 1971.
    """
    if len(raters) < 2:
        return None
    same = _same(raters)
    words = Counter(word for answers in raters for word in answers)
    chance = sum((times / words.total()) ** 2 for times in words.values())
    return {
        "same": same,
        "winged": _same([[word == WINGED for word in answers] for answers in raters]),
        "kappa": (same - chance) / (1 - chance) if chance < 1 else 1.0,
    }


def _same(raters: Sequence[Sequence[object]]) -> float:
    pairs = combinations(raters, 2)
    return fmean(a == b for one, other in pairs for a, b in zip(one, other, strict=True))


def _group(key: Key, group: Group, raters: Mapping[str, Answers]) -> dict[str, Any]:
    places = [i for i, name in enumerate(key.numbers) if name == group.name]
    counts = {who: Counter(answers[i] for i in places) for who, answers in raters.items()}
    words = {word: fmean(count[word] for count in counts.values()) for word in WORDS}
    # Raters look at the same pictures: more of them do not make the sample larger.
    low, high = wilson(words[WINGED], len(places))
    return {
        "what": group.what,
        "measured": group.measured,
        "count": len(places),
        "winged": words[WINGED],
        "share": words[WINGED] / len(places),
        "interval": [low, high],
        "winged_by": {who: count[WINGED] for who, count in counts.items()},
        "words": words,
    }


def _refuse(path: Path, what: str, which: Sequence[str]) -> None:
    if which:
        more = f" and {len(which) - MANY} more" if len(which) > MANY else ""
        raise UserError(f"In {path}, {what} {', '.join(which[:MANY])}{more}.")
