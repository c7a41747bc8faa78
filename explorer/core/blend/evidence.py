"""Where in a picture the classifier sees a body, and where it sees wings."""

from collections.abc import Collection, Sequence

import numpy as np

from explorer.core.engine.backends import Floats

SHARPER = 2.0
"""By which evidence counts: at one place less is seen than in a picture as a whole, of which each
class counts where it is seen most. With this, a half and more is body in nearly all pictures of
horses and in none of birds, and the other way round."""


def where_seen(
    evidence: Floats, classes: Sequence[str], body: Collection[str], wings: Collection[str]
) -> Floats | None:
    """Return the share of a body, and of wings, at each place of a picture, (2, h, w).

    At each place the classes share 1 among them, as a softmax of their evidence there has it; a
    part has what its classes have together.

    Parameters
    ----------
    evidence
        (K, h, w), see :class:`explorer.core.engine.engine.Scores`.

    Returns
    -------
    Floats or None
        None where a classifier does not tell places apart.
    """
    if evidence.shape[-2:] == (1, 1):
        return None
    odds = np.exp(SHARPER * (evidence - evidence.max(0, keepdims=True)))
    shares = odds / odds.sum(0, keepdims=True)
    parts = [[name in part for name in classes] for part in (body, wings)]
    return np.stack([shares[part].sum(0) for part in parts]).astype(np.float32)
