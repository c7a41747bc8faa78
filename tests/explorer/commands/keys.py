"""Keys that stop a command."""

import signal


def press_ctrl_c() -> None:
    """Call the handler of Ctrl-C as the interpreter does.

    A real signal to this process was seen to end it by a segmentation fault, within ``kill``
    itself, once tests of models had run in it. Why is not known: perhaps there is too little room
    on the stack that faulthandler has signals handled on.
    """
    handler = signal.getsignal(signal.SIGINT)
    assert callable(handler)
    handler(signal.SIGINT, None)
