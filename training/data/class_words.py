"""What classes are called: a data set has one word for each, and people may type another."""

SHOWN = {"airplane": "aeroplane", "automobile": "car"}
"""The words that are shown, by those that CIFAR's files have."""

_OTHER = SHOWN | {word: name for name, word in SHOWN.items()}


def class_word(name: str) -> str:
    """Return the one word that is shown for a class."""
    return SHOWN.get(name, name)


def worded(name: str) -> str:
    """Return a picture's name, such as ``test/airplane/0012``, in the words that are shown."""
    return "/".join(map(class_word, name.split("/")))


def respelt(name: str) -> str:
    """Return a picture's or a class's name with the other word for each class in it."""
    return "/".join(_OTHER.get(part, part) for part in name.split("/"))
