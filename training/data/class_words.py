"""What classes are called: a data set has one word for each, and people may type another."""

from collections.abc import Sequence

SHOWN = {"airplane": "aeroplane", "automobile": "car"}
"""The words that are shown, by those that CIFAR's files have."""

CIFAR10 = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)
"""The classes of CIFAR-10, as its files have them."""

_OTHER = SHOWN | {word: name for name, word in SHOWN.items()}


def class_word(name: str) -> str:
    """Return the one word that is shown for a class."""
    return SHOWN.get(name, name)


def worded(name: str) -> str:
    """Return a picture's name, such as ``test/airplane/0012``, in the words that are shown."""
    return "/".join(map(class_word, name.split("/")))


def find_class(typed: str, classes: Sequence[str]) -> int | None:
    """Return which of ``classes`` a person means, by its index; None where there is none such.

    Capitals count for nothing, and the data's word and the one that is shown both do.
    """
    if typed in classes:
        return classes.index(typed)
    word = typed.strip().casefold()
    meant = word, _OTHER.get(word, word)
    return next((i for i, name in enumerate(classes) if name.casefold() in meant), None)


def known_word(name: str) -> str:
    """Return CIFAR-10's word for a class that differs from it by capitals alone, else ``name``.

    Bodies, wings and the classes of models are called by that.
    """
    lower = name.casefold()
    return lower if lower in CIFAR10 else name
