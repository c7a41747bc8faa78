"""The layers of a network, found by letting a picture through it."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

LAYERS = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear, nn.MaxPool2d, nn.AvgPool2d)


@dataclass(frozen=True)
class Box:
    """One layer: where it is in the network, what it does, and the shape that leaves it."""

    path: str
    text: str
    shape: tuple[int, ...]


@torch.no_grad()
def boxes(network: nn.Module, inputs: Tensor) -> list[Box]:
    """Return the layers with weights or pooling in the order in which ``inputs`` meet them."""
    chain: list[Box] = []

    def seen(path: str, layer: nn.Module) -> None:
        def note(_: nn.Module, given: object, made: Tensor) -> None:
            chain.append(Box(path, describe(layer), tuple(made.shape[1:])))

        handles.append(layer.register_forward_hook(note))

    handles: list[torch.utils.hooks.RemovableHandle] = []
    for path, layer in network.named_modules():
        if isinstance(layer, LAYERS):
            seen(path, layer)
    try:
        network.eval()(inputs)
    finally:
        for handle in handles:
            handle.remove()
    return chain


def describe(layer: nn.Module) -> str:
    """Write a layer's kind and sizes: "Conv2d 5 × 5, stride 2, dilation 2"."""
    kind = type(layer).__name__
    match layer:
        case nn.Conv2d() | nn.ConvTranspose2d():
            size = " × ".join(map(str, layer.kernel_size))
            words = [f"{kind} {size}"]
            words += [f"stride {layer.stride[0]}"] if layer.stride[0] > 1 else []
            words += [f"dilation {layer.dilation[0]}"] if layer.dilation[0] > 1 else []
            return ", ".join(words)
        case nn.Linear():
            return f"{kind} {layer.in_features} → {layer.out_features}"
        case _:
            return f"{kind} {getattr(layer, 'kernel_size', '')}".strip()


class RoundTrip(nn.Module):
    """A VAE's encoder and decoder in a row: pictures to what is rebuilt of them."""

    def __init__(self, vae: nn.Module) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, images: Tensor) -> Tensor:
        mean, _ = self.vae.posterior(images)  # type: ignore[operator]
        rebuilt: Tensor = self.vae.decoder(mean)  # type: ignore[operator]
        return rebuilt
