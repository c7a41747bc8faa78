"""How much a data set may hold: bounds that are checked before anything is believed."""

from pathlib import Path

from training.files.errors import UserError

MAX_MEMBER_BYTES = 256 << 20
"""Of one file that is read: more than any of CIFAR-10 or CIFAR-100 has (155 MB)."""
MAX_FILES = 4_000_000
"""Of a folder or archive, whatever they are."""
MAX_LINKS = 50_000
"""Of links to folders that are followed: some dozens that lead to one another never end."""
MAX_PICTURES = 2_000_000
"""Of a data set: names take 1 GB of memory while it is read, and pixels 6 GB of disk."""
MAX_BATCH_BYTES = 320 << 20
"""Of all CIFAR batches together, which are 186 MB in either data set."""
MAX_LISTED = 100
"""Names of what was left out that are kept; the others are counted."""
FREE_BYTES, MAX_RATIO = 1 << 30, 100
"""An archive may unpack to that many bytes anyhow, and beyond that to so many times its size:
pictures hardly shrink when they are packed."""


class OddData(UserError):
    """A folder or archive that cannot be taken, and what to do about it."""


def damaged(path: object, where: str) -> OddData:
    """Return the error about an archive that is not as it was made; ``where`` is a clause."""
    return OddData(f"{path} is damaged or cut short ({where}): fetch or copy it again.")


def check_exists(path: Path) -> None:
    """Refuse a data set that is not there."""
    if not path.exists():
        raise OddData(f"There is no data set at {path}: give a folder or an archive that exists.")


def check_size(path: object, size: int) -> None:
    """Refuse a file of so many bytes before it is read."""
    if size > MAX_MEMBER_BYTES:
        raise OddData(f"{path} holds a file of {size >> 20} MB: no picture data set needs that.")


def check_count(path: object, count: int) -> None:
    """Refuse a folder or archive of so many files."""
    if count > MAX_FILES:
        raise OddData(f"{path} holds more than {MAX_FILES:,} files: give a part of it.")


def check_links(path: object, count: int) -> None:
    """Refuse a folder in which so many links to folders were followed."""
    if count > MAX_LINKS:
        raise OddData(
            f"{path} has more than {MAX_LINKS:,} links to folders on its ways: give a part of it."
        )


def check_ratio(path: object, unpacked: int, packed: int) -> None:
    """Refuse an archive of ``packed`` bytes that unpacks to so much more."""
    if unpacked > max(FREE_BYTES, MAX_RATIO * packed):
        raise OddData(
            f"{path} unpacks to more than {MAX_RATIO} times its size, which pictures do not: "
            "unpack it yourself if you trust it, and give the folder."
        )
