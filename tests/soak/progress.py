"""How far a long trial has come: kept, so that the same command goes on after a stop."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SAVING_SECONDS = 10.0
MOST_FAULTS = 200
"""That are kept whole; the others are counted."""


class Soak:
    """A part of the trials under way.

    Parameters
    ----------
    part
        Its name; what is known of it stands in ``folder/PART.json``.
    minutes
        After which it stops, to go on at the next call.
    """

    def __init__(self, part: str, folder: Path, minutes: float) -> None:
        self.part, self.room = part, folder / part
        self.room.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"{part}.json"
        self._began = self._saved = time.monotonic()
        self._end = self._began + 60 * minutes
        self._state: dict[str, Any] = {"done": {}, "counts": {}, "faults": [], "seconds": 0.0}
        if self._file.is_file():
            self._state = json.loads(self._file.read_text())
        self._seconds = float(self._state["seconds"])

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self._end

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._end - time.monotonic())

    def done(self, key: str) -> int:
        """Return how many cases of a key are done."""
        return int(self._state["done"].get(key, 0))

    def numbers(self, key: str, count: int) -> Iterator[int]:
        """Yield the numbers of cases of a key that are not done yet, until the time is up."""
        for number in range(self.done(key), count):
            if self.over:
                return
            yield number
            self.mark(key, number)

    def mark(self, key: str, number: int) -> None:
        """Note that the cases of a key up to this number are done."""
        self._state["done"][key] = number + 1
        if time.monotonic() - self._saved > SAVING_SECONDS:
            self.save()

    def count(self, what: str, more: float = 1) -> None:
        """Add to a figure of the report."""
        self._state["counts"][what] = self._state["counts"].get(what, 0) + more

    def fault(self, key: str, number: int, text: str) -> None:
        """Note what must not be."""
        self.count("faults")
        if len(self._state["faults"]) < MOST_FAULTS:
            self._state["faults"].append({"key": key, "case": number, "text": text})
        print(f"FAULT {key} {number}: {text[-1500:]}", flush=True)
        self.save()

    def save(self) -> None:
        """Keep what is known so far."""
        self._saved = time.monotonic()
        self._state["seconds"] = self._seconds + self._saved - self._began
        self._state["commit"] = _commit()
        scratch = self._file.with_suffix(".new")
        scratch.write_text(json.dumps(self._state, indent=1))
        scratch.replace(self._file)

    def report(self) -> int:
        """Print what came of it; return 1 where there are faults."""
        self.save()
        state = self._state
        print(f"{self.part} at {state['commit']}, {state['seconds'] / 60:.1f} minutes in all")
        for name in ("done", "counts"):
            for key, value in sorted(state[name].items()):
                print(f"  {name:6} {key}: {value:,.12g}")
        print(f"{state['counts'].get('faults', 0):,.0f} faults; all of it is in {self._file}")
        return int(bool(state["faults"]))


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "no commit"
