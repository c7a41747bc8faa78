"""What a search found as pictures to keep: rendered by the reference, best first, in files."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from explorer.core.blend.reference import reference_renderer
from explorer.core.blend.renderer import RenderRequest, RenderResult
from explorer.core.board.board import Board
from explorer.core.favourites.file import favourite_file
from explorer.core.scores import merit_of
from explorer.core.search.finds import Find
from training.files.atomic import write_whole
from training.files.errors import UserError
from training.models.modelset import ModelSet


class Pegasus(NamedTuple):
    """A find as the reference shows it."""

    board: Board
    result: RenderResult

    @property
    def value(self) -> float:
        """The merit of its scores."""
        return merit_of(self.result.scores)


def rendered(models: ModelSet, finds: Sequence[Find]) -> list[Pegasus]:
    """Render finds as favourites are, and put them in the order of the scores that gives."""
    if not finds:
        return []
    reference = reference_renderer(models.folder)
    pegasi = [Pegasus(f.board, reference.render(RenderRequest(f.board))) for f in finds]
    for _, result in pegasi:
        if result.error:
            raise UserError(result.error)
    return sorted(pegasi, key=_value, reverse=True)


def file_name(index: int, count: int) -> str:
    """Return what the ``index``-th best of at most ``count`` is called: 01.png, 02.png, ..."""
    return f"{index + 1:0{max(2, len(str(count)))}}.png"


def write_pegasi(
    folder: Path, models: ModelSet, pegasi: Sequence[Pegasus], count: int
) -> list[Path]:
    """Write pegasi with their recipes, as :func:`file_name` calls them; return the files.

    Raises
    ------
    UserError
        Where one cannot be written.
    """
    paths = [folder / file_name(i, count) for i in range(len(pegasi))]
    for path, (board, result) in zip(paths, pegasi, strict=True):
        write_whole(path, favourite_file(models, board, result))
    return paths


def _value(pegasus: Pegasus) -> float:
    return pegasus.value
