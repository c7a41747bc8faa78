"""Where things are kept that can be made again."""

import os
from pathlib import Path

from platformdirs import user_cache_path


def default_cache_dir() -> Path:
    """``$PEGASUS_HOME/cache`` where that is set, else the user's cache folder."""
    home = os.environ.get("PEGASUS_HOME")
    return Path(home) / "cache" if home else user_cache_path("pegasus-explorer")
