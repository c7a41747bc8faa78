"""What can stand below a picture of a contact sheet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from explorer.core.favourites.listing import Listed
from explorer.core.scores import blend_scores
from explorer.ui.parts.words import score


@dataclass(frozen=True)
class Caption:
    """A line below a picture; ``text`` is empty where there is nothing to say."""

    label: str
    text: Callable[[Listed], str]


def _stars(favourite: Listed) -> str:
    """In a word, as the font of sheets has no star."""
    return f"{favourite.rating} star{'s' * (favourite.rating > 1)}" if favourite.rating else ""


def _scores(favourite: Listed) -> str:
    known = [row for row in blend_scores() if row.name in favourite.values]
    return " ".join(f"{row.name} {score(row.share(favourite.values[row.name]))}" for row in known)


STARS_LINE = Caption("Stars", _stars)
SCORES_LINE = Caption("Scores", _scores)
CAPTIONS = (
    STARS_LINE,
    SCORES_LINE,
    Caption("Notes", lambda favourite: favourite.notes),
    Caption("Tags", lambda favourite: ", ".join(favourite.tags)),
    Caption("Pictures it is made of", lambda favourite: " + ".join(favourite.names)),
    Caption("Day it was kept", lambda favourite: f"{favourite.created.astimezone():%Y-%m-%d}"),
    Caption("Name of its file", lambda favourite: favourite.path.stem),
)
USUAL = (STARS_LINE, SCORES_LINE)


def written(favourite: Listed, chosen: Iterable[Caption]) -> str:
    """Return the lines that were chosen, without those that say nothing."""
    lines = (" ".join(caption.text(favourite).split()) for caption in chosen)
    return "\n".join(filter(None, lines))
