"""Pictures one after the other as a file: animations, single frames, a strip."""

import importlib.util
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.files.atomic import whole_file, whole_folder
from training.files.errors import UserError
from training.files.paper import enlarge
from training.files.png import encode_png

Picture = NDArray[np.uint8]
"""(h, w, 3) uint8 RGB."""

MAX_SCALE = 16
MAX_FRAMES = 600
MAX_RATE = 50
"""Frames a second: what browsers play of a GIF, whose moments are hundredths of a second."""
MAX_STRIP = 60_000
"""Pixels along a strip; most programs open no wider one."""
STRIP_GAP = 1
"""White between two pictures of a strip, in pixels before enlarging."""
PAPER = 255


@dataclass(frozen=True)
class Cut:
    """How pictures become a film.

    Attributes
    ----------
    scale
        Pixels along the edge of the square that each pixel becomes, 1 to 16.
    rate
        Frames a second, 1 to 50.
    repeats
        Whether it begins anew at its end, where a file can say so.
    """

    scale: int = 8
    rate: float = 25
    repeats: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.scale <= MAX_SCALE:
            raise UserError(f"A film is enlarged 1 to {MAX_SCALE} times, not {self.scale} times.")
        if not 1 <= self.rate <= MAX_RATE:
            raise UserError(f"A film has 1 to {MAX_RATE} frames a second, not {self.rate:g}.")


Counted = Callable[[int], None]
"""Told how many pictures are written; what it raises stops the writing, and nothing is left."""


class Frames:
    """The pictures of a film, which tell how many of them were taken."""

    def __init__(self, pictures: Sequence[Picture], counted: Counted) -> None:
        self._pictures, self._counted = pictures, counted

    def __iter__(self) -> Iterator[Picture]:
        for done, picture in enumerate(self._pictures):
            self._counted(done)
            yield picture

    def written(self) -> None:
        """Tell that all are in the file, before it takes its place: it is the last to stop it."""
        self._counted(len(self._pictures))


@dataclass(frozen=True)
class FilmKind:
    """A kind of file that a film can be; ``suffix`` is empty for a folder.

    ``write`` takes a path, the pictures and the cut. ``needs`` is a module that must be there.
    """

    name: str
    label: str
    suffix: str
    tip: str
    write: Callable[[Path, Frames, Cut], None]
    needs: str = ""
    timed: bool = True

    @property
    def missing(self) -> str:
        """Why films of this kind cannot be made here; empty where they can."""
        if not self.needs or importlib.util.find_spec(self.needs):
            return ""
        return (
            f"{self.label} needs PyAV, which is not installed: `pip install {self.needs}` adds it."
        )


def write_film(
    path: Path,
    kind: FilmKind,
    pictures: Sequence[Picture],
    cut: Cut,
    counted: Counted = lambda done: None,
) -> None:
    """Write pictures as a film, whole or not at all.

    Raises
    ------
    UserError
        Where there is none, or too many; where what the kind needs is missing; or where it cannot
        be written.
    """
    if not 1 <= len(pictures) <= MAX_FRAMES:
        raise UserError(f"A film has 1 to {MAX_FRAMES} frames, not {len(pictures)}.")
    if kind.missing:
        raise UserError(kind.missing)
    kind.write(path, Frames(pictures, counted), cut)


def film_kind(path: Path) -> FilmKind:
    """Return the kind of film that a path is named for; without a suffix it is a folder of frames.

    Raises
    ------
    UserError
        For any other suffix.
    """
    for kind in KINDS:
        if kind.suffix == path.suffix.lower():
            return kind
    *others, last = (kind.suffix for kind in KINDS if kind.suffix)
    raise UserError(
        f"{path.name} is named for no film: let it end in {', '.join(others)} or {last}, or name a "
        "folder for single frames."
    )


def moments(count: int, rate: float, unit: float) -> list[int]:
    """Return how long each frame is shown, in whole ``unit`` seconds that add up to the whole."""
    ends = [round(i / rate / unit) for i in range(count + 1)]
    return [max(1, later - sooner) for sooner, later in pairwise(ends)]


def _gif(path: Path, pictures: Frames, cut: Cut) -> None:
    """Write a GIF whose frames have palettes of their own.

    One palette for all frames was tried on a path between two dreams: the error doubled, and so did
    what of it changes from frame to frame, which is what flickers. Dithering would flicker, too.
    """
    frames = [_indexed(picture, cut.scale) for picture in pictures]
    lasting = [10 * hundredths for hundredths in moments(len(frames), cut.rate, 0.01)]
    again = {"loop": 0} if cut.repeats else {}
    with whole_file(path) as file:
        frames[0].save(
            file,
            "GIF",
            save_all=True,
            append_images=frames[1:],
            duration=lasting,
            disposal=1,
            optimize=False,
            **again,
        )
        pictures.written()


def _indexed(picture: Picture, scale: int) -> Image.Image:
    """A picture of 256 colours of its own, enlarged."""
    small = Image.fromarray(picture).quantize(
        256, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
    )
    size = small.width * scale, small.height * scale
    return small.resize(size, Image.Resampling.NEAREST)


def _webp(path: Path, pictures: Frames, cut: Cut) -> None:
    """Write an animated WebP without loss: its pixels stay sharp squares of their own colour."""
    frames = [Image.fromarray(enlarge(picture, cut.scale)) for picture in pictures]
    with whole_file(path) as file:
        frames[0].save(
            file,
            "WEBP",
            save_all=True,
            append_images=frames[1:],
            duration=moments(len(frames), cut.rate, 0.001),
            loop=0 if cut.repeats else 1,
            lossless=True,
            quality=60,
            method=3,
        )
        pictures.written()


def _mp4(path: Path, pictures: Frames, cut: Cut) -> None:
    """Write H.264, which plays everywhere; so finely that edges of pixels stay clean."""
    import av
    from av.video.frame import VideoFrame

    rate = round(cut.rate)
    with whole_file(path) as file, av.open(file, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=rate, options={"crf": "12", "preset": "medium"})
        stream.pix_fmt = "yuv420p"
        for i, picture in enumerate(pictures):
            large = _even(enlarge(picture, cut.scale))
            if i == 0:
                stream.height, stream.width = large.shape[:2]
            film.mux(stream.encode(VideoFrame.from_ndarray(large, format="rgb24")))
        film.mux(stream.encode())
        pictures.written()


def _even(picture: Picture) -> Picture:
    """A picture whose sides are even, as half-resolution colour asks for."""
    height, width = picture.shape[:2]
    return np.pad(picture, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")


def _folder(path: Path, pictures: Frames, cut: Cut) -> None:
    """Write frames into a folder, which must be new, or have frames alone in it."""
    if path.exists() and not path.is_dir():
        raise UserError(f"{path} is a file: name a folder for the frames.")
    others = [file.name for file in path.iterdir() if not _is_frame(file)] if path.exists() else []
    if others:
        raise UserError(f"{path} has other files in it, such as {others[0]}: name a new folder.")
    with whole_folder(path) as folder:
        for name, content in _frame_files(pictures, cut):
            (folder / name).write_bytes(content)
        pictures.written()


def _zip(path: Path, pictures: Frames, cut: Cut) -> None:
    with whole_file(path) as file, zipfile.ZipFile(file, "w") as archive:  # PNG is compressed
        for name, content in _frame_files(pictures, cut):
            archive.writestr(name, content)
        pictures.written()


def _frame_files(pictures: Frames, cut: Cut) -> Iterator[tuple[str, bytes]]:
    for i, picture in enumerate(pictures, 1):
        yield f"{i:04d}.png", encode_png(enlarge(picture, cut.scale))


def _is_frame(file: Path) -> bool:
    return file.suffix == ".png" and file.stem.isdigit() and len(file.stem) == 4


def _strip(path: Path, pictures: Frames, cut: Cut) -> None:
    """Write frames side by side, from the first to the last."""
    shown = list(pictures)
    height, width = shown[0].shape[:2]
    wide = (len(shown) * (width + STRIP_GAP) - STRIP_GAP) * cut.scale
    if wide > MAX_STRIP:
        raise UserError(
            f"A strip of {len(shown)} frames would be {wide:,} pixels wide: choose fewer frames or "
            "a smaller scale."
        )
    gap = np.full((height, STRIP_GAP, 3), PAPER, np.uint8)
    parts = [part for picture in shown for part in (picture, gap)][:-1]
    with whole_file(path) as file:
        file.write(encode_png(enlarge(np.concatenate(parts, axis=1), cut.scale)))
        pictures.written()


GIF = FilmKind("gif", "GIF", ".gif", "Plays everywhere; 256 colours a frame", _gif)
WEBP = FilmKind("webp", "WebP", ".webp", "Plays in browsers; exact colours, smaller", _webp)
MP4 = FilmKind("mp4", "MP4", ".mp4", "A video, for slides and films", _mp4, needs="av")
FRAMES = FilmKind("frames", "Frames", "", "A folder of PNG files", _folder, timed=False)
ZIP = FilmKind("zip", "Frames, zipped", ".zip", "PNG files in one archive", _zip, timed=False)
STRIP = FilmKind("strip", "Strip", ".png", "Frames side by side as one PNG", _strip, timed=False)

KINDS = (GIF, WEBP, MP4, FRAMES, ZIP, STRIP)
