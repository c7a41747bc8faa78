"""The blend modes: whatever is particular to one stands in its row of :data:`MODES`.

Canvas, controls, boards' JSON, command line and search read the rows. Another mode is its maths (a
:class:`training.blending.methods.Method`), its row, and its test.
"""

import re
from dataclasses import dataclass, replace

from explorer.core.engine.engine import Feature
from explorer.core.registry import Registry
from training.blending import methods
from training.blending.methods import Method

NUMBER = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)")
TYPED = 1e-7
"""How near a number is to the one that was typed, after its way through the weights."""
LARGEST_SHARE = 1.5
"""A number with a decimal point that is meant as a share and not as so many percent."""


@dataclass(frozen=True)
class Amount:
    """How much of each picture there is, as people write it.

    Attributes
    ----------
    free
        Whether the plane's axes are how much body and how much wing there is, each on its own;
        else amounts are weights that sum to 1.
    prefix, suffix, scale, decimals, step
        Of the number that is shown, which is ``scale`` times the amount.
    """

    free: bool = False
    prefix: str = ""
    suffix: str = ""
    scale: float = 1.0
    decimals: int = 2
    step: float = 0.05

    def written(self, amount: float) -> str:
        """Write an amount, with a real minus sign."""
        number = f"{round(amount * self.scale, self.decimals):.{self.decimals}f}"
        zero = f"{0:.{self.decimals}f}"
        number = number.removeprefix("-") if number == f"-{zero}" else number
        return f"{self.prefix}{number}{self.suffix}".replace("-", "\N{MINUS SIGN}")

    def written_in_full(self, amount: float, decimals: int) -> str:
        """Write an amount with more decimals, up to ``decimals``, where these are all of it."""
        scaled = amount * self.scale
        for places in range(self.decimals, decimals + 1):
            if abs(scaled - round(scaled, places)) < TYPED:
                return replace(self, decimals=places).written(amount)
        return self.written(amount)

    def read(self, text: str) -> float:
        """Return the amount that is written, in any of the ways that people write it.

        Of shares "0.3", "0,3", "30" and "30 %" are the same, whatever the locale: a number with a
        decimal point of up to 1.5 is the share itself, and any other is so many percent.

        Raises
        ------
        ValueError
            For what is no number.
        """
        plain = text.replace("\N{MINUS SIGN}", "-").removeprefix(self.prefix).strip()
        is_percent = plain.endswith("%")
        number = plain.removesuffix(self.suffix.strip()).removesuffix("%").strip()
        if not NUMBER.fullmatch(number):
            raise ValueError(f"{text!r} is no number")
        value = float(number.replace(",", "."))
        if is_percent:
            return value / 100
        is_share = self.suffix == " %" and set(".,") & set(number) and abs(value) <= LARGEST_SHARE
        return value if is_share else value / self.scale


SHARES = Amount(suffix=" %", scale=100, decimals=0, step=5)
TIMES = Amount(free=True, prefix="\N{MULTIPLICATION SIGN} ")


@dataclass(frozen=True)
class Setting:
    """A number of a board that can be slid.

    Attributes
    ----------
    field
        Of the board, and where a mode has it, of the :class:`training.blending.methods.Settings`.
    option
        Of the command line, without dashes.
    label, name, tip
        Beside the slider, of it in full, and what it does.
    help
        The same in the command line's help, in numbers.
    most
        Its largest value; the least is 0.
    steps
        That a slider has from the one to the other.
    tried
        Between which values a search draws it.
    """

    field: str
    option: str
    label: str
    name: str
    tip: str
    help: str
    most: float
    steps: int
    tried: tuple[float, float]


DETAIL = Setting(
    "detail",
    "detail",
    "Detail",
    "Detail",
    "Adds back what the model lost of the sources: at the right end they look as they are",
    "Share, 0 to 1, of what the model lost at the sources that is added back.",
    most=1,
    steps=100,
    tried=(0, 0),
)
SHARPNESS = Setting(
    "region_sharpness",
    "sharpness",
    "Sharpness",
    "Region sharpness",
    "From soft mixing everywhere to clean cuts between the sources",
    "0 blends all alike, 5 takes each place from one picture.",
    most=8,
    steps=80,
    tried=(2, 8),
)
STRENGTH = Setting(
    "refining",
    "strength",
    "Strength",
    "Refining strength",
    "How much the prior may change: at the left end nothing",
    "how much of what the prior would do is done, 0 to 1.",
    most=1,
    steps=100,
    tried=(0.5, 1),
)


@dataclass(frozen=True)
class Mode:
    """How the latents of the sources become one.

    Attributes
    ----------
    name
        In files, and on the command line.
    label, tip
        In the window.
    method
        The maths.
    needs
        What a model set must be able to do.
    settings
        Beside :data:`DETAIL`, which every mode has.
    amount
        What the plane says of each picture.
    sized
        Whether the plane says between two pins how large the wings are, too.
    often
        Weight beside the other modes when a search draws one; 0 where it does not.
    """

    name: str
    label: str
    tip: str
    method: Method
    needs: tuple[Feature, ...] = ()
    settings: tuple[Setting, ...] = ()
    amount: Amount = SHARES
    sized: bool = False
    often: float = 0.0


GRAFT = Mode(
    "graft",
    "Graft",
    "The wings are cut out and set on the body; the result is encoded and explored",
    methods.GRAFT,
    needs=(Feature.GRAFT,),
    sized=True,
    often=1e6,  # where a set can do it, nothing else is worth trying
)
LINEAR = Mode("linear", "Linear", "A straight line between the pictures' latents", methods.LINEAR)
SLERP = Mode(
    "slerp",
    "Slerp",
    "Along the arc between the latents, which keeps their length",
    methods.SLERP,
    often=0.15,
)
SUM = Mode(
    "sum",
    "Weighted sum",
    "So much of the body plus so much of the wings: two free axes",
    methods.LINEAR,
    amount=TIMES,
)
REGIONS = Mode(
    "regions",
    "Regions",
    "Each part of the picture from the source that suits it best",
    methods.REGIONS,
    needs=(Feature.REGIONS,),
    settings=(SHARPNESS,),
    often=0.85,
)
REFINED = Mode(
    "refined",
    "Refined",
    "The blend, pulled back to what pictures look like by the prior",
    methods.REFINED,
    needs=(Feature.REFINED,),
    settings=(SHARPNESS, STRENGTH),
)

MODES: Registry[Mode] = Registry((GRAFT, LINEAR, SLERP, SUM, REGIONS, REFINED))
"""All modes, in the order in which they are offered; there may be added to it."""


def all_settings() -> tuple[Setting, ...]:
    """Return the settings of all modes, each once."""
    return tuple(dict.fromkeys(setting for mode in MODES for setting in mode.settings))
