"""The window's own words, each explained in a sentence: tooltips say it, and a page lists them."""

from html import escape
from typing import NamedTuple

from explorer.core.board.modes import DETAIL, MODES, SHARPNESS, STRENGTH
from training.files.places import RESOURCES

DOCS = RESOURCES.parent / "docs"
"""Guides; they come with the source, and not with an installed package."""


class Word(NamedTuple):
    """What a word means, and the guide that has more."""

    meaning: str
    guide: str = ""


WORDS: dict[str, Word] = {
    "Before or after": Word(
        "Shows, in place of the blend, the original that counts most in it; pressed again, "
        "the blend"
    ),
    "Blend": Word("What the model makes of the pictures under the gold puck"),
    "Model's copy": Word(
        "The picture that has most weight, encoded and decoded again: what is missing there the "
        "model cannot keep, and no blend can have it",
        "models.md",
    ),
    "Original": Word("The picture that has most weight, as it is"),
    "By evidence": Word(
        "Each place of the picture goes to the source in which the classifier sees most of a body "
        "or of wings there",
        "models.md",
    ),
    "Evidence": Word(
        "Shows where in the blend the classifier sees a body, and where wings; faint where it is "
        "unsure, with lines and an edge where it sees one for certain. Evidence is the "
        "classifier's, the pegasus score is a critic's, and the two may differ",
        "models.md",
    ),
    "Most alike": Word(
        "Sorts by distance in the model's latent space from the picture that you chose by “Find "
        "alike”: the nearest come first",
        "models.md",
    ),
    "Puck": Word("The gold ring: where it is on the plane says how much of each picture counts"),
    "Pin": Word("A picture of the board; the nearer the puck is to it, the more it counts"),
    "Lock": Word(
        "A locked picture is neither moved, nor replaced, nor taken off; a locked weight stays "
        "what it is while others change"
    ),
    "Overshoot": Word("The puck may go beyond the pictures: weights from −50 % to 150 %"),
    "Tidy": Word("Pins stand in a line, triangle, square or ring"),
    "Free": Word("Pins can be dragged anywhere"),
    **{mode.label: Word(mode.tip, "models.md") for mode in MODES},
    **{one.label: Word(one.tip, "models.md") for one in (DETAIL, SHARPNESS)},
    STRENGTH.label: Word(
        f"{STRENGTH.tip}; of variations, how far they go from what is seen", "models.md"
    ),
    "Latent": Word(
        "The few numbers that the model has of a picture in place of its pixels; a blend is made "
        "of latents",
        "models.md",
    ),
    "VAE": Word(
        "The network that encodes a picture as a latent, and decodes a latent to a picture",
        "models.md",
    ),
    "Classifier": Word(
        "The network that says what a picture shows, and how sure it is of each class", "models.md"
    ),
    "Critic": Word(
        "A network that guesses how real a picture is, or, as pegasus critic, whether a person "
        "sees a winged horse in it",
        "models.md",
    ),
    "Prior": Word(
        "The network that knows what latents of pictures are like: it makes dreams up, and refines "
        "blends",
        "models.md",
    ),
    "Pegasus": Word(
        "A critic's guess, of 100, that a person sees a winged horse at first glance; it can be "
        "fooled",
        "blind.md",
    ),
    "Realism": Word(
        "A critic's guess, of 100, that this is a photograph and not made up", "models.md"
    ),
    "Compare": Word(
        "A is the present board, B the same by another mode or model set, or another board; the "
        "puck moves both, and the grey picture is white where they are far apart"
    ),
    "Dreams": Word("Pictures that the model made up: it drew a latent and decoded it", "models.md"),
    "Keep": Word("Writes the blend with its whole recipe into a PNG among your favourites"),
}


def meaning(word: str) -> str:
    """Return the sentence for a word."""
    return WORDS[word].meaning


def page() -> str:
    """Return all words as rich text, with links to the guides that are here."""
    rows = "".join(
        f"<tr><td style='padding: 4px 18px 4px 0'><b>{escape(name)}</b></td>"
        f"<td style='padding: 4px 0'>{escape(word.meaning)}.{_link(word.guide)}</td></tr>"
        for name, word in sorted(WORDS.items())
    )
    return f"<table>{rows}</table>"


def _link(guide: str) -> str:
    path = DOCS / guide
    return f" <a href='{path.as_uri()}'>More…</a>" if guide and path.is_file() else ""
