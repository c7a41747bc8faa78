"""What chance draws for the board, each time the same for the seed that is shown."""

import secrets
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from explorer.core.blend.renderer import Renderer, RenderResult
from explorer.core.board.board import Board
from explorer.core.engine.jobs import Urgency
from explorer.core.gallery.gallery import Gallery
from explorer.core.play.chance import MOST_SEED, random_pair
from explorer.core.play.drawn import Drawn, drawn_picture
from explorer.core.play.dreams import dream_classes, dreams, variations
from explorer.core.play.surprise import TRIED, surprise
from explorer.ui.parts.answers import Waits, Work
from explorer.ui.parts.event import Event
from explorer.ui.play.edits import pairs, with_present
from explorer.ui.play.needs import NEEDS, why_not
from explorer.ui.play.show import Boards, Pictures, PlayShow, Sight
from explorer.ui.play.words import NO_PICTURES, NOTHING_SEEN, WAIT, Act, progress
from training.files.errors import UserError

CHANNEL = "play"
COUNT = 12
"""Pictures that are drawn for a seed."""
SEEDS = 10_000
"""Seeds that are drawn are below; any can be typed."""
STRENGTH = 0.6
"""Of variations, at first."""
Look = Callable[[Renderer, Gallery, int, Board, int], Iterator[tuple[int, list[Drawn]]]]


class PlayControl:
    """Draws what is asked for by a seed; asked again, it goes to the next one.

    ``failed`` carries a sentence about what was not possible, ``told`` one that is good to know,
    ``seeded`` says that the seed is another, ``asked`` that something is asked for, which takes
    the place of what was refused before.

    Parameters
    ----------
    pause
        After the blend has changed, before it is varied: a drag would ask too often.
    """

    def __init__(
        self,
        board: Boards,
        sight: Sight,
        pictures: Pictures,
        work: Work,
        view: PlayShow,
        pause: Waits,
        look: Look = surprise,
    ) -> None:
        self.failed, self.told = Event[str](), Event[str]()
        self.seeded, self.asked = Event[()](), Event[()]()
        self._board, self._sight, self._pictures = board, sight, pictures
        self._work, self._view, self._pause, self._look = work, view, pause, look
        self._renderer: Renderer | None = None
        self._act, self._seed, self._strength = Act.PAIR, 0, STRENGTH
        self._class = ""
        self._drawn_for: tuple[Act, int] | None = None
        self._drawn: list[Drawn] = []
        self._listen(view)
        sight.shown.connect(self._seen)
        pause.ended.connect(self._fill)
        view.set_act(self._act)
        view.set_strength(self._strength)
        view.set_unusable(dict.fromkeys(NEEDS, WAIT))
        self._set_seed(secrets.randbelow(SEEDS))

    def _listen(self, view: PlayShow) -> None:
        view.opened.connect(self._opened)
        view.act_wanted.connect(self.draw)
        view.seed_typed.connect(self.go_to)
        view.seed_stepped.connect(self.step)
        view.new_seed_wanted.connect(self.draw_seed)
        view.strength_moved.connect(self._strengthen)
        view.class_chosen.connect(self._choose_class)
        view.picked.connect(self._pick)
        view.pin_wanted.connect(self._pin)

    @property
    def seed(self) -> int:
        """What chance begins with."""
        return self._seed

    def start_with(self, seed: int | None) -> None:
        """Take the seed of an earlier start, and draw nothing yet."""
        if seed is not None:
            self._set_seed(seed)

    @property
    def act(self) -> Act:
        """What is drawn by it."""
        return self._act

    def set_renderer(self, renderer: Renderer) -> None:
        """Draw by another model set."""
        self._stop()
        # A renderer of its own, so that the pictures of the board stay known to the puck's.
        self._renderer = Renderer(renderer.engine)
        reasons = {act: reason for act in Act if (reason := why_not(act, renderer)) is not None}
        self._view.set_unusable(reasons)
        if self._act in reasons:
            self._set_act(Act.PAIR)
        names = dream_classes(renderer.engine.modelset)
        self._class = self._class if self._class in names else names[0]
        self._view.set_classes(names)
        self._fill()

    def close(self) -> None:
        """Draw nothing any more."""
        self._stop()

    # What is asked for

    def draw(self, act: Act) -> None:
        """Draw what an act asks for, by the seed that is shown; once more, by the next seed."""
        self.asked.emit()
        if (reason := why_not(act, self._renderer)) is not None:
            self._view.set_act(self._act)
            self.failed.emit(reason)
            return
        again = self._drawn_for == (act, self._seed)
        self._set_act(act)
        self.go_to(self._seed + again)

    def draw_pair(self) -> None:
        """Pin a random body and random wings."""
        self.draw(Act.PAIR)

    def draw_surprise(self) -> None:
        """Open a good board."""
        self.draw(Act.SURPRISE)

    def next_seed(self) -> None:
        """Draw the same as before by the next seed."""
        self.step(1)

    def seed_before(self) -> None:
        """Draw the same as before by the seed before."""
        self.step(-1)

    def step(self, by: int) -> None:
        """Go so many seeds on, or back, and draw the same as before."""
        self.go_to(self._seed + by)

    def draw_seed(self) -> None:
        """Go to a seed that chance chooses."""
        self.go_to(secrets.randbelow(SEEDS))

    def go_to(self, seed: int) -> None:
        """Draw what is drawn by a seed."""
        self.asked.emit()
        self._set_seed(min(max(seed, 0), MOST_SEED))
        self._drawn_for = self._act, self._seed
        if self._act is Act.PAIR:
            self._show_pair()
        self._fill(asked=True)

    def _show_pair(self) -> None:
        text = f"Random pair of seed {self._seed}"
        try:
            sources = random_pair(self._pictures.gallery, self._seed, self._board.board)
        except UserError as error:
            self.failed.emit(str(error))
            return
        if self._board.show_pictures(sources, text):
            self.told.emit(f"{text}: N goes to the next, Shift+N to the one before.")

    def _strengthen(self, strength: float, gesture: int) -> None:
        self._strength = strength
        self._fill()

    def _choose_class(self, name: str) -> None:
        self._class = name
        self._fill()

    def _pick(self, drawn: Drawn) -> None:
        """Do what a click on a picture does."""
        match self._act:
            case Act.PAIR:
                self.go_to(drawn.seed)
            case Act.SURPRISE:
                self._board.open(drawn.board, f"Surprise of seed {drawn.seed}")
            case Act.VARIATIONS:
                (source,) = drawn.sources
                self._board.edit("Go on from a variation", partial(with_present, source=source))
            case Act.DREAMS:
                self._pin(drawn)

    def _pin(self, drawn: Drawn) -> None:
        """Pin a picture beside the others."""
        self._board.add(drawn.sources[0])

    # What is drawn beside all else

    def _seen(self, result: RenderResult) -> None:
        """Vary what is seen as soon as it rests, where there was nothing to vary before.

        Other variations stay until they are asked for anew: one would want to try the next.
        """
        if self._act is Act.VARIATIONS and self._view.is_open and not self._drawn:
            self._pause.start()

    def _opened(self) -> None:
        """Draw what was not drawn for a panel that nobody saw."""
        if not (self._act is Act.VARIATIONS and self._drawn):
            self._fill()

    def _fill(self, asked: bool = False) -> None:
        """Draw the pictures of the panel, where it is open; a surprise is drawn when asked for."""
        if self._act is Act.SURPRISE and not asked:
            return
        self._stop()
        self._drawn = []
        if self._renderer is None or not (self._act is Act.SURPRISE or self._view.is_open):
            return
        try:
            steps = self._steps(self._renderer)
        except UserError as error:
            self._view.set_drawn(())
            self._view.set_progress(str(error))
            return
        take = self._take_tried if self._act is Act.SURPRISE else self._take
        self._work.submit(Urgency.SEARCH, CHANNEL, steps, take, self._broke)

    def _steps(self, renderer: Renderer) -> Iterator[Any]:
        engine, board, seed = renderer.engine, self._board.board, self._seed
        match self._act:
            case Act.PAIR:
                return pairs(renderer, self._open_gallery(), board, seed, COUNT)
            case Act.SURPRISE:
                return self._look(renderer, self._open_gallery(), seed, board, COUNT)
            case Act.DREAMS:
                sources = dreams(engine, self._class, seed, COUNT)
            case Act.VARIATIONS:
                result, latent = self._sight.result, self._sight.latent
                if result is None or latent is None:
                    raise UserError(NOTHING_SEEN)
                sources = variations(engine, result, latent, self._strength, seed, COUNT)
        return (drawn_picture(renderer, board, source, seed) for source in sources)

    def _open_gallery(self) -> Gallery:
        gallery = self._pictures.gallery
        if gallery is None:
            raise UserError(NO_PICTURES)
        return gallery

    def _take(self, drawn: Drawn) -> None:
        self._drawn.append(drawn)
        self._view.set_drawn(tuple(self._drawn))

    def _take_tried(self, findings: tuple[int, list[Drawn]]) -> None:
        """Show how far a surprise is, and open its best at the end."""
        tried, best = findings
        self._view.set_drawn(best)
        if tried < TRIED:
            self._tell(progress(tried, TRIED))
            return
        self._work.cancel(CHANNEL)
        self._tell("")
        self._board.open(best[0].board, f"Surprise of seed {self._seed}")

    def _tell(self, text: str) -> None:
        self._view.set_progress(text)
        self.told.emit(text)

    def _broke(self, error: Exception) -> None:
        self._stop()
        self.failed.emit(
            str(error)
            if isinstance(error, UserError)
            else f"Chance went wrong ({error}): see the log for details."
        )

    def _stop(self) -> None:
        self._pause.stop()
        self._work.cancel(CHANNEL)
        self._view.set_progress("")

    def _set_seed(self, seed: int) -> None:
        self._seed = seed
        self._view.set_seed(seed)
        self.seeded.emit()

    def _set_act(self, act: Act) -> None:
        if act is not self._act:
            self._act = act
            self._drawn = []
            self._view.set_drawn(())
        self._view.set_act(act)
