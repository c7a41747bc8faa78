"""What the report's numbers and figures are, in words."""

from training.reproduce.asked.claims import Bars, Curves, Diagram, Figure, Pictures

GLOSSARY = {
    "test accuracy": "share of the test pictures that a classifier names right",
    "training accuracy": "share of the last epoch's training pictures named right, as it learns",
    "gap": "training accuracy less test accuracy, at the end",
    "fitted accuracy": "accuracy on held-out training pictures when training accuracy is first 0.8 "
    "(at the end, where it never is): networks that learn at different speeds, compared alike",
    "epochs to half": "epochs until training accuracy is 0.5",
    "epochs to overfit": "epochs until training accuracy is 0.1 above that on held-out pictures",
    "wobble": "mean fall of the accuracy on held-out pictures from one epoch to the next, in the "
    "second half of a training",
    "recognised": "share of rebuilt test horses that the judge, a classifier of its own, names "
    "horses",
    "psnr db": "peak signal-to-noise ratio of rebuilt test horses, in dB; more is nearer to them",
    "sharpness": "steps from pixel to pixel in rebuilt pictures, as a share of the originals'",
    "variety": "spread of rebuilt pictures at each pixel, as a share of the originals'",
    "both even": "share of half-and-half sums in which the judge sees body and wings at 0.2 or "
    "more each",
    "both biased": "the same with 0.7 of the horse and 0.3 of the wings",
    "best both": "the same among the 16 sums that the shipped classifier likes best",
    "blend sharpness": "sharpness of half-and-half sums, against their sources",
    "blend variety": "variety of half-and-half sums, against their sources",
    "blend frechet": "Fréchet distance of half-and-half sums from their sources, in the judge's "
    "features",
}
"""By the names that are written in the evidence."""
VERDICTS = (
    "A comparison holds where every seed agrees and the mean reaches what was asked; it does not "
    "where every seed is short of that; else it depends. One number holds where it reaches a "
    "limit, and depends where it is near. A claim of several parts fares as its worst one."
)


SHOWN = {
    "rebuilt": "what it makes of horses",
    "blends": "half-and-half sums",
    "grid": "sums of one horse and one aeroplane, by their weights",
    "best": "the 16 sums that the shipped classifier likes best",
}


def spoken(figure: str) -> str:
    """Return the name of a number as it is written for people."""
    return figure.replace("_", " ")


def caption(figure: Figure) -> str:
    """Return what a figure shows."""
    match figure:
        case Curves():
            return f"Accuracy and loss, epoch by epoch: {', '.join(figure.variants)}"
        case Bars():
            return f"{spoken(figure.figure).capitalize()}, each seed a dot"
        case Pictures():
            return f"{figure.variant}: {SHOWN[figure.kind]}"
        case Diagram():
            return f"The layers of {figure.variant}, with the shapes that leave them"


def glossary(evidence: str) -> dict[str, str]:
    """Return the words that ``evidence`` needs."""
    return {name: words for name, words in GLOSSARY.items() if f"{name} " in evidence}
