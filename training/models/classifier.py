"""The shipped classifier: a frozen whitening layer and three convolutional blocks.

The architecture follows airbench (K. Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU",
arXiv:2404.00498, 2024).
"""

import torch
from torch import Tensor, nn

WHITENING_KERNEL = 2
HEAD_SCALE = 1 / 9


class Classifier(nn.Module):
    """Maps pictures (n, 3, 32, 32), float32 in [-1, 1], to logits (n, classes).

    Parameters
    ----------
    widths
        Channels of the three blocks.
    classes
        Number of classes.
    depth
        Convolutions in a block, 2 or 3; the later two of three have a bypass.
    """

    def __init__(
        self, widths: tuple[int, int, int] = (64, 256, 256), classes: int = 10, depth: int = 2
    ) -> None:
        super().__init__()
        whitened = 2 * 3 * WHITENING_KERNEL**2
        self.whitening = nn.Conv2d(3, whitened, WHITENING_KERNEL)
        self.whitening.weight.requires_grad_(False)
        self.blocks = nn.ModuleList(
            _Block(before, after, depth)
            for before, after in zip((whitened, *widths), widths, strict=False)
        )
        self.head = nn.Linear(widths[-1], classes, bias=False)
        # The head starts with unit-variance columns; HEAD_SCALE keeps its first logits small.
        nn.init.normal_(self.head.weight)

    def forward(self, images: Tensor) -> Tensor:
        return self.head(self.features(images)) * HEAD_SCALE

    def features(self, images: Tensor) -> Tensor:
        """Return the penultimate features, (n, widths[-1])."""
        return self.stages(images)[-1].amax((2, 3))

    def stages(self, images: Tensor, count: int = 4) -> list[Tensor]:
        """Return the first ``count`` stages, each (n, c, h, w): whitening, then the blocks."""
        # Whitening lifts what is faint in a picture; bfloat16 would lift its own rounding too.
        with torch.autocast(images.device.type, enabled=False):
            stages = [nn.functional.gelu(self.whitening(images.float()))]
        for block in list(self.blocks)[: count - 1]:
            stages.append(block(stages[-1]))
        return stages

    @torch.no_grad()
    def whiten(self, images: Tensor, epsilon: float = 5e-4) -> None:
        """Set the frozen first layer from pictures (n, 3, 32, 32): patches become uncorrelated.

        Each eigenvector of the patches' covariance is used with both signs, since what follows
        is a one-sided non-linearity.
        """
        patches = nn.functional.unfold(images, WHITENING_KERNEL).transpose(1, 2).flatten(0, 1)
        values, vectors = torch.linalg.eigh(torch.cov(patches.T))
        filters = (vectors / (values + epsilon).sqrt()).T.reshape(-1, 3, *[WHITENING_KERNEL] * 2)
        self.whitening.weight.copy_(torch.cat((filters, -filters)))
        assert self.whitening.bias is not None
        self.whitening.bias.zero_()


class _Block(nn.Module):
    def __init__(self, before: int, after: int, depth: int) -> None:
        super().__init__()
        self.first = _convolution(before, after)
        self.norm_first = _norm(after)
        self.second = _convolution(after, after)
        self.norm_second = _norm(after)
        if depth == 3:
            self.third = _convolution(after, after)
            self.norm_third = _norm(after)
        elif depth != 2:
            raise ValueError(f"a block has 2 or 3 convolutions, not {depth}")
        self._depth = depth

    def forward(self, images: Tensor) -> Tensor:
        pooled = nn.functional.max_pool2d(self.first(images), 2)
        entry = nn.functional.gelu(self.norm_first(pooled))
        hidden = nn.functional.gelu(self.norm_second(self.second(entry)))
        if self._depth == 2:
            return hidden
        return entry + nn.functional.gelu(self.norm_third(self.third(hidden)))


def _convolution(before: int, after: int) -> nn.Conv2d:
    layer = nn.Conv2d(before, after, 3, padding=1, bias=False)
    nn.init.dirac_(layer.weight[:before])  # the input passes through at first
    return layer


def _norm(channels: int) -> nn.BatchNorm2d:
    norm = nn.BatchNorm2d(channels, momentum=0.4)
    norm.weight.requires_grad_(False)  # the next layer's scale makes it redundant
    return norm
