"""The networks of the coursework that this program grew from: a plain CNN, and a VAE like it.

Where its text gives a design, it is followed. Where it is silent, the choice is written down beside
the layers; :class:`Layer` describes a convolution once, for the classifier, the encoder, and,
turned round, the decoder. The VAE has ELU, with which it took a third of the steps that it took
with ReLU, and no batch normalisation, which brought it nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from training.models.vae import LatentModel

SIDE = 32
ACTIVATIONS = {"relu": nn.ReLU, "leaky_relu": nn.LeakyReLU, "elu": nn.ELU}
LINEAR_HIDDEN = 512
"""Units of the hidden layers of the VAE that has no convolutions."""


@dataclass(frozen=True)
class Layer:
    """A convolution that keeps the size of a picture, but for its stride.

    Attributes
    ----------
    growth
        Its channels, as a multiple of the network's width.
    pool
        What halves the sides behind it: ``max``, ``average`` or nothing.
    """

    growth: int
    kernel: int
    stride: int = 1
    dilation: int = 1
    pool: str = ""

    @property
    def padding(self) -> int:
        return self.dilation * (self.kernel - 1) // 2

    @property
    def shrinks_by(self) -> int:
        return self.stride * (2 if self.pool else 1)


def _improved(first: str, later: str) -> tuple[Layer, ...]:
    """A small kernel, a larger one with stride and dilation, and one that sees all that is left."""
    return (Layer(1, 3, pool=first), Layer(2, 5, stride=2, dilation=2, pool=later), Layer(4, 5))


CLASSIFIER_LAYERS = {
    # No pooling yet; strides, which the text leaves open, keep the linear layers small.
    "initial": (Layer(1, 5, stride=2), Layer(2, 5, stride=2)),
    "improved": _improved("max", "average"),
    # The two that its pooling was picked over.
    "max-pooled": _improved("max", "max"),
    "average-pooled": _improved("average", "average"),
}
VAE_LAYERS = (
    # The kernels of "improved", and strides in place of its pooling, which has no inverse. Nothing
    # is dilated: turned round, a stride of 2 with a dilation of 2 fills every other position alone.
    Layer(1, 3, stride=2),
    Layer(2, 5, stride=2),
    Layer(4, 5, stride=2),
)


class CourseworkClassifier(nn.Module):
    """Maps pictures (n, 3, 32, 32), float32 in [-1, 1], to logits (n, classes).

    Parameters
    ----------
    layout
        Of the convolutions, one of :data:`CLASSIFIER_LAYERS`.
    width
        Channels of the first convolution.
    hidden
        Units of the linear layers but the last.
    classes
        Number of classes.
    activation
        One of :data:`ACTIVATIONS`.
    batch_norm
        Whether batch normalisation follows each convolution.
    convolution_dropout, linear_dropout
        Share of the numbers that are dropped behind a convolution, and behind a linear layer
        other than the last.
    signed_input
        Whether the first layer sees [-1, 1], or else [0, 1].
    """

    def __init__(
        self,
        layout: str = "initial",
        width: int = 32,
        hidden: tuple[int, ...] = (128,),
        classes: int = 10,
        activation: str = "relu",
        batch_norm: bool = False,
        convolution_dropout: float = 0.0,
        linear_dropout: float = 0.0,
        signed_input: bool = False,
    ) -> None:
        super().__init__()
        layers = CLASSIFIER_LAYERS[layout]
        self.signed_input = signed_input
        self.convolutions = nn.Sequential(
            *_convolutions(layers, width, activation, batch_norm, convolution_dropout)
        )
        self.linears = nn.Sequential(
            *_linears((_features(layers, width), *hidden), activation, linear_dropout),
            nn.Linear((_features(layers, width), *hidden)[-1], classes),
        )

    def forward(self, images: Tensor) -> Tensor:
        seen = images if self.signed_input else (images + 1) / 2
        return self.linears(self.convolutions(seen).flatten(1))


class CourseworkVae(LatentModel):
    """The coursework's VAE: a flat latent, and a decoder that mirrors the encoder layer by layer.

    With ``convolutional`` false it is the kind of autoencoder that the coursework set out from: one
    hidden linear layer on either side of the latent (its text does not say more of it).

    Parameters
    ----------
    latent_shape
        How many numbers the latent has, alone in a tuple.
    width
        Channels of the first convolution.
    activation
        One of :data:`ACTIVATIONS`.
    """

    def __init__(
        self,
        latent_shape: tuple[int] = (64,),
        width: int = 64,
        activation: str = "elu",
        convolutional: bool = True,
    ) -> None:
        (numbers,) = latent_shape
        if convolutional:
            encoder = _encoder(numbers, width, activation)
            decoder = _decoder(numbers, width, activation)
        else:
            encoder = _linear_encoder(numbers, activation)
            decoder = _linear_decoder(numbers, activation)
        super().__init__(encoder, decoder, latent_shape)


class _Pixels(nn.Module):
    """Logits of a number's chance of being white to that chance, as a picture in [-1, 1]."""

    def forward(self, logits: Tensor) -> Tensor:
        return torch.tanh(logits.float() / 2)  # 2 * sigmoid(logits) - 1


def _encoder(numbers: int, width: int, activation: str) -> nn.Sequential:
    return nn.Sequential(
        *_convolutions(VAE_LAYERS, width, activation),
        nn.Flatten(),
        nn.Linear(_features(VAE_LAYERS, width), 2 * numbers),
    )


def _decoder(numbers: int, width: int, activation: str) -> nn.Sequential:
    side, channels = _side(VAE_LAYERS), VAE_LAYERS[-1].growth * width
    return nn.Sequential(
        nn.Linear(numbers, channels * side**2),
        ACTIVATIONS[activation](),
        nn.Unflatten(1, (channels, side, side)),
        *_transposed(VAE_LAYERS, width, activation),
        _Pixels(),
    )


def _linear_encoder(numbers: int, activation: str) -> nn.Sequential:
    return nn.Sequential(
        nn.Flatten(),
        *_linears((3 * SIDE**2, LINEAR_HIDDEN), activation),
        nn.Linear(LINEAR_HIDDEN, 2 * numbers),
    )


def _linear_decoder(numbers: int, activation: str) -> nn.Sequential:
    return nn.Sequential(
        *_linears((numbers, LINEAR_HIDDEN), activation),
        nn.Linear(LINEAR_HIDDEN, 3 * SIDE**2),
        nn.Unflatten(1, (3, SIDE, SIDE)),
        _Pixels(),
    )


def _convolutions(
    layers: tuple[Layer, ...],
    width: int,
    activation: str,
    batch_norm: bool = False,
    dropout: float = 0.0,
) -> Iterator[nn.Module]:
    before = 3
    for layer in layers:
        after = layer.growth * width
        yield nn.Conv2d(
            before, after, layer.kernel, layer.stride, layer.padding, dilation=layer.dilation
        )
        if batch_norm:
            yield nn.BatchNorm2d(after)
        yield ACTIVATIONS[activation]()
        if layer.pool:
            yield nn.MaxPool2d(2) if layer.pool == "max" else nn.AvgPool2d(2)
        if dropout:
            yield nn.Dropout(dropout)
        before = after


def _transposed(layers: tuple[Layer, ...], width: int, activation: str) -> Iterator[nn.Module]:
    """The layers turned round, the last of them first; logits of the pixels come out."""
    before = layers[-1].growth * width
    for i in reversed(range(len(layers))):
        layer, after = layers[i], layers[i - 1].growth * width if i else 3
        yield nn.ConvTranspose2d(
            before,
            after,
            layer.kernel,
            layer.stride,
            layer.padding,
            output_padding=layer.stride - 1,  # of the sizes that a stride shrinks to one, the even
            dilation=layer.dilation,
        )
        if i:
            yield ACTIVATIONS[activation]()
        before = after


def _linears(sizes: tuple[int, ...], activation: str, dropout: float = 0.0) -> Iterator[nn.Module]:
    for before, after in pairwise(sizes):
        yield nn.Linear(before, after)
        yield ACTIVATIONS[activation]()
        if dropout:
            yield nn.Dropout(dropout)


def _side(layers: tuple[Layer, ...]) -> int:
    side = SIDE
    for layer in layers:
        side //= layer.shrinks_by
    return side


def _features(layers: tuple[Layer, ...], width: int) -> int:
    return layers[-1].growth * width * _side(layers) ** 2
