"""Turning, scaling and mirroring parts of pictures, as a pure function over the array API.

Points are (x, y) in pixels, x to the right and y down; a picture spans [0, width] x [0, height],
so that the middle of its first pixel is at (0.5, 0.5).
"""

from array_api_compat import array_namespace, device

from training.latent.blending import Array, clip

SHORTEST = 1e-3
"""Length in pixels below which a segment has no direction."""


def along_and_across(points: Array, starts: Array, ends: Array) -> Array:
    """Return coordinates (m, p, 2) of points in the frames of m segments.

    The first is 0 at the start and 1 at the end, the second goes to the right hand of one who
    walks along the segment on the picture (y points down), in the same unit.

    Parameters
    ----------
    points
        (p, 2).
    starts, ends
        (m, 2); of a segment without length all points are far away.
    """
    xp = array_namespace(starts)
    way = ends - starts
    square = xp.sum(way * way, axis=1)
    scale = 1 / clip(square, SHORTEST**2, None)
    offset = points[None, ...] - starts[:, None, :]
    x, y = offset[..., 0], offset[..., 1]
    along = (x * way[:, None, 0] + y * way[:, None, 1]) * scale[:, None]
    across = (y * way[:, None, 0] - x * way[:, None, 1]) * scale[:, None]
    return xp.stack((along, across), axis=2)


def from_frame(coordinates: Array, starts: Array, ends: Array) -> Array:
    """Return the points (m, p, 2) that have ``coordinates`` (m, p, 2) in the frames of segments.

    The inverse of :func:`along_and_across`.
    """
    xp = array_namespace(starts)
    way = (ends - starts)[:, None, :]
    along, across = coordinates[..., 0], coordinates[..., 1]
    x = starts[:, None, 0] + along * way[..., 0] - across * way[..., 1]
    y = starts[:, None, 1] + along * way[..., 1] + across * way[..., 0]
    return xp.stack((x, y), axis=2)


def sample(images: Array, points: Array, widths: Array) -> Array:
    """Return images (m, c, h, w) at points (m, p, 2), as (m, c, p).

    Each value is the mean of the pixels around its point, weighted by tents that reach ``widths``
    (m,) pixels either way: 1 interpolates bilinearly, more is a soft look at a reduced picture.
    Beyond the edge everything is 0. Continuous in points and widths.
    """
    xp = array_namespace(images)
    m, c, height, width = images.shape
    rows = _tents(points[..., 1], height, widths)
    columns = _tents(points[..., 0], width, widths)
    flat = xp.reshape(xp.permute_dims(images, (0, 2, 1, 3)), (m, height, c * width))
    mixed = xp.reshape(rows @ flat, (m, points.shape[1], c, width))
    return xp.permute_dims(xp.sum(mixed * columns[:, :, None, :], axis=3), (0, 2, 1))


def pixel_centres(height: int, width: int, array: Array) -> Array:
    """Return the middles (height * width, 2) of pixels, row by row, of the kind of ``array``."""
    xp = array_namespace(array)
    given = {"dtype": array.dtype, "device": device(array)}
    y, x = xp.meshgrid(
        xp.arange(height, **given) + 0.5, xp.arange(width, **given) + 0.5, indexing="ij"
    )
    return xp.stack((xp.reshape(x, (-1,)), xp.reshape(y, (-1,))), axis=1)


def _tents(places: Array, count: int, widths: Array) -> Array:
    """Weights (m, p, count) of pixels in a row for places (m, p) along it."""
    xp = array_namespace(places)
    middles = xp.arange(count, dtype=places.dtype, device=device(places)) + 0.5
    width = clip(widths, 1.0, None)[:, None, None]
    gaps = xp.abs(places[..., None] - middles)
    return clip(1 - gaps / width, 0.0, None) / width
