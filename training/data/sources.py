"""The official CIFAR files: where they are, and the MD5 sums that tell them from others."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from training.files.errors import UserError

NAMES = ("cifar10", "cifar100")


@dataclass(frozen=True)
class OfficialSource:
    """An official archive. ``md5`` is its sum, ``parts`` those of the files in its folder."""

    name: str
    url: str
    file: str
    md5: str
    parts: tuple[tuple[str, str], ...]


def official_source(name: str) -> OfficialSource:
    """Return the address and the sums of ``cifar10`` or ``cifar100``, as torchvision has them.

    Raises
    ------
    UserError
        Where ``name`` is neither, or torchvision cannot be used.
    """
    if name not in NAMES:
        raise UserError(f"There is no data set called {name}: choose from {', '.join(NAMES)}.")
    from training.data.torchvision_shim import import_datasets  # torch takes a second to import

    kind = getattr(import_datasets(), name.upper())
    meta = (kind.meta["filename"], kind.meta["md5"])
    parts = [(file, md5) for file, md5 in (*kind.train_list, *kind.test_list, meta)]
    return OfficialSource(name, kind.url, kind.filename, kind.tgz_md5, tuple(parts))


def looks_official(path: Path) -> bool:
    """Tell by its name or its files whether ``path`` should be an official archive or folder."""
    if path.is_dir():
        return any(_part(path, "batches.meta")) or any(_part(path, "meta"))
    return path.name.startswith(("cifar-10-", "cifar-100-"))


def wrong_files(path: Path) -> tuple[str, ...]:
    """Return the names of the files at ``path`` that differ from every official one.

    ``path`` is an archive (one sum) or a folder that holds batches (a sum for each).
    """
    sources = [official_source(name) for name in NAMES]
    if not path.is_dir():
        return () if md5_sum(path) in {source.md5 for source in sources} else (path.name,)
    known = {file for source in sources for file, _ in source.parts}
    sums = {md5 for source in sources for _, md5 in source.parts}
    files = [file for name in sorted(known) for file in _part(path, name)]
    return tuple(file.name for file in files if md5_sum(file) not in sums)


def md5_sum(path: Path) -> str:
    """Return the MD5 sum of a file in hexadecimal digits, as official lists give it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _part(folder: Path, name: str) -> list[Path]:
    return [file for file in (folder / name, *folder.glob(f"*/{name}")) if file.is_file()]
