"""The whole program once, commands and window, wherever it is started.

    TINY=MODELS DATA=PATH python -m tests.faults.whole_program HOME OUT COMMAND...

prints as JSON what each command returned and complained of, and what the window said when the
picture that it showed was to be kept.
"""

import contextlib
import io
import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from explorer.__main__ import main
from explorer.core.home.home import Home
from explorer.core.options import OpenOptions
from explorer.ui import app
from explorer.ui.parts.style import Look
from explorer.ui.program import Program

TINY, DATA = Path(os.environ["TINY"]), os.environ["DATA"]
TICK_MILLISECONDS = 50


class Once(Program):
    """Keeps the first picture that it shows, and closes its window."""

    said = ""

    def __init__(self, home: Home, options: OpenOptions, look: Look) -> None:
        super().__init__(home, options, look, shipped=TINY)
        self._asked = 0
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._keep_and_leave)
        self._tick.start(TICK_MILLISECONDS)

    def _keep_and_leave(self) -> None:
        if self._asked:
            self._asked += 1
            if self._asked > 3 and not self.chores.busy:
                self._tick.stop()
                Once.said = self.window.notice.text
                self.window.close()
        elif self.blend.renderer is not None and self.blend.is_up_to_date:
            self._asked = 1
            self.keep()


def command(*words: str) -> tuple[int, str]:
    """What a command returns, and what it complains of."""
    with (
        contextlib.redirect_stderr(io.StringIO()) as errors,
        contextlib.redirect_stdout(io.StringIO()),
    ):
        status = main(list(words))
    return status, errors.getvalue()


def everything(home: str, out: str, *names: str) -> dict[str, object]:
    """Give commands by name, then open the window; return what was said by each."""
    at = ("--home", home)
    commands = {
        "blend": ("blend", "starter/horse/0", "starter/bird/0", "--out", out),
        "import": ("data", "import", DATA),
        "use": ("models", "use", str(TINY)),
    }
    said: dict[str, object] = {name: command(*commands[name], *at) for name in names}
    app.Program = Once  # type: ignore[misc, assignment]
    said["window"] = (main(["open", *at]), Once.said)
    return said


if __name__ == "__main__":
    print(json.dumps(everything(*sys.argv[1:])))
