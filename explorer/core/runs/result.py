"""What a model set is for: exploring, or something else."""

from pathlib import Path

from training.files.errors import UserError
from training.models import modelset
from training.models.fitting import REPORTED

FOR_REPORTS = "It is for reports alone: blends are not shown by it."
NO_VAE = "It has no VAE, so there is nothing to explore with it."


def why_not_explored(result: Path) -> str:
    """Say why nothing can be explored with the model set in a folder; empty where it can be.

    Its manifest alone is read: whoever uses a damaged set is told what is wrong with it then.
    """
    try:
        made = modelset.read(result, check=lambda path, file: None)
    except (OSError, UserError):
        return ""
    return without_vae(made)


def without_vae(made: modelset.ModelSet) -> str:
    """Say what a model set without a VAE is; empty where it has one, and can be explored."""
    if made.latent_shape:
        return ""
    return FOR_REPORTS if made.parts and made.parts.keys() <= set(REPORTED) else NO_VAE
