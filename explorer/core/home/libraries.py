"""The system libraries that Qt needs: found before Qt is asked, since it aborts without them."""

import ctypes
import sys
from collections.abc import Callable, Mapping

from training.files.errors import UserError

# What PySide6 6.11 links to beyond the C and C++ libraries -> the package on Debian and Ubuntu.
_ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
_BY_PLATFORM = {
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
    },
}


def qt_platform(environment: Mapping[str, str]) -> str:
    """Return the Qt platform that a window would be opened on; "" where there is no screen.

    Elsewhere than on Linux Qt brings its own, called "native" here.
    """
    if environment.get("QT_QPA_PLATFORM"):
        return environment["QT_QPA_PLATFORM"].split(":")[0].split(";")[0]
    if sys.platform != "linux":
        return "native"
    if environment.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "xcb" if environment.get("DISPLAY") else ""


def missing_packages(platform: str, load: Callable[[str], object] = ctypes.CDLL) -> tuple[str, ...]:
    """Return the Debian packages whose libraries ``platform`` needs and that cannot be loaded."""
    if not sys.platform.startswith("linux"):
        return ()
    needed = {**_ALWAYS, **_BY_PLATFORM.get(platform, {})}
    return tuple(package for name, package in needed.items() if not _loads(name, load))


def require_screen(environment: Mapping[str, str]) -> None:
    """Raise where no window can be opened.

    Raises
    ------
    UserError
        Where there is no screen, or libraries that Qt needs are missing.
    """
    platform = qt_platform(environment)
    if not platform:
        raise UserError(
            "There is no screen to open a window on: run this in a desktop session, or use "
            "`pegasus blend`, which needs none."
        )
    if missing := missing_packages(platform):
        raise UserError(
            f"Qt needs system libraries that are missing: install {' '.join(missing)} (as Debian "
            "and Ubuntu call them)."
        )


def _loads(name: str, load: Callable[[str], object]) -> bool:
    try:
        load(name)
    except OSError:
        return False
    return True
