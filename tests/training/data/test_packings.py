"""Archives of other packings than pictures come in, and what is no archive: called by its name."""

import io
import lzma
import os
import random
import struct
import tarfile
import time
import zipfile
from functools import partial
from pathlib import Path

import pytest

from explorer.core.opening import Kind, kind_of
from tests.conftest import add_to_tar
from tests.training.data.test_archives import PACKERS, found, header, png, tar_bytes, zip_bytes
from training.data import cache
from training.data.formats import read_pictures
from training.data.limits import OddData
from training.data.xz import open_xz


def test_a_note_of_very_many_lines_takes_no_time(tmp_path: Path) -> None:
    lines = b"6 a=b\n" * 150_000  # each cut off the rest once took ten seconds a note
    content = header("x", len(lines), tarfile.XHDTYPE) + lines + bytes(-len(lines) % 512)
    (tmp_path / "x.tar").write_bytes(content)
    began = time.process_time()
    with pytest.raises(OddData, match="more than 1,000 lines"):
        read_pictures(tmp_path / "x.tar")
    assert time.process_time() - began < 2


def test_a_large_file_of_a_zip_is_put_together_once(tmp_path: Path) -> None:
    content = random.Random(1).randbytes(1 << 20) + bytes(127 << 20)
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_STORED) as zipped:
        zipped.writestr("notes.txt", content)
    began = time.process_time()
    assert read_pictures(tmp_path / "x.zip").left_out.count == 1
    assert time.process_time() - began < 1.5


def test_xz_that_wants_very_much_memory_is_not_called_damaged(tmp_path: Path) -> None:
    wide = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 29}]
    (tmp_path / "x.tar.xz").write_bytes(lzma.compress(tar_bytes(), filters=wide))
    with pytest.raises(OddData, match="more than 256 MB of memory: unpack it"):
        read_pictures(tmp_path / "x.tar.xz")


def test_xz_of_several_streams_is_read_to_its_end(tmp_path: Path) -> None:
    content, path = tar_bytes(), tmp_path / "x.tar.xz"
    half = len(content) // 2
    parts = lzma.compress(content[:half]), lzma.compress(content[half:])
    whole = bytes(8).join(parts) + bytes(1 << 20)
    path.write_bytes(whole)
    assert open_xz(path).read() == content
    for size in (1, 7, 4096):
        with open_xz(path) as file:
            assert b"".join(iter(partial(file.read, size), b"")) == content
    wide = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 29}]
    for odd, said in (
        (whole + lzma.compress(bytes(512), filters=wide), "more than 256 MB of memory"),
        (whole + b"more", "damaged"),
        (parts[0] + parts[1][:-9], "damaged"),
    ):
        path.write_bytes(odd)
        with pytest.raises(OddData, match=said):
            read_pictures(path)


def test_a_zip_in_a_tar_is_no_zip(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("train/bird/other.png", png(9))
    path = tmp_path / "x.tar"
    path.write_bytes(tar_bytes())
    right = found(path)
    with tarfile.open(path, "a") as archive:
        add_to_tar(archive, "more.zip", out.getvalue())
    assert found(path) == right
    path.write_bytes(b"#!/bin/sh\nexit\n" + out.getvalue())  # one that unpacks itself
    assert list(found(path)) == ["train/bird train/bird/other.png"]


@pytest.mark.parametrize("method", [9, 93])  # Deflate64, as Windows packs large folders; Zstandard
def test_a_zip_of_another_packing_is_not_called_damaged(tmp_path: Path, method: int) -> None:
    content = bytearray(zip_bytes())
    for magic, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        start = -1
        while (start := content.find(magic, start + 1)) >= 0:
            struct.pack_into("<H", content, start + place, method)
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(OddData, match="packed in a way that is not read here"):
        read_pictures(tmp_path / "x.zip")


@pytest.mark.parametrize("packer", ["tar.gz", "tar.bz2", "tar.xz"])
@pytest.mark.parametrize("content", [b"", b"some text", png(1), bytes(range(256)) * 9])
def test_what_is_packed_but_no_tar_is_not_called_damaged(
    tmp_path: Path, packer: str, content: bytes
) -> None:
    (tmp_path / "x").write_bytes(PACKERS[packer](content))
    with pytest.raises(OddData, match="packs no tar: give a folder"):
        read_pictures(tmp_path / "x")


@pytest.mark.parametrize("place", [Path("/dev/zero"), Path("/dev/null"), None])
def test_devices_and_pipes_are_not_read(tmp_path: Path, place: Path | None) -> None:
    if place is None:
        place = tmp_path / "pipe"
        os.mkfifo(place)
    with pytest.raises(OddData, match="neither a folder nor a file"):
        cache.load(place, tmp_path / "cache")


@pytest.mark.parametrize("name", ["x.tar.gz", "x.zip", "x.tar", "x.txz"])
@pytest.mark.parametrize("content", [b"", b"<html>404 Not Found</html>"])
def test_what_is_only_called_an_archive_is_to_be_fetched_again(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(OddData, match=r"is damaged or cut short \(it .*\): fetch or copy it again"):
        read_pictures(tmp_path / name)
    assert kind_of(tmp_path / name) is Kind.GALLERY  # so that the window says the same
