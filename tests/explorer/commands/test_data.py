"""`pegasus data`: what it prints, keeps and refuses."""

import fcntl
import json
from pathlib import Path

import pytest

from explorer.__main__ import main
from explorer.core.home.home import Home, read_settings
from training.data import fetch, sources
from training.data.sources import OfficialSource, md5_sum


def test_import_is_used_from_then_on(
    official_archive: Path, home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "import", str(official_archive)]) == 0
    captured = capsys.readouterr()
    assert "aeroplane, bird, horse" in captured.out
    assert captured.err.count("\n") == 1 and "Warning" in captured.err  # it is made up
    assert read_settings(home.settings).data == official_archive
    assert main(["data", "info", "--json", str(tmp_path / "info.json")]) == 0
    assert capsys.readouterr().err == ""
    info = json.loads((tmp_path / "info.json").read_text())
    assert info["pictures"] == {"training": 108, "validation": 12, "test": 30}
    assert info["classes"] == ["airplane", "bird", "horse"]


def test_verify_refuses_and_keeps_nothing(
    official_archive: Path, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "import", str(official_archive), "--verify"]) == 2
    assert "MD5 sum is wrong" in capsys.readouterr().err
    assert not home.settings.exists() and not home.cache.exists()


def test_verify_knows_official_files_only(
    class_folders: Path, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "import", str(class_folders), "--verify"]) == 2
    assert "leave it out" in capsys.readouterr().err
    assert main(["data", "import", str(class_folders)]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("refused", ["is_file", "open"])  # a folder, and a file called official
def test_what_may_not_be_read_is_one_sentence(
    tmp_path: Path,
    home: Home,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    refused: str,
) -> None:
    path = tmp_path / "cifar-10-python.tar.gz"
    path.mkdir() if refused == "is_file" else path.write_bytes(b"x")
    real = getattr(Path, refused)

    def refuse(asked: Path, *rest: object, **more: object) -> object:
        if asked == path or asked.parent == path:
            raise PermissionError(13, "Permission denied")
        return real(asked, *rest, **more)

    monkeypatch.setattr(Path, refused, refuse)
    assert main(["data", "import", str(path)]) == 2
    said = capsys.readouterr().err
    assert (
        said
        == f"{path} cannot be read (Permission denied): change its rights, or choose another.\n"
    )


def test_cifar100_groups_are_told(
    cifar100_archive: Path, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "info", str(cifar100_archive)]) == 0
    assert "containers, fruit, insects" in capsys.readouterr().out


def test_jpeg_copy(
    official_archive: Path, home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "copy.tar.gz"
    command = ["data", "import", str(official_archive), "--jpeg", "75", "--out", str(target)]
    assert main(command) == 0
    assert target.is_file() and not home.settings.exists()
    capsys.readouterr()
    assert main(command) == 2
    assert "already" in capsys.readouterr().err


@pytest.mark.parametrize("half", [["--jpeg", "75"], ["--out", "x.tar.gz"]])
def test_jpeg_needs_both(
    official_archive: Path, home: Home, half: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "import", str(official_archive), *half]) == 2
    assert "go together" in capsys.readouterr().err


def test_get_decodes_and_uses_what_is_there(
    official_archive: Path,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = OfficialSource("cifar10", "", official_archive.name, md5_sum(official_archive), ())
    monkeypatch.setattr(sources, "official_source", lambda name: source)
    assert main(["data", "get", "cifar10", "--to", str(official_archive.parent)]) == 0
    assert read_settings(home.settings).data == official_archive


def test_get_that_is_stopped_says_how_to_go_on(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*arguments: object) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(fetch, "download", interrupted)
    assert main(["data", "get", "cifar10"]) == 130
    assert capsys.readouterr().err == "Stopped: the same command goes on from here.\n"
    assert not home.settings.exists()


def test_nothing_known_yet(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "info"]) == 2
    assert "pegasus data get cifar10" in capsys.readouterr().err


def test_missing_data_is_one_line(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["info", "nowhere"], ["import", "nowhere"]):
        assert main(["data", *words]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_clean_deletes_what_can_be_made_again(
    class_folders: Path, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "import", str(class_folders)]) == 0
    downloads = home.cache / "downloads"
    for folder in (downloads, home.compiled, home.looks, home.tried, home.seen):
        folder.mkdir()
    for path in (downloads / "a.tar.gz", downloads / "b.partial", home.compiled / "c.compiled"):
        path.write_bytes(bytes(1 << 20))
    (home.looks / "d.values").write_bytes(bytes(4))
    for path in (home.tried / "d.json", home.tried / "files-e.json", home.seen / "pegasus.png"):
        path.write_bytes(b"small")
    capsys.readouterr()
    with (downloads / "b.partial").open("rb+") as fetched:
        fcntl.flock(fetched, fcntl.LOCK_EX)  # another program fetches it
        assert main(["data", "clean"]) == 2
    told = capsys.readouterr()
    deleted = (
        "1 decoded data set, 1 compiled graph, 1 download, 1 list of scores, 3 small files: 2 MB"
    )
    assert f"Deleted {deleted}" in told.out
    assert told.err.count("\n") == 1 and "1.0 MB of" in told.err
    assert main(["data", "clean"]) == 0 and "1 download" in capsys.readouterr().out
    left = [*downloads.iterdir(), *home.compiled.iterdir(), *home.looks.iterdir()]
    assert not [*left, *home.tried.iterdir(), *home.seen.iterdir()]
    assert main(["data", "info"]) == 0  # it is decoded anew


def test_clean_leaves_the_download_in_use(
    official_archive: Path, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    used = home.cache / "downloads" / official_archive.name
    used.parent.mkdir(parents=True)
    used.write_bytes(official_archive.read_bytes())
    assert main(["data", "import", str(used)]) == 0
    assert main(["data", "clean"]) == 0
    assert used.is_file() and main(["data", "info"]) == 0


def test_unreadable_and_left_out_files_are_listed(
    class_folders: Path, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    (class_folders / "train" / "bird" / "caf\udce9.png").write_bytes(b"")
    (class_folders / "train" / "cover.png").write_bytes(
        next((class_folders / "train" / "bird").glob("0*.png")).read_bytes()
    )
    (class_folders / "notes.txt").write_text("mine")
    (class_folders / "two\nlines\x1b[31m.txt").write_text("mine")
    assert main(["data", "import", str(class_folders)]) == 2
    assert "caf?.png is not a picture, as it is empty): remove" in capsys.readouterr().err
    assert main(["data", "import", str(class_folders), "--skip-unreadable"]) == 0
    told = capsys.readouterr().out
    assert "unreadable   1 (train/bird/caf" in told
    assert "two\\nlines\\x1b[31m.txt is no picture" in told  # no terminal obeys it
    assert "notes.txt is no picture" in told and "cover lies in no class folder" in told
