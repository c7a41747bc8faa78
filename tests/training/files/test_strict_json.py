"""JSON of others: what is none is refused, and all that is written can be read."""

import os
from pathlib import Path
from typing import Any

import pytest

from training.files.strict_json import Malformed, decode, encode, read_bytes


@pytest.mark.parametrize("text", ["NaN", '{"a": Infinity}', "[" * 100_000, "", "{", "\ud800"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="no JSON"):
        decode(text, Any)


def test_what_is_no_text_is_written_with_question_marks() -> None:
    content = encode({"name": "b\udcff", "paths": [Path("/a\udc80")], "n": float("nan")})
    assert decode(content, Any) == {"name": "b?", "paths": ["/a?"], "n": None}


def test_a_huge_file_is_refused_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(1 << 42)  # more than there is memory; it takes no room on the disk
    with pytest.raises(Malformed, match="longer than 4 KB"):
        read_bytes(path, 4096)
    path.write_bytes(bytes(4096))
    assert read_bytes(path, 4096) == bytes(4096)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_nobody_waits_for_a_pipe_nor_reads_a_device(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    for path in (tmp_path / "pipe.json", Path("/dev/zero")):
        with pytest.raises(OSError, match="no file"):
            read_bytes(path, 4096)
