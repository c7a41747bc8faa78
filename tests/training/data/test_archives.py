"""Archives: read to their true end or refused in one sentence, whatever was done to them."""

import bz2
import io
import lzma
import os
import pickle
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.conftest import add_to_tar, make_pictures
from training.data import cache, limits
from training.data.formats import read_pictures
from training.data.limits import OddData
from training.files.errors import UserError

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "tar": bytes,
    "tar.gz": lambda content: zlib.compress(content, 6, 31),
    "tar.bz2": bz2.compress,
    "tar.xz": lzma.compress,
}


def png(seed: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(make_pictures(1, seed)[0][0]).save(out, "PNG")
    return out.getvalue()


def tar_bytes(count: int = 6, form: int = tarfile.GNU_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for i in range(count):
            add_to_tar(archive, f"train/{('bird', 'horse')[i % 2]}/{i:04}.png", png(i))
    return out.getvalue()


def zip_bytes(packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for i in range(6):
            archive.writestr(f"train/{('bird', 'horse')[i % 2]}/{i:04}.png", png(i))
    return out.getvalue()


def found(path: Path) -> dict[str, bytes]:
    """The pictures at a path; a test that reads a damaged archive must get these or an error."""
    reading = read_pictures(path)
    assert not reading.unreadable.count
    return {f"{p.split}/{p.class_name} {p.name}": p.pixels.tobytes() for p in reading.pictures}


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("right") / "x.tar"
    path.write_bytes(tar_bytes())
    assert len(found(path)) == 6
    return found(path)


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
def test_all_kinds_of_tar_give_the_same(
    tmp_path: Path, right: dict[str, bytes], packer: str, form: int
) -> None:
    path = tmp_path / "no-suffix"
    path.write_bytes(PACKERS[packer](tar_bytes(form=form)))
    assert found(path) == right


@pytest.mark.parametrize(
    "packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_all_kinds_of_zip_give_the_same(
    tmp_path: Path, right: dict[str, bytes], packing: int
) -> None:
    path = tmp_path / "no-suffix"
    path.write_bytes(zip_bytes(packing))
    assert found(path) == right


def test_long_and_odd_names_are_read(tmp_path: Path) -> None:
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        names = [
            "a" * 60 + "/" + "b" * 150 + "/1.png",
            "caf\udce9/2.png",
            "日本/3.png",
            "./x/4.png",
        ]
        path = tmp_path / f"{form}.tar"
        with tarfile.open(path, "w", format=form) as archive:
            for name in names:
                add_to_tar(archive, name, png(1))
        assert {p.name for p in read_pictures(path).pictures} == {*names[:3], "x/4.png"}


def refused_or_right(path: Path, content: bytes, right: dict[str, bytes]) -> bool:
    """Read changed bytes: all pictures as they were, or one clear sentence."""
    path.write_bytes(content)
    try:
        assert found(path) == right
    except UserError as error:
        assert str(path) in str(error) and "\n" not in str(error)
        return False
    return True


@pytest.mark.parametrize("packer", ["tar.gz", "tar.bz2", "tar.xz"])
def test_no_changed_byte_passes_unseen(
    tmp_path: Path, right: dict[str, bytes], packer: str
) -> None:
    whole, rng = PACKERS[packer](tar_bytes()), random.Random(packer)
    for place in [*range(12), *rng.sample(range(len(whole)), 60)]:
        changed = bytearray(whole)
        changed[place] ^= 1 << rng.randrange(8)
        refused_or_right(tmp_path / "x", bytes(changed), right)


@pytest.mark.parametrize("packer", PACKERS)
def test_no_cut_passes_unseen(tmp_path: Path, right: dict[str, bytes], packer: str) -> None:
    content = tar_bytes()
    headers = [info.offset for info in tarfile.open(fileobj=io.BytesIO(content))]  # noqa: SIM115
    end = headers[-1] + 512 + -(-len(png(5)) // 512) * 512
    if packer == "tar":
        cuts = [k for at in (*headers, end) for k in (at, at + 1, at + 200, at + 512)]
        whole = content
    else:
        whole = PACKERS[packer](content)
        cuts = [1, 10, len(whole) // 3, len(whole) // 2, *(len(whole) - k for k in range(1, 12))]
    for cut in cuts:
        assert not refused_or_right(tmp_path / "x", whole[:cut], right), cut


def test_no_changed_header_passes_unseen(tmp_path: Path, right: dict[str, bytes]) -> None:
    content, rng = tar_bytes(), random.Random(2)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        headers = [info.offset for info in archive]
    for at in headers:
        for place in rng.sample(range(500), 12):
            changed = bytearray(content)
            changed[at + place] ^= 1 << rng.randrange(8)
            assert not refused_or_right(tmp_path / "x", bytes(changed), right)
    holed = content[: headers[2]] + bytes(1024) + content[headers[2] + 1024 :]
    assert not refused_or_right(tmp_path / "x", holed, right)


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_no_changed_byte_of_a_zip_passes_unseen(
    tmp_path: Path, right: dict[str, bytes], packing: int
) -> None:
    whole, rng = zip_bytes(packing), random.Random(packing)
    for place in rng.sample(range(len(whole)), 150):
        changed = bytearray(whole)
        changed[place] ^= 1 << rng.randrange(8)
        refused_or_right(tmp_path / "x", bytes(changed), right)
    for cut in rng.sample(range(1, len(whole)), 20):
        assert not refused_or_right(tmp_path / "x", whole[:cut], right)


@pytest.mark.parametrize("content", [tar_bytes(), zip_bytes(), PACKERS["tar.xz"](tar_bytes())])
def test_hostile_bytes_give_one_sentence(tmp_path: Path, content: bytes) -> None:
    rng = random.Random(len(content))
    for _ in range(60):
        changed = bytearray(content)
        for _ in range(rng.randrange(1, 8)):
            start = rng.randrange(len(changed))
            changed[start : start + rng.randrange(1, 40)] = rng.randbytes(rng.randrange(1, 40))
        path = tmp_path / "x"
        path.write_bytes(changed)
        try:
            read_pictures(path)
        except UserError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize("name", ["../../up/bird/1.png", "a/../../bird/1.png", "bird/../1.png"])
def test_odd_paths_are_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as zipped:
        zipped.writestr(name, png(0))
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        add_to_tar(archive, name, png(0))
    for path in (tmp_path / "x.zip", tmp_path / "x.tar"):
        with pytest.raises(OddData, match="odd path"):
            read_pictures(path)


def test_an_encrypted_zip_is_called_so(tmp_path: Path) -> None:
    content = bytearray(zip_bytes())
    for magic, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = -1
        while (place := content.find(magic, place + 1)) >= 0:
            content[place + flags] |= 1
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(OddData, match="encrypted: unpack it with its password"):
        read_pictures(tmp_path / "x.zip")


def header(name: str, size: int, kind: bytes) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XGLTYPE])
def test_a_note_of_gigabytes_is_not_read(tmp_path: Path, kind: bytes) -> None:
    (tmp_path / "x.tar").write_bytes(header("x", 6 << 30, kind))
    with pytest.raises(OddData, match="no data set needs that"):
        read_pictures(tmp_path / "x.tar")


@pytest.mark.parametrize("record", [b"9" * 100_000 + b" a=b\n", b"18 size=" + b"9" * 9 + b"\n"])
def test_numbers_of_notes_are_not_believed(tmp_path: Path, record: bytes) -> None:
    note = record + bytes(-len(record) % 512)
    content = header("x", len(record), tarfile.XHDTYPE) + note
    content += header("bird/1.png", 3, tarfile.REGTYPE) + bytes(2048)
    (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(OddData, match=r"damaged|no picture data set"):
        read_pictures(tmp_path / "x.tar")


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    record = b"25 path=bird/\0/horse.png\n"
    note = header("x", len(record), tarfile.XHDTYPE) + record + bytes(-len(record) % 512)
    (tmp_path / "x.tar").write_bytes(note + tar_bytes())
    with pytest.raises(OddData, match="odd path"):
        read_pictures(tmp_path / "x.tar")


def test_a_file_of_hundreds_of_megabytes_is_not_read(tmp_path: Path) -> None:
    content = header("bird/1.png", 300 << 20, tarfile.REGTYPE) + bytes(2048)
    (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(OddData, match="holds a file of 300 MB: no picture data set needs that"):
        read_pictures(tmp_path / "x.tar")


def test_what_unpacks_to_far_more_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FREE_BYTES", 1 << 20)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        add_to_tar(archive, "notes.txt", bytes(8 << 20))
    for packer in ("tar.gz", "tar.bz2", "tar.xz"):
        (tmp_path / "x").write_bytes(PACKERS[packer](out.getvalue()))
        with pytest.raises(OddData, match="unpacks to more than 100 times"):
            read_pictures(tmp_path / "x")
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("notes.txt", bytes(8 << 20))
    with pytest.raises(OddData, match="unpacks to more than 100 times"):
        read_pictures(tmp_path / "x.zip")


def test_entries_are_counted_before_they_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_FILES", 5)
    (tmp_path / "x.tar").write_bytes(tar_bytes())
    (tmp_path / "x.zip").write_bytes(zip_bytes())
    (tmp_path / "folder").mkdir()
    for i in range(6):
        (tmp_path / "folder" / f"{i}.png").write_bytes(png(i))
    for name in ("x.tar", "x.zip", "folder"):
        with pytest.raises(OddData, match="holds more than 5 files"):
            read_pictures(tmp_path / name)


def test_a_zip_that_tells_of_a_list_of_gigabytes(tmp_path: Path) -> None:
    content = bytearray(zip_bytes())
    end = content.rfind(b"PK\5\6")
    struct.pack_into("<H", content, end + 10, 6 + 1)
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(OddData, match="list of files is not whole"):
        read_pictures(tmp_path / "x.zip")


def test_batches_are_bounded_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.data.formats.MAX_BATCH_BYTES", 20_000)
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        for i in range(40):
            batch = {b"data": np.zeros((1, 3072), np.uint8), b"labels": [0]}
            add_to_tar(archive, f"{i}/test_batch", pickle.dumps(batch, protocol=2))
    with pytest.raises(OddData, match="give one data set"):
        read_pictures(tmp_path / "x.tar")


def test_what_the_system_refuses_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "x"
    (folder / "bird").mkdir(parents=True)
    (folder / "bird" / "1.png").write_bytes(png(1))
    (folder / "bird" / "2.png").write_bytes(png(2))
    real_open, real_scan = Path.open, os.scandir

    def refuse(path: Path, *rest: Any, **more: Any) -> Any:
        if path.name == "2.png":
            raise PermissionError(13, "Permission denied")
        return real_open(path, *rest, **more)

    def shut(path: str) -> Any:
        if Path(path).name == "bird":
            raise PermissionError(13, "Permission denied")
        return real_scan(path)

    monkeypatch.setattr(Path, "open", refuse)
    whole = tmp_path / "shut" / "2.png"  # an archive may be called anything
    whole.parent.mkdir()
    os.link(folder / "bird" / "2.png", whole)
    with pytest.raises(OddData, match=r"shut/2.png cannot be read \(Permission denied\): change"):
        cache.load(whole, tmp_path / "cache")
    with pytest.raises(UserError, match=r"bird/2.png cannot be read \(Permission denied\)"):
        cache.load(folder, tmp_path / "cache")
    assert len(cache.load(folder, tmp_path / "cache", skip_unreadable=True).train.labels) == 1
    monkeypatch.setattr(os, "scandir", shut)
    with pytest.raises(UserError, match=r"bird cannot be read \(Permission denied\): change"):
        cache.load(folder, tmp_path / "cache")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.npy", b"\x93NUMPY\1\0", "an array of numbers"),
        ("a.safetensors", b"\x10\0\0\0\0\0\0\0{}", "a file of weights"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "an archive of 7-Zip"),
        ("a", b"hello", "neither a folder nor an archive"),
        ("a.tif", b"II*\0", "a picture"),
        ("a", png(0), "a picture"),
        ("a.npz", zip_bytes(), "a file of NumPy's arrays"),
        ("a.pt", zip_bytes(), "a file of PyTorch"),
    ],
)
def test_what_is_no_archive_is_called_by_its_name(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(OddData, match=f"{said}.*give a folder, a zip or a tar"):
        read_pictures(tmp_path / name)
