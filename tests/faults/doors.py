"""What comes in from outside: whole files of each kind, and who opens them."""

import io
import json
import random
import shutil
import tarfile
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.faults.doors_of_models import MODEL_DOORS
from tests.faults.fuzzing import Attempt, Door
from tests.faults.mutation import damaged, either, odd_json

PICTURE = np.random.default_rng(5).integers(0, 256, (32, 32, 3), np.uint8)


def favourites(room: Path) -> Attempt:
    """PNG files with recipes: bytes changed, or the recipe packed anew with a right checksum."""
    from explorer.core.favourites.file import (
        KEYWORD,
        Favourite,
        annotated,
        encode_favourite,
        read_favourite,
    )
    from explorer.core.favourites.listing import listed
    from explorer.core.favourites.recipe import Recipe
    from explorer.core.opening import kind_of
    from tests.explorer.core.boards import odd_board
    from training.files.png import encode_png, read_png

    latent = np.ones((4, 2, 2), np.float32)
    favourite = Favourite(PICTURE, Recipe(odd_board(), (0.25, 0.75), {"vae": "v"}, latent=latent))
    whole = encode_favourite(favourite)
    recipe = read_png(whole)[1][KEYWORD].encode()

    def attempt(rng: random.Random, folder: Path) -> None:
        content = damaged(rng, whole)
        if rng.random() < 0.7:
            info = PngInfo()
            info.add_itxt(KEYWORD, either(rng, recipe).decode(errors="replace"))
            content = encode_png(PICTURE, info)
        path = folder / "x.png"
        path.write_bytes(content)
        kind_of(path)
        listed(path)
        found = read_favourite(path)
        path.write_bytes(annotated(path, 3, "noted"))
        assert read_favourite(path).recipe.id == found.recipe.id

    return attempt


def sessions(room: Path) -> Attempt:
    """The session: whatever is in it, the program starts, and the file is put aside."""
    from explorer.core.history import Edit, History
    from explorer.core.paths.path import PuckPath
    from explorer.core.session import Session, load_session, save_session
    from tests.explorer.core.boards import odd_board

    board = odd_board()
    edits = (Edit("one", board, board.move_puck(0.2, 0.3)),) * 3
    path = PuckPath(((0.1, 0.2), (0.5, 0.5)))
    save_session(room / "session.json", Session(board, history=History(edits, 2), path=path))
    whole = (room / "session.json").read_bytes()

    def attempt(rng: random.Random, folder: Path) -> None:
        (folder / "session.json").write_bytes(either(rng, whole))
        session, problem = load_session(folder / "session.json")
        save_session(folder / "again.json", session)
        assert problem is None or (folder / "session-before.json").is_file()

    return attempt


def settings(room: Path) -> Attempt:
    """The settings."""
    from explorer.core.home.home import Settings, read_settings, write_settings

    write_settings(room / "settings.json", Settings(Path("/a"), Path("/b"), Path("/c"), threads=2))
    whole = (room / "settings.json").read_bytes()

    def attempt(rng: random.Random, folder: Path) -> None:
        path = folder / "settings.json"
        path.write_bytes(either(rng, whole))
        write_settings(path, read_settings(path))

    return attempt


def boards(room: Path) -> Attempt:
    """Boards as JSON: pasted, or in a list that is rendered by the command line."""
    from explorer.commands.parts.board_list import read_boards
    from explorer.core.board.json import board_of_text, text_of_board
    from tests.explorer.core.boards import noise_source, odd_board

    pasted = text_of_board(odd_board()).encode()
    words = {"sources": ["a", "b"], "weights": [0.4, 0.6], "mode": "regions", "seed": 3}
    words |= {"size": 0.5, "detail": 0.2, "sharpness": 2.0, "strength": 0.5}
    listed = json.dumps({"boards": [words, json.loads(pasted), {"board": json.loads(pasted)}]})
    names: Any = SimpleNamespace(find=lambda name: SimpleNamespace(source=noise_source(0, name)))

    def attempt(rng: random.Random, folder: Path) -> None:
        if rng.random() < 0.5:
            text_of_board(board_of_text(either(rng, pasted).decode(errors="replace")))
            return
        (folder / "boards.json").write_bytes(either(rng, listed.encode()))
        for board in read_boards(folder / "boards.json", names):
            text_of_board(board)

    return attempt


def starter(room: Path) -> Attempt:
    """The gallery that ships."""
    from explorer.core.gallery.starter import first_board, starter_gallery
    from tests.explorer.core.gallery.test_gallery import write_starter

    write_starter(room / "starter")
    whole = {file.name: file.read_bytes() for file in (room / "starter").iterdir()}

    def attempt(rng: random.Random, folder: Path) -> None:
        changed = rng.choice(("gallery.json", "gallery.json", "atlas.png"))
        for name, content in whole.items():
            change = either if name.endswith("json") else damaged
            (folder / name).write_bytes(change(rng, content) if name == changed else content)
        first_board(starter_gallery(folder))

    return attempt


def latents(room: Path) -> Attempt:
    """Latents as .npy files, of any type, order and shape."""
    from explorer.core.blend.latents import latent_source

    modelset: Any = SimpleNamespace(
        latent_shape=(4, 2, 2), name="mine", parts={}, fingerprint="f" * 64
    )
    engine: Any = SimpleNamespace(
        modelset=modelset, decode=lambda latent: np.zeros((len(latent), 3, 32, 32), np.float32)
    )
    kinds = ("<f4", "<f8", ">f4", "<f2", "<i8", "|u1")
    shapes: tuple[tuple[int, ...], ...] = ((4, 2, 2), (1, 4, 2, 2), (16,), (0,), ())

    def attempt(rng: random.Random, folder: Path) -> None:
        stream, shape = io.BytesIO(), rng.choice(shapes)
        values = np.random.default_rng(rng.randrange(9)).standard_normal(shape)
        array = np.asarray(np.asarray(values * 3).astype(rng.choice(kinds)), order="F")
        np.save(stream, array if rng.random() < 0.5 else np.ascontiguousarray(array))
        content = stream.getvalue()
        if rng.random() < 0.4:
            odd = rng.choice((b"9" * 18, b"-1", b"1e9", b"(" * 500, b"'", b"[1]", b"None"))
            content = content.replace(b"4, 2, 2", odd, 1)
        source = latent_source("x.npy", damaged(rng, content), engine)
        assert source.latent is not None and np.isfinite(source.latent.array).all()

    return attempt


def pictures(room: Path) -> Attempt:
    """Pictures of the kinds that people have."""
    from explorer.core.gallery.pictures import load_picture, load_whole
    from explorer.core.opening import kind_of

    whole: dict[str, bytes] = {}
    image = Image.fromarray(PICTURE).resize((70, 50))
    for suffix in ("png", "jpg", "gif", "bmp", "webp", "tif", "ppm", "ico", "tga", "jp2", "pcx"):
        stream = io.BytesIO()
        try:
            image.save(stream, Image.registered_extensions()[f".{suffix}"])
        except (KeyError, OSError):  # this Pillow has no such writer
            continue
        whole[suffix] = stream.getvalue()

    def attempt(rng: random.Random, folder: Path) -> None:
        suffix = rng.choice(sorted(whole))
        path = folder / f"x.{suffix}"
        path.write_bytes(damaged(rng, whole[suffix]))
        kind_of(path)
        assert load_picture(path).shape == (32, 32, 3)
        load_whole(path)

    return attempt


def archives(room: Path) -> Attempt:
    """Zips, tars and CIFAR's own archives: packed bytes changed, or what is packed in them."""
    from tests.conftest import cifar100_members, write_official_archive
    from training.data import cache

    room.mkdir(parents=True, exist_ok=True)
    official = _members(write_official_archive(room, each=4))
    png = io.BytesIO()
    Image.fromarray(PICTURE).save(png, "PNG")
    folders = {f"train/{k}/{i}.png": png.getvalue() for k in ("bird", "horse") for i in range(3)}
    sets = (official, folders, cifar100_members())
    packers = (_zip, _tar("w"), _tar("w:gz"), _tar("w:xz"), _tar("w:bz2"))

    def attempt(rng: random.Random, folder: Path) -> None:
        members = dict(rng.choice(sets))
        if rng.random() < 0.5:
            name = rng.choice(sorted(members))
            members[name] = damaged(rng, members[name])
        if rng.random() < 0.1:
            odd = rng.choice(("../x.png", "/x.png", "a\udcff.png", "n" * 300, "train/a\nb/1.png"))
            members[odd] = png.getvalue()
        content = rng.choice(packers)(members)
        path = folder / "x.archive"
        path.write_bytes(damaged(rng, content) if rng.random() < 0.6 else content)
        found = cache.load(path, folder / "cache", labelled=rng.random() < 0.5)
        assert cache.load(path, folder / "cache", labelled=False).fingerprint
        assert found.pictures.images.shape[1:] == (32, 32, 3)

    return attempt


def data_cache(room: Path) -> Attempt:
    """Decoded data sets: what is damaged there is decoded anew."""
    from training.data import cache

    source = room / "source.zip"
    room.mkdir(parents=True, exist_ok=True)
    png = io.BytesIO()
    Image.fromarray(PICTURE).save(png, "PNG")
    names = [f"{split}/{k}/{i}.png" for split in ("train", "test") for k in "ab" for i in range(2)]
    source.write_bytes(_zip(dict.fromkeys(names, png.getvalue())))
    shutil.rmtree(room / "cache", ignore_errors=True)
    cache.load(source, room / "cache")
    (kept,) = (path for path in (room / "cache").iterdir() if (path / "meta.json").is_file())
    whole = {file.name: file.read_bytes() for file in kept.iterdir()}

    def attempt(rng: random.Random, folder: Path) -> None:
        target = folder / kept.name
        target.mkdir()
        changed = rng.choice(sorted(whole))
        for name, content in whole.items():
            change = either if name.endswith("json") else damaged
            (target / name).write_bytes(change(rng, content) if name == changed else content)
        found = cache.load(source, folder)
        assert all(isinstance(name, str) for name in found.classes)
        assert len(found.pictures.names) == len(found.pictures.images)

    return attempt


def runs(room: Path) -> Attempt:
    """The folder of a training run, as the window looks at it."""
    from explorer.core.runs.process import Asked, Launch
    from explorer.core.runs.waiting import Waiting
    from explorer.core.runs.watch import RunWatch
    from training.files.strict_json import encode
    from training.run.events import EventLog
    from training.run.folder import RunFolder
    from training.run.locking import Process

    made = RunFolder(room / "run")
    made.path.mkdir(parents=True, exist_ok=True)
    made.events.unlink(missing_ok=True)
    log = EventLog(made.events)
    log.write("start", step=0, steps=10)
    for step in range(5):
        log.write("step", step=step, steps=10, loss=1.5, rate=0.1)
    log.write("epoch", step=5, accuracy=0.5)
    log.write("error", message="no")
    made.describe({"name": "classifier", "recipe": {"epochs": 3}})
    Launch(("train", "classifier"), Process(1, "x"), 5.0, 1, 2, Asked.PAUSE, 7.0).write(made.path)
    (made.path / "lock").write_bytes(encode(Process(1, "x")))
    made.title.write_text("mine")
    made.log.write_text("one\ntwo\n")
    whole = {file.name: file.read_bytes() for file in made.path.iterdir()}
    Waiting(room, ("train", "vae"), 5.0).write(made.path)
    whole[made.waiting.name] = made.waiting.read_bytes()
    made.waiting.unlink()

    def attempt(rng: random.Random, folder: Path) -> None:
        changed = rng.choice(sorted(whole))
        if changed == made.waiting.name:
            (folder / changed).write_bytes(either(rng, whole[changed]))
        for name, content in whole.items():
            if name != changed and name != made.waiting.name:
                (folder / name).write_bytes(content)
        if changed == made.events.name:
            (folder / changed).write_bytes(_odd_lines(rng, whole[changed]))
        elif changed != made.waiting.name:
            change = either if changed.endswith(("json", "lock")) else damaged
            (folder / changed).write_bytes(change(rng, whole[changed]))
        state = RunWatch(folder).look()
        assert state.message.isprintable() and "\n" not in state.message
        assert all(np.isfinite(list(state.metrics.values()))), state.metrics
        assert np.isfinite(state.losses[:, 0]).all() and abs(state.step) < 10**15
        assert np.isfinite(state.started)

    return attempt


def own_pictures(room: Path) -> Attempt:
    """Pictures of the user's own that were kept, and the index of favourites."""
    from explorer.core.favourites.listing import read_index
    from explorer.core.favourites.store import Favourites
    from explorer.core.gallery.crop import centred
    from explorer.core.gallery.mine import Mine, Origin
    from tests.explorer.core.boards import noise_source

    mine = Mine(room / "mine")
    big = np.zeros((90, 60, 3), np.uint8)
    own = mine.keep(noise_source(0, "mine.png"), Origin.of(big, centred(big)))
    whole = own.path.read_bytes()
    index = json.dumps(
        {
            "format": 1,
            "files": {
                "x.png": [
                    [1, 2, 3],
                    {
                        **{"type": "Listed", "file": "x.png", "id": "1", "rating": 0, "notes": ""},
                        **{"created": "2026-01-01T00:00:00Z", "tags": [], "parents": ["a"]},
                        **{"values": {"realism": 0.5}, "names": ["a"], "said": "x"},
                    },
                ]
            },
        }
    ).encode()

    def attempt(rng: random.Random, folder: Path) -> None:
        (folder / "000001.png").write_bytes(damaged(rng, whole))
        Mine(folder).gallery()
        (folder / "index.json").write_bytes(either(rng, index))
        read_index(folder / "index.json")
        Favourites(folder, folder).scan()

    return attempt


def _odd_lines(rng: random.Random, content: bytes) -> bytes:
    lines = content.splitlines()
    place = rng.randrange(len(lines))
    lines[place] = (odd_json if rng.random() < 0.7 else damaged)(rng, lines[place])
    return b"\n".join(lines) + b"\n"


def _members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        files = [member for member in archive.getmembers() if member.isfile()]
        return {file.name: archive.extractfile(file).read() for file in files}  # type: ignore[union-attr]


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.encode("utf-8", "replace").decode(), content)
    return stream.getvalue()


def _tar(mode: Any) -> Any:
    def pack(members: dict[str, bytes]) -> bytes:
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode=mode) as archive:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        return stream.getvalue()

    return pack


FILE_DOORS: dict[str, Door] = {
    made.__name__: made
    for made in (
        *(favourites, sessions, settings, boards, starter, latents, pictures),
        *(archives, data_cache, runs, own_pictures),
    )
}
DOORS: dict[str, Door] = {**FILE_DOORS, **MODEL_DOORS}
"""By name, all of them; those of models need a model set in the room, as ``set``."""
