"""What is said of model sets, as plain text."""

from explorer.core.models import KnownSet, Origin
from explorer.core.runs.result import without_vae
from explorer.ui.parts.words import class_label

ORIGINS = {
    Origin.SHIPPED: "the program",
    Origin.INSTALLED: "yours",
    Origin.RUN: "a training",
    Origin.OPENED: "opened",
}
MOST_CLASSES = 12
USED = "It is in use already."


def state(known: KnownSet, is_used: bool) -> str:
    """Say in a word or two how a set is."""
    if is_used:
        return "in use"
    return "damaged" if known.problem else ""


def about(known: KnownSet) -> str:
    """Say what a set has, and where it is."""
    model_set = known.model_set
    if model_set is None:
        return f"{known.problem}\n{known.folder}"
    latent = " \N{MULTIPLICATION SIGN} ".join(map(str, model_set.latent_shape)) or "none"
    names = [class_label(name) for name in model_set.classes]
    more = len(names) - MOST_CLASSES
    classes = ", ".join(names[:MOST_CLASSES]) + (f" and {more} more" if more > 0 else "")
    lines = (
        without_vae(model_set),
        f"Parts: {', '.join(model_set.parts) or 'graphs alone'}. Latent: {latent}.",
        f"Classes: {classes or 'none'}.",
        str(known.folder),
    )
    return "\n".join(filter(None, lines))
