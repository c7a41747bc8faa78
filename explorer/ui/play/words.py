"""What the panel of chance says, as plain text."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from explorer.core.play.drawn import Drawn
from explorer.ui.parts.words import score
from explorer.ui.search.words import below, made_of, why


class Act(StrEnum):
    """What chance is asked for."""

    PAIR = "pair"
    SURPRISE = "surprise"
    VARIATIONS = "variations"
    DREAMS = "dreams"


class About(NamedTuple):
    """How an act is called, what it does, and what a click on one of its pictures does."""

    text: str
    tip: str
    click: str


ABOUT: Mapping[Act, About] = {
    Act.PAIR: About(
        "Random pair",
        "Pins a random body and random wings of the gallery; mode and locked pins stay (R)",
        "The pairs of the next seeds. A click goes to one.",
    ),
    Act.SURPRISE: About(
        "Surprise me",
        "Draws two dozen blends of the gallery's pictures, and opens the best of them (S)",
        f"The best of what was drawn. A click opens one. {below()}",
    ),
    Act.VARIATIONS: About(
        "Variations",
        "Pictures around the one that you see; again, around the one that you see by then",
        "A click makes one the present picture; press “Variations” again to go on from there. "
        f"{below()}",
    ),
    Act.DREAMS: About(
        "Dreams",
        "Pictures of a class that the model makes up",
        "Made up by the model. A click pins one.",
    ),
}
WAIT = "The models are not loaded yet: wait a moment."
NOTHING_SEEN = "There is nothing to vary yet: pick two pictures first."
NO_PICTURES = "There are no pictures to draw from: open a folder of some."


def caption(drawn: Drawn, act: Act) -> str:
    """Return what stands below a picture: the seed of a pair, else pegasus × realism."""
    if act is Act.PAIR:
        return f"seed {drawn.seed}"
    return "" if act is Act.DREAMS or not drawn.scores else score(drawn.value)


def in_words(drawn: Drawn, act: Act) -> str:
    """Say what was drawn, and what its scores are."""
    is_board = act in (Act.PAIR, Act.SURPRISE)
    what = made_of(drawn.board) if is_board else drawn.sources[0].name
    return "\n".join(filter(None, (why(drawn.scores), what)))


def progress(tried: int, of: int) -> str:
    """Say how far a surprise is."""
    return f"Looking for a surprise: {tried} of {of} tried."
