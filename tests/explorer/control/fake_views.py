"""Views without Qt: they note what they are told, and report by hand."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from explorer.core.engine.images import Pictures
from explorer.core.favourites.listing import Listed
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.values import Rows
from explorer.core.gallery.view import Selection, Values
from explorer.core.play.drawn import Drawn
from explorer.core.search.finds import Find
from explorer.core.search.scope import Scope
from explorer.ui.parts.event import Event
from explorer.ui.parts.shown import Shown
from explorer.ui.play.words import Act
from explorer.ui.search.control import State


class FakePreview:
    def __init__(self) -> None:
        self.pictures: dict[Shown, Pictures | None] = {}

    def set_picture(self, shown: Shown, picture: Pictures | None) -> None:
        self.pictures[shown] = picture


class FakeScores:
    def __init__(self) -> None:
        self.values: Mapping[str, float] = {}
        self.sentences: Mapping[str, str] = {}
        self.wanted: frozenset[str] = frozenset()
        self.cleared = ""

    def set_scores(self, values: Mapping[str, float], sentences: Mapping[str, str]) -> None:
        self.values, self.sentences, self.cleared = values, sentences, ""

    def set_classes(
        self, names: Sequence[str], probabilities: Sequence[float], wanted: frozenset[str]
    ) -> None:
        self.wanted = wanted

    def clear(self, reason: str) -> None:
        self.cleared = reason


class FakeGalleryView:
    def __init__(self) -> None:
        self.source_picked, self.alike_wanted = Event[int](), Event[int]()
        self.classes_chosen = Event[frozenset[str] | None]()
        self.order_chosen, self.side_changed = Event[str](), Event[int]()
        self.order_reversed, self.text_typed = Event[bool](), Event[str]()
        self.loss_chosen = Event[float | None]()
        self.shown: list[int] = []
        self.values: Values | None = None
        self.selection = Selection()
        self.marked: list[str] = []
        self.side = 0
        self.times = 0

    def set_gallery(
        self, gallery: Gallery, shown: Rows, selection: Selection, values: Values | None
    ) -> None:
        self.shown, self.selection, self.values = shown.tolist(), selection, values
        self.times += 1

    def mark(self, names: Iterable[str]) -> None:
        self.marked = list(names)

    def set_side(self, side: int) -> None:
        self.side = side


class FakeFavouritesView:
    def __init__(self) -> None:
        self.opened, self.used = Event[Listed](), Event[Listed]()
        self.rated, self.noted = Event[Listed, int](), Event[Listed, str]()
        self.export_wanted = Event[Listed, Path, int]()
        self.delete_wanted, self.folder_wanted = Event[Listed](), Event[()]()
        self.tagged = Event[Listed, tuple[str, ...]]()
        self.lineage_wanted, self.all_wanted = Event[Listed](), Event[()]()
        self.lineage: Listed | None = None
        self.unread: list[int] = []
        self.text_typed, self.selected = Event[str](), Event[tuple[Listed, ...]]()
        self.items: Sequence[Listed] = ()
        self.damaged = (0, "")
        self.folder: Path | None = None

    def set_favourites(self, items: Sequence[Listed], unread: int = 0) -> None:
        self.items = items
        self.unread.append(unread)

    def set_lineage(self, of: Listed | None) -> None:
        self.lineage = of

    def set_damaged(self, count: int, problems: str) -> None:
        self.damaged = count, problems

    def show_folder(self, folder: Path) -> None:
        self.folder = folder


class FakeSearchView:
    def __init__(self) -> None:
        self.start_wanted, self.stop_wanted = Event[Scope, int](), Event[()]()
        self.clear_wanted, self.new_seed_wanted = Event[()](), Event[()]()
        self.opened, self.keep_wanted = Event[Find](), Event[Find]()
        self.finds: Sequence[Find] = ()
        self.state = State.IDLE
        self.progress = self.problem = ""
        self.seed = -1
        self.times = 0

    def set_finds(self, finds: Sequence[Find]) -> None:
        self.finds = finds
        self.times += 1

    def set_state(self, state: State) -> None:
        self.state = state

    def set_progress(self, text: str) -> None:
        self.progress = text

    def set_problem(self, text: str) -> None:
        self.problem = text

    def set_seed(self, seed: int) -> None:
        self.seed = seed


class FakePlayView:
    def __init__(self) -> None:
        self.opened, self.new_seed_wanted = Event[()](), Event[()]()
        self.act_wanted, self.class_chosen = Event[Act](), Event[str]()
        self.seed_typed, self.seed_stepped = Event[int](), Event[int]()
        self.strength_moved = Event[float, int]()
        self.picked, self.pin_wanted = Event[Drawn](), Event[Drawn]()
        self.is_open = True
        self.seed, self.act, self.strength = -1, Act.PAIR, 0.0
        self.reasons: Mapping[Act, str] = {}
        self.classes: Sequence[str] = ()
        self.drawn: Sequence[Drawn] = ()
        self.progress = ""

    def set_seed(self, seed: int) -> None:
        self.seed = seed

    def set_act(self, act: Act) -> None:
        self.act = act

    def set_unusable(self, reasons: Mapping[Act, str]) -> None:
        self.reasons = reasons

    def set_classes(self, names: Sequence[str]) -> None:
        self.classes = names

    def set_strength(self, strength: float) -> None:
        self.strength = strength

    def set_drawn(self, drawn: Sequence[Drawn]) -> None:
        self.drawn = drawn

    def set_progress(self, text: str) -> None:
        self.progress = text
