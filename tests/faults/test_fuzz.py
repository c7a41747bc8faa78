"""Hostile input at every door, for a moment; ``make soak PART=fuzz`` does it for 40 minutes.

Cases are told by their numbers: one that fails here fails there, and after it was mended neither.
"""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import fuzzing, mutation
from tests.faults.doors import DOORS, FILE_DOORS
from tests.faults.doors_of_models import MODEL_DOORS, SET
from tests.soak.fuzz import CASES
from training.files.strict_json import Malformed
from training.models.modelset import ModelSet

SECONDS, MODEL_SECONDS = 0.5, 1.0


@pytest.mark.parametrize("door", FILE_DOORS)
def test_files_from_outside_are_taken_or_refused_in_a_sentence(door: str, tmp_path: Path) -> None:
    _hold(door, tmp_path, SECONDS)


@pytest.mark.parametrize("door", MODEL_DOORS)
def test_models_from_outside_are_taken_or_refused_in_a_sentence(
    door: str, tmp_path: Path, tiny_set: ModelSet
) -> None:
    shutil.copytree(tiny_set.folder, tmp_path / SET)
    _hold(door, tmp_path, MODEL_SECONDS)


def _hold(door: str, room: Path, seconds: float) -> None:
    outcomes = list(fuzzing.tried(door, room, seconds=seconds))
    faults = [f"case {one.case}: {one.text}" for one in outcomes if one.what == "fault"]
    assert outcomes and not faults, faults[0]


def test_the_long_form_has_every_door_and_a_hundred_thousand_cases() -> None:
    assert set(CASES) == set(DOORS) and sum(CASES.values()) == 100_000


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("raise ValueError('x')", "ValueError"),
        ("while True: pass", "takes over"),
        ("bytearray(2 << 30)", "MemoryError"),
        ("import os; os.abort()", "killed (-6)"),
        ("open('/nowhere/outside', 'w')", "writes /nowhere/outside"),
        ("import os; os.system('true')", "os.system"),
        ("import pickle; pickle.loads(pickle.dumps(print))", "unpickles"),
        ("raise UserError(' ')", "no sentence"),
    ],
)
def test_the_watch_sees_what_must_not_be(does: str, said: str, tmp_path: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom tests.faults import doors, fuzzing\n"
        "from training.files.errors import UserError\nfuzzing.CASE_SECONDS = 1\n"
        f"def attempt(rng, folder):\n    if calls: exec({does!r})\n    calls.append(1)\n"
        "calls = []\ndoors.DOORS['odd'] = lambda room: attempt\n"
        "fuzzing.main(Path(sys.argv[1]), 'odd', 0, 9, 1)\n"
    )
    assert said in _run(program, tmp_path)


def _run(program: str, room: Path) -> str:
    command = [sys.executable, "-c", program, str(room)]
    with subprocess.Popen(
        command, cwd=fuzzing.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        return "".join(outcome.text for outcome in fuzzing._heard("odd", process, 0))


def test_damage_is_told_by_its_number_alone() -> None:
    whole = b'{"a": [1, 2.5, "x", null], "b": {"c": true}}'
    made = [mutation.either(random.Random(f"x {i}"), whole) for i in range(50)]
    assert made == [mutation.either(random.Random(f"x {i}"), whole) for i in range(50)]
    assert len(set(made)) > 40


def test_an_error_that_quotes_much_is_cut() -> None:
    assert len(str(Malformed("x" * 10**6))) < 400 and "\n" not in str(Malformed("a\nb"))
