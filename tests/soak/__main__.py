"""``python -m tests.soak PART``: one of the long trials, which goes on where it was stopped.

A part is a module of this package with a function ``run(soak)``. What it found is in ``.soak``.
"""

import argparse
import importlib
import shutil
import sys
from pathlib import Path

from tests.soak.progress import ROOT, Soak

NO_PARTS = ("__init__", "__main__", "progress")


def main() -> int:
    """Run a part for a while; return 1 where it found faults."""
    parts = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("part", choices=[name for name in parts if name not in NO_PARTS])
    parser.add_argument("--minutes", type=float, default=40, help="at most; then it stops")
    parser.add_argument("--folder", type=Path, default=ROOT / ".soak", help="where it keeps")
    parser.add_argument("--anew", action="store_true", help="forget what was done before")
    asked = parser.parse_args()
    if asked.anew:
        shutil.rmtree(asked.folder / asked.part, ignore_errors=True)
        (asked.folder / f"{asked.part}.json").unlink(missing_ok=True)
    soak = Soak(asked.part, asked.folder, asked.minutes)
    try:
        importlib.import_module(f"tests.soak.{asked.part}").run(soak)
    except KeyboardInterrupt:
        print("Stopped: the same command goes on from here.")
    return soak.report()


if __name__ == "__main__":
    sys.exit(main())
