"""The judge of reports: a residual network unlike the shipped classifier.

Search, training and choices never see it, so that what it says of a picture is a stranger's word.
The layout follows the short residual networks of D. Page, "How to train your ResNet", 2018.
"""

from torch import Tensor, nn

LOGIT_SCALE = 0.125


class Judge(nn.Module):
    """Maps pictures (n, 3, 32, 32), float32 in [-1, 1], to logits (n, classes).

    Parameters
    ----------
    widths
        Channels of the stem and of the three stages.
    classes
        Number of classes.
    """

    def __init__(
        self, widths: tuple[int, int, int, int] = (32, 64, 128, 256), classes: int = 10
    ) -> None:
        super().__init__()
        stem, first, second, third = widths
        self.stages = nn.Sequential(
            _unit(3, stem),
            _unit(stem, first, pool=True),
            _Residual(first),
            _unit(first, second, pool=True),
            _unit(second, third, pool=True),
            _Residual(third),
        )
        self.head = nn.Linear(third, classes, bias=False)

    def forward(self, images: Tensor) -> Tensor:
        return self.head(self.features(images)) * LOGIT_SCALE

    def features(self, images: Tensor) -> Tensor:
        """Return the penultimate features, (n, widths[-1]): the space of Fréchet distances."""
        return self.stages(images).amax((2, 3))


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.units = nn.Sequential(_unit(channels, channels), _unit(channels, channels))

    def forward(self, hidden: Tensor) -> Tensor:
        return hidden + self.units(hidden)


def _unit(before: int, after: int, pool: bool = False) -> nn.Sequential:
    layers: list[nn.Module] = [
        nn.Conv2d(before, after, 3, padding=1, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    ]
    return nn.Sequential(*layers, *([nn.MaxPool2d(2)] if pool else []))
