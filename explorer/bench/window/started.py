"""A start of the program, or of an empty window, that tells when what is seen; then it ends.

    python -m explorer.bench.window.started bare
    python -m explorer.bench.window.started program open --home DIR

What is seen is written to stdout, each with the time of ``perf_counter``, which is one clock for
all processes. The empty window is what PySide6 needs at least.
"""

import sys
import time


def tell(what: str, value: float | None = None) -> None:
    """Write what happened now."""
    print(what, time.perf_counter() if value is None else value, flush=True)


def bare() -> None:
    """Show a window with nothing in it."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Bare(QMainWindow):
        def paintEvent(self, event: object) -> None:
            tell("window")
            app.quit()

    app = QApplication(["bare"])
    window = Bare()
    window.resize(1360, 860)
    window.show()
    app.exec()


def program(arguments: list[str]) -> None:
    """Run the command with a program that is watched; end it after its first blend."""
    from explorer.ui.quick import start_quickly

    start_quickly()  # as the command does, but before what watches imports the window
    from explorer.ui.overrides import tell_mistakes

    tell_mistakes()
    from explorer.bench.window import watched

    sys.exit(watched.run(arguments, tell))


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else program(sys.argv[2:])
