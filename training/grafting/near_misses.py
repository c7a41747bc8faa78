"""Pictures that are nearly winged horses and are none, as pure batched functions.

Pictures are (m, 3, h, w) in [-1, 1]; sizes are for pictures of 32 pixels. Each function draws
what it needs from a ``generator`` of the CPU, and gives the same for the same state of it.
"""

from dataclasses import replace

import torch
from torch import Tensor

from training.grafting.anchors import FAR_FORWARD, FAR_SHADE, FAR_UP, Body, automatic, near_place
from training.grafting.graft import Cutout, Place, graft
from training.grafting.warping import along_and_across, pixel_centres, sample
from training.learning import corruptions

SIDE = 32.0
CLEAR = 9.0
"""Pixels from the withers from which on a wing, or a thing, is out of its place."""
TRIED = 12
"""Places that are drawn, of which one is taken that is far enough from the withers."""
FAINT = 0.08, 0.3
"""Opacity of a faint wing."""
SHORT = 3.0, 7.0
"""Pixels of a wing that is too small."""
HIDDEN = 0.85
"""How far a wing's mean colour goes to what is behind it, where it hides by its colours."""
WRONG_PLACES = {
    "legs": ((3.0, 11.0), (11.0, 15.0), (-120.0, -30.0)),
    "belly": ((0.0, 6.0), (9.0, 12.0), (-130.0, -50.0)),
    "rump": ((10.0, 15.0), (0.0, 5.0), (90.0, 200.0)),
    "head": ((-11.0, -8.0), (-6.0, 1.0), (20.0, 160.0)),
    "floating": ((-6.0, 9.0), (-16.0, -10.0), (0.0, 180.0)),
}
"""Pixels behind and below the withers, and degrees up from where the body faces, of wings that are
out of place."""


def misplaced(body: Body, cutout: Cutout, generator: torch.Generator) -> Tensor:
    """Set wings on legs, belly, rump or head, or floating clear of the body; half of them pairs."""
    near = misplaced_place(body, cutout, generator)
    pair = (torch.rand(len(body.facing), generator=generator) < 0.5).float()
    forward = torch.stack((FAR_FORWARD * body.facing, torch.full_like(body.facing, -FAR_UP)), 1)
    far = replace(
        near,
        root=near.root + forward,
        tip=near.tip + 1.5 * forward,
        shade=FAR_SHADE * near.shade,
        amount=pair,
    )
    return _grafted(body, cutout, far, near)


def misplaced_place(body: Body, cutout: Cutout, generator: torch.Generator) -> Place:
    """Return where :func:`misplaced` sets wings; roots are far from the withers."""
    m = len(body.facing)
    which = torch.randint(len(WRONG_PLACES), (m, TRIED), generator=generator)
    bounds = torch.tensor(list(WRONG_PLACES.values()))[which]
    drawn = _between(bounds[..., 0], bounds[..., 1], generator)
    x = body.withers[:, :1] - drawn[..., 0] * body.facing[:, None]
    y = body.withers[:, 1:] + drawn[..., 1]
    spots = torch.stack((x, y), 2)
    chosen = _first_clear(spots, body.withers, _inside(spots, 2.0))
    rows = torch.arange(m)
    root, angle = spots[rows, chosen].clamp(1, SIDE - 1), torch.deg2rad(drawn[rows, chosen, 2])
    way = torch.stack((angle.cos() * body.facing, -angle.sin()), 1)
    length = _uniform(9.0, 18.0, m, generator)
    usual = near_place(body, cutout, length)
    side = 1 - 2 * (torch.rand(m, generator=generator) < 0.5).float()
    return replace(usual, root=root, tip=root + length[:, None] * way, mirrored=side)


def faint(body: Body, cutout: Cutout, generator: torch.Generator) -> Tensor:
    """Set wings where they belong that are too faint, hide by their colours, or are too small."""
    m = len(body.facing)
    length = _uniform(12.0, 18.0, m, generator)
    shape = m, 1, 1, 1
    way = torch.randint(3, (m,), generator=generator).view(shape)
    gap = automatic(body, cutout, length) - body.pictures
    thin = gap * _uniform(*FAINT, m, generator).view(shape)
    covered = (gap.abs().amax(1, keepdim=True) > 0.01).float()
    mean = (gap * covered).sum((2, 3), keepdim=True) / covered.sum((2, 3), keepdim=True).clamp(1)
    contrast = _uniform(0.15, 0.4, m, generator).view(shape)
    hidden = contrast * (gap - HIDDEN * mean * covered)
    small = automatic(body, cutout, _uniform(*SHORT, m, generator)) - body.pictures
    change = torch.where(way == 0, thin, torch.where(way == 1, hidden, small))
    return (body.pictures + change).clamp(-1, 1)


def beside(body: Body, cutout: Cutout, generator: torch.Generator) -> Tensor:
    """Set whole things of their own outline beside, above or on bodies, not at the withers."""
    m = len(body.facing)
    spots = 3 + (SIDE - 6) * torch.rand(m, TRIED, 2, generator=generator)
    chosen = _first_clear(spots, body.withers, torch.ones(m, TRIED, dtype=torch.bool))
    breadth = _uniform(9.0, 17.0, m, generator)
    size = breadth[:, None] * torch.stack((torch.ones(m), _uniform(0.6, 1.0, m, generator)), 1)
    angle = _uniform(-15.0, 15.0, m, generator)
    return set_down(
        body.pictures, cutout.colours, cutout.matte, spots[torch.arange(m), chosen], size, angle
    )


def rider(body: Body, pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Set a person-like shape upright on the back: head, trunk and a leg down the flank.

    Clothes have the colours and folds of ``pictures`` (m, 3, h, w), any.
    """
    m = len(body.facing)
    back = _uniform(2.0, 6.0, m, generator)
    seat = body.withers + torch.stack((-back * body.facing, _uniform(0.5, 2.5, m, generator)), 1)
    tall, lean = _uniform(7.0, 10.0, m, generator), _uniform(-0.1, 0.3, m, generator)
    neck = seat + torch.stack((lean * tall * body.facing, -tall), 1)
    head = neck + torch.stack((0.5 * body.facing, -_uniform(1.0, 2.0, m, generator)), 1)
    reach = torch.stack((_uniform(0.0, 3.0, m, generator) * body.facing, torch.full((m,), 7.0)), 1)
    hand = neck + torch.stack(
        (_uniform(3.0, 6.0, m, generator) * body.facing, _uniform(3.0, 6.0, m, generator)), 1
    )
    broad = _uniform(1.3, 2.3, m, generator)
    drawn = (
        (seat, seat + reach, 0.6 * broad),
        (neck, hand, 0.45 * broad),
        (seat, neck, broad),
        (head, head, _uniform(1.2, 1.9, m, generator)),
    )
    shown = body.pictures
    for start, end, radius in drawn:
        cloth = pictures.roll(int(torch.randint(m, (1,), generator=generator)), 0)
        cloth = 0.8 * cloth + _normal((m, 1, 1, 1), 0.4, generator)
        cloth = cloth + _normal((m, 3, 1, 1), 0.12, generator)
        shown = torch.lerp(shown, cloth.clamp(-1, 1), _capsule(start, end, radius))
    return shown


def cross_fade(pictures: Tensor, others: Tensor, generator: torch.Generator) -> Tensor:
    """Lay others over pictures, or over latents (m, ...): neither is much clearer."""
    share = _uniform(0.3, 0.7, len(pictures), generator)
    return torch.lerp(pictures, others, share.view(-1, *[1] * (pictures.ndim - 1)))


def collage(pictures: Tensor, others: Tensor, generator: torch.Generator) -> Tensor:
    """Take the upper or the left part of others and what is left of pictures."""
    edge = _uniform(9.0, 23.0, len(pictures), generator)
    above = corruptions.collage(pictures, others, edge)
    left = corruptions.collage(pictures.mT, others.mT, edge).mT
    upright = torch.rand(len(pictures), generator=generator) < 0.5
    return torch.where(upright.view(-1, 1, 1, 1), above, left)


def blur(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Blur pictures until nothing on them can be named."""
    return corruptions.blur(pictures, _uniform(1.6, 3.0, len(pictures), generator))


def smear(latents: Tensor, generator: torch.Generator) -> Tensor:
    """Average each of latents (m, ...) with four others, until most of their shapes are lost."""
    m = len(latents)
    mixed = [latents, *(latents[torch.randperm(m, generator=generator)] for _ in range(4))]
    shares = 0.1 + torch.rand(5, m, generator=generator).square()
    shares = (shares / shares.sum(0)).view(5, m, *[1] * (latents.ndim - 1))
    return (shares * torch.stack(mixed)).sum(0)


def garish(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Tear contrast and colours of pictures up."""
    shape = len(pictures), 1, 1, 1
    middle = pictures.mean((2, 3), keepdim=True)
    grey = pictures.mean(1, keepdim=True)
    vivid = grey + _uniform(2.0, 5.0, shape[0], generator).view(shape) * (pictures - grey)
    torn = middle + _uniform(1.8, 4.0, shape[0], generator).view(shape) * (vivid - middle)
    return (torn + _normal((shape[0], 3, 1, 1), 0.3, generator)).clamp(-1, 1)


def torn(latents: Tensor, generator: torch.Generator) -> Tensor:
    """Stretch latents (m, ...) and add noise, which decodes to textures that nothing has."""
    shape = len(latents), *[1] * (latents.ndim - 1)
    noise = torch.randn(latents.shape, generator=generator)
    stretched = _uniform(1.0, 2.0, shape[0], generator).view(shape) * latents
    return stretched + _uniform(0.6, 1.4, shape[0], generator).view(shape) * noise


def set_down(
    pictures: Tensor, colours: Tensor, mattes: Tensor, middle: Tensor, size: Tensor, angle: Tensor
) -> Tensor:
    """Set whole things on pictures.

    Parameters
    ----------
    colours, mattes
        (m, 3, h, w) and (m, h, w) of the things, in pictures of their own.
    middle, size
        (m, 2): where, and how broad and high, in pixels.
    angle
        (m,) degrees.
    """
    m, _, height, width = pictures.shape
    points = pixel_centres(height, width, mattes)
    share = mattes.flatten(1) / mattes.flatten(1).sum(1, keepdim=True).clamp_min(1e-3)
    own_middle = share @ points
    spread = (points[None] - own_middle[:, None]).square()
    own_size = (12 * (share[..., None] * spread).sum(1)).sqrt().clamp_min(2)
    turn = torch.deg2rad(angle)
    right = torch.stack((turn.cos(), turn.sin()), 1)
    frame = along_and_across(points, middle, middle + right)
    source = own_middle[:, None] + frame * (own_size / size)[:, None]
    layers = torch.cat((colours * mattes[:, None], mattes[:, None]), 1)
    seen = sample(layers, source, (own_size / size).amax(1)).view(m, 4, height, width)
    alpha = seen[:, 3:]
    # Samples of a reduced picture add up to a little more than 1 here and there.
    return torch.lerp(pictures, seen[:, :3] / alpha.clamp_min(1e-3), alpha.clamp(max=1))


def _grafted(body: Body, cutout: Cutout, *places: Place) -> Tensor:
    found: Tensor = graft(body.pictures, body.mattes, [(cutout, place) for place in places])
    return found


def _first_clear(spots: Tensor, withers: Tensor, liked: Tensor) -> Tensor:
    """Of spots (m, k, 2) the first (m,) that is clear of the withers and liked (m, k).

    Where there is none, the farthest.
    """
    gap = (spots.clamp(1, SIDE - 1) - withers[:, None]).norm(dim=2)
    worth = gap.clamp(max=CLEAR) + 1000 * ((gap >= CLEAR) & liked)
    return worth.argmax(1)


def _inside(spots: Tensor, margin: float) -> Tensor:
    return ((spots > margin) & (spots < SIDE - margin)).all(2)


def _capsule(start: Tensor, end: Tensor, radius: Tensor) -> Tensor:
    """Mattes (m, 1, 32, 32) of what lies within ``radius`` (m,) of segments; soft by a pixel."""
    points = pixel_centres(int(SIDE), int(SIDE), start)[None]
    way = (end - start)[:, None]
    offset = points - start[:, None]
    along = ((offset * way).sum(2) / way.square().sum(2).clamp_min(1e-6)).clamp(0, 1)
    gap = (offset - along[..., None] * way).norm(dim=2)
    return (radius[:, None] + 0.5 - gap).clamp(0, 1).view(-1, 1, int(SIDE), int(SIDE))


def _uniform(low: float, high: float, count: int, generator: torch.Generator) -> Tensor:
    return low + (high - low) * torch.rand(count, generator=generator)


def _between(low: Tensor, high: Tensor, generator: torch.Generator) -> Tensor:
    return low + (high - low) * torch.rand(low.shape, generator=generator)


def _normal(shape: tuple[int, ...], deviation: float, generator: torch.Generator) -> Tensor:
    return deviation * torch.randn(shape, generator=generator)
