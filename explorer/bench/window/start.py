"""How long the program takes to window and live blend, over an empty window of PySide6."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from explorer.bench.figures import Bench, Figure, Figures, spread
from explorer.core.home.libraries import require_screen
from training.files.errors import UserError

TIMES = 7
PATIENCE = 120


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Start both in turns, with a warm file cache; first once as on a fresh machine."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    require_screen(environment)
    bare: list[float] = []
    window: list[float] = []
    blend: list[float] = []
    beats: list[float] = []
    home = bench.home.settings.parent
    options = ("--models", str(bench.models), "--device", bench.device, "--home", str(home))
    first = _started(("program", "open", *options), environment)
    for _ in range(1 if bench.quick else TIMES):
        bare += _started(("bare",), environment)["window"]
        seen = _started(("program", "open", *options), environment)
        window += seen["window"]
        blend += seen["blend"]
        beats += seen["beat"]
    with tempfile.TemporaryDirectory() as fresh:  # the files are in memory, compiled graphs not
        options = (*options[:-1], str(Path(fresh) / "home"))
        cold = _started(("program", "open", *options), environment)
    return _figures(bare, window, blend, cold, first, beats)


def _figures(
    bare: list[float],
    window: list[float],
    blend: list[float],
    cold: dict[str, list[float]],
    first: dict[str, list[float]],
    beats: list[float],
) -> Figures:
    empty, to_window, to_blend, waits = map(spread, (bare, window, blend, beats))
    assert empty and to_window and to_blend and waits
    beside = {"empty_window_ms": empty.p50}
    return {
        "start.window": Figure(to_window.p50 / empty.p50, to_window, beside),
        "start.first_blend": Figure(to_blend.p50 / empty.p50, to_blend, beside),
        "start.uncompiled_ms": Figure(
            cold["blend"][0], None, {"in_a_fresh_home_and_file_cache_ms": first["blend"][0]}
        ),
        "heartbeat.start.p99_ms": Figure(waits.p99, waits),
    }


def _started(words: Sequence[str], environment: dict[str, str]) -> dict[str, list[float]]:
    """Start a process; return milliseconds from there to all that it tells."""
    began = time.perf_counter()
    command = (sys.executable, "-m", "explorer.bench.window.started", *words)
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=PATIENCE
    )
    seen: dict[str, list[float]] = {"window": [], "blend": [], "beat": []}
    for line in done.stdout.splitlines():
        what, _, when = line.partition(" ")
        if what in seen:
            known = float(when)
            seen[what].append(known if what == "beat" else 1000 * (known - began))
    if not seen["window"]:
        raise UserError(f"The window did not open: {done.stderr.strip()[-200:]}")
    return seen
