"""A start spares what Python and PySide6 would do beside it."""

import subprocess
import sys

CODE = """
import gc, linecache, sys
from explorer.ui.quick import start_quickly
start_quickly()
from explorer.ui import app
assert "explorer.ui.program" in sys.modules
print(gc.isenabled(), [name for name in linecache.cache if "explorer" in name])
"""


def test_no_source_is_read_for_what_is_imported_and_nothing_is_looked_through() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split(maxsplit=1) == ["False", "[]\n"]
