"""Boards for tests: one in which nothing is as at first, and any."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from explorer.core.board.board import MAX_PINS, Board, Layout, Pin, Role, Source
from explorer.core.board.latents import Latent
from explorer.core.board.modes import MODES, REGIONS
from explorer.core.board.pins import REGION
from training.grafting.placement import TOUCHED, Cut, Graft, WingPlacement


def noise_source(seed: int, name: str = "test/horse/0012", class_name: str | None = None) -> Source:
    return Source.of(
        name, class_name, np.random.default_rng(seed).integers(0, 256, (32, 32, 3), np.uint8)
    )


ODD_CUT = Cut((3.5, 1 / 3), (31.0, -2.0), bytes(i % 256 for i in range(TOUCHED)))


ODD_REGION = bytes(i % 251 for i in range(REGION))
ODD_LATENT = Latent.of("v" * 64, np.linspace(-3, 3, 16, dtype=np.float32).reshape(4, 2, 2))
ODD = replace(noise_source(1, "Größe ♞/1.png", "bird"), latent=ODD_LATENT)


def odd_source() -> Source:
    return replace(noise_source(1, "Größe ♞/1.png", "bird"), latent=ODD_LATENT)


def odd_board() -> Board:
    """Every field differs from its default, and so does every field of its last pin."""
    return Board(
        pins=(
            Pin(noise_source(0), 0.125, 0.1),
            Pin(ODD, 1 / 3, 0.9, True, Role.BODY, 0.7, ODD_CUT, ODD_REGION),
        ),
        puck=(0.1, 2 / 3),
        mode=REGIONS,
        layout=Layout.FREE,
        overshoot=True,
        detail=0.3,
        body=frozenset({"deer", "horse"}),
        wings=frozenset({"ship"}),
        region_sharpness=7.7,
        refining=0.9,
        seed=2**70,
        graft=Graft(
            WingPlacement((1.5, 2 / 3), (30.0, -2.25), True, False, 0.3, 1.25),
            WingPlacement((-1.0, 40.0), (0.1, 0.0), False, True, 1.0, 0.5),
            pair=False,
        ),
        typed=(0.3, 0.7),
    )


SHARES = st.floats(0, 1)
NAMES = st.text(max_size=20)
SOURCES = st.builds(noise_source, st.integers(0, 9), NAMES, st.none() | NAMES)
ROLES = st.none() | st.sampled_from(Role)
WEIGHTS = st.floats(-0.5, 1.5)
POINTS = st.none() | st.tuples(st.floats(-32, 64), st.floats(-32, 64))
TOUCHES = st.none() | st.integers(0, 255).map(lambda value: bytes([value]) * TOUCHED)
CUTS = st.none() | st.builds(Cut, POINTS, POINTS, TOUCHES)
HELD = st.none() | WEIGHTS
THIN = st.none() | st.integers(0, 255 // MAX_PINS).map(lambda value: bytes([value]) * REGION)
PINS = st.builds(Pin, SOURCES, SHARES, SHARES, st.booleans(), ROLES, HELD, CUTS, THIN)
FLAGS = st.none() | st.booleans()
PLACEMENTS = st.builds(
    WingPlacement, POINTS, POINTS, FLAGS, FLAGS, st.none() | SHARES, st.none() | st.floats(0, 8)
)
GRAFTS = st.builds(Graft, PLACEMENTS, PLACEMENTS, st.booleans())


@st.composite
def any_board(draw: st.DrawFn) -> Board:
    pins = draw(st.lists(PINS, max_size=MAX_PINS))
    classes = draw(st.lists(NAMES, unique=True, max_size=6))
    split = draw(st.integers(0, len(classes)))
    return Board(
        pins=tuple(pins),
        puck=(draw(SHARES), draw(SHARES)),
        mode=draw(st.sampled_from(tuple(MODES))),
        layout=draw(st.sampled_from(Layout)),
        overshoot=draw(st.booleans()),
        detail=draw(SHARES),
        body=frozenset(classes[:split]),
        wings=frozenset(classes[split:]),
        region_sharpness=draw(st.floats(0, 1e300)),
        refining=draw(SHARES),
        seed=draw(st.integers(0)),
        graft=draw(st.none() | GRAFTS),
        typed=draw(st.none() | st.tuples(*[WEIGHTS] * len(pins))),
    )
