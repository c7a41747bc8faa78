"""Keys that stop a command."""

import signal


def press_ctrl_c() -> None:
    """Call the handler of Ctrl-C as the interpreter does.

    A real signal to this process ends it at once where wide registers are in use: their contents
    do not fit on the small stack that pytest's faulthandler has signals handled on.
    """
    handler = signal.getsignal(signal.SIGINT)
    assert callable(handler)
    handler(signal.SIGINT, None)
