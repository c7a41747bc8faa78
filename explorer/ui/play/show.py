"""What chance asks of its panel, of the board, of what is seen, and of the gallery."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from explorer.core.blend.renderer import RenderResult
from explorer.core.board.board import Board
from explorer.core.board.sources import Source
from explorer.core.engine.backends import Floats
from explorer.core.gallery.gallery import Gallery
from explorer.core.play.drawn import Drawn
from explorer.ui.parts.event import Reports
from explorer.ui.play.words import Act


class PlayShow(Protocol):
    """What was drawn, and what the user wants of chance."""

    @property
    def is_open(self) -> bool: ...

    def set_seed(self, seed: int) -> None: ...

    def set_act(self, act: Act) -> None: ...

    def set_unusable(self, reasons: Mapping[Act, str]) -> None: ...

    def set_classes(self, names: Sequence[str]) -> None: ...

    def set_strength(self, strength: float) -> None: ...

    def set_drawn(self, drawn: Sequence[Drawn]) -> None: ...

    def set_progress(self, text: str) -> None: ...

    @property
    def opened(self) -> Reports[()]: ...
    @property
    def act_wanted(self) -> Reports[Act]: ...
    @property
    def seed_typed(self) -> Reports[int]: ...
    @property
    def seed_stepped(self) -> Reports[int]: ...
    @property
    def new_seed_wanted(self) -> Reports[()]: ...
    @property
    def strength_moved(self) -> Reports[float, int]: ...
    @property
    def class_chosen(self) -> Reports[str]: ...
    @property
    def picked(self) -> Reports[Drawn]: ...
    @property
    def pin_wanted(self) -> Reports[Drawn]: ...


class Boards(Protocol):
    """The board, and the edits of it that chance asks for."""

    @property
    def board(self) -> Board: ...

    def edit(self, text: str, change: Callable[[Board], Board]) -> bool: ...

    def add(self, source: Source) -> bool: ...

    def open(self, board: Board, text: str) -> None: ...

    def show_pictures(self, sources: Sequence[Source], text: str) -> bool: ...


class Sight(Protocol):
    """What is seen of the board."""

    @property
    def result(self) -> RenderResult | None: ...

    @property
    def latent(self) -> Floats | None: ...

    @property
    def shown(self) -> Reports[RenderResult]: ...


class Pictures(Protocol):
    """The gallery that is open."""

    @property
    def gallery(self) -> Gallery | None: ...
