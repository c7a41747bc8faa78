"""``pegasus open``: the window."""

import os

from explorer.core.home.home import Home
from explorer.core.home.libraries import require_screen
from explorer.core.options import OpenOptions


def main(arguments: list[str], home: Home) -> int:
    """Open the window and return its exit status when it is closed."""
    options = _options(arguments) if arguments else OpenOptions()
    require_screen(os.environ)
    from explorer.ui.quick import start_quickly

    start_quickly()
    from explorer.ui.overrides import tell_mistakes

    tell_mistakes()
    from explorer.ui import app

    return app.main(options, home)


def _options(arguments: list[str]) -> OpenOptions:
    """Read them by a parser that takes a tenth of a second to be imported, if there are any."""
    from explorer.commands.parts.opening import read_options

    return read_options(arguments)
