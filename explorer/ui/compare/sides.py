"""What renders the two sides: the window's own model set, and maybe another one."""

from pathlib import Path
from typing import Protocol

from explorer.core.blend.renderer import Renderer, RenderRequest, RenderResult
from explorer.core.comparison import Against, Comparison
from explorer.ui.compare.other_set import OtherSet
from explorer.ui.parts.event import Reports


class Blends(Protocol):
    """The blend under the puck, which is side A."""

    @property
    def renderer(self) -> Renderer | None: ...
    @property
    def request(self) -> RenderRequest | None: ...
    @property
    def result(self) -> RenderResult | None: ...
    @property
    def answered(self) -> Reports[RenderRequest, RenderResult]: ...


class Sides:
    """Knows of both sides; ``other`` is the set that is loaded for B."""

    def __init__(self, blend: Blends, other: OtherSet) -> None:
        self.blend, self.other = blend, other

    @property
    def used(self) -> Path | None:
        """The folder of the model set in use, which is that of A."""
        renderer = self.blend.renderer
        return None if renderer is None else renderer.engine.modelset.folder

    def is_in_use(self, folder: Path) -> bool:
        """Return whether the set in a folder is that of A."""
        return self.used is not None and self.used.resolve() == folder.resolve()

    def theirs(self, comparison: Comparison) -> Renderer | None:
        """Return what renders B."""
        by_set = comparison.against is Against.MODELS
        return self.other.renderer if by_set else self.blend.renderer

    def to_load(self, comparison: Comparison) -> Path | None:
        """Return the folder of the set that B needs beside that of A; None where it needs none."""
        folder = comparison.models if comparison.against is Against.MODELS else None
        return None if folder is None or self.is_in_use(folder) else folder
