"""What an engine asks of whatever runs a model set's graphs."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Backend(Protocol):
    """Runs graphs by name. Safe to call from several threads, which then take turns."""

    def outputs(self, graph: str) -> tuple[str, ...]:
        """Return the names of what a graph gives; () where the set has no such graph."""

    def run(self, graph: str, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        """Run a graph on arrays (n, ...) float32, n >= 1.

        Raises
        ------
        UserError
            Where the graph is missing or does not fit its signature.
        """
