"""The coursework's figures: what each claims, what decides it, and what shows it."""

from dataclasses import dataclass
from typing import Literal

from training.reproduce.asked.questions import (
    Alike,
    Better,
    NoBetter,
    Question,
    Reaches,
    Stays,
    Times,
    Value,
    values_of,
)

HUNDRED = 100
CHANCE = 0.1
"""What a judge of ten classes that guesses gets right."""
MATTERS = 0.02
"""Difference of two accuracies that counts as one."""
SEEN_BOTH = 0.05
"""Share of sums with body and wings below which two models are not compared."""
PictureKind = Literal["rebuilt", "blends", "grid", "best"]


@dataclass(frozen=True)
class Claim:
    """A statement of the coursework in other words, and the questions that decide it.

    Attributes
    ----------
    classes
        How many classes the data must have for it; 0 for any number.
    """

    text: str
    questions: tuple[Question, ...]
    classes: int = 0


@dataclass(frozen=True)
class Curves:
    """Loss and accuracy of variants, epoch by epoch."""

    name: str
    variants: tuple[str, ...]


@dataclass(frozen=True)
class Bars:
    """One number of several variants, with each seed as a dot."""

    name: str
    figure: str
    variants: tuple[str, ...]


@dataclass(frozen=True)
class Pictures:
    """Pictures that a variant's first training has made."""

    name: str
    variant: str
    kind: PictureKind


@dataclass(frozen=True)
class Diagram:
    """The layers of a variant's network."""

    name: str
    variant: str


Figure = Curves | Bars | Pictures | Diagram


@dataclass(frozen=True)
class Row:
    """A figure of the coursework, or one of its experiments.

    Attributes
    ----------
    lead
        The variant that is it, where one training must stand for all.
    needs
        Classes that the data must have.
    """

    title: str
    lead: str
    text: str
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    needs: tuple[str, ...] = ()

    @property
    def variants(self) -> tuple[str, ...]:
        """Names of all trainings that claims and figures look at, each once."""
        asked = (value.variant for c in self.claims for q in c.questions for value in values_of(q))
        shown = (name for figure in self.figures for name in variants_of(figure))
        return tuple(dict.fromkeys((*shown, *asked)))


def variants_of(figure: Figure) -> tuple[str, ...]:
    """Return the variants that a figure shows."""
    return figure.variants if isinstance(figure, Curves | Bars) else (figure.variant,)


def _accuracy(variant: str) -> Value:
    return Value(variant, "test_accuracy")


def _half(variant: str) -> Value:
    return Value(variant, "epochs_to_half")


def _gap(variant: str) -> Value:
    return Value(variant, "gap")


def _fitted(variant: str) -> Value:
    return Value(variant, "fitted_accuracy")


def _seen(variant: str) -> Value:
    return Value(variant, "recognised")


def _sharp(variant: str) -> Value:
    return Value(variant, "sharpness")


BATCHES = ("batches of 16", "plain", "batches of 256", "batches of 1024")
ACTIVATIONS = ("plain", "leaky ReLU", "ELU")
KL = ("2d, KL x 0.1", "2d", "2d, KL x 4", "2d, KL brought in", "2d, KL taken back")
BIRDS, PLANES = ("2d", "2d, KL x 0.1"), ("2e", "2e, KL x 0.1")

ROWS: dict[str, Row] = {
    "1a": Row(
        "The first network",
        "1a",
        "Two convolutions, two linear layers, ReLU, 30 epochs over all pictures.",
        (
            Claim(
                "It fits what it is trained on well, and other pictures only so-so.",
                (
                    Reaches(Value("1a", "training_accuracy"), 0.9, 0.8),
                    Reaches(_gap("1a"), 0.15, 0.05),
                ),
            ),
        ),
        (Curves("1a", ("1a",)),),
    ),
    "dropout": Row(
        "Dropout",
        "dropout, long",
        "A tenth dropped behind convolutions, half behind the hidden linear layer, none at the "
        "end.",
        (
            Claim(
                "Training becomes slower by orders of magnitude.",
                (Times(_half("dropout, long"), _half("plain, long"), 10),),
            ),
            Claim(
                "Trained to the end it is worse on other pictures than without.",
                (Better(_accuracy("plain, long"), _accuracy("dropout, long"), MATTERS),),
            ),
        ),
        (
            Curves("dropout", ("plain, long", "dropout, long")),
            Bars("dropout-speed", "epochs_to_half", ("plain, long", "dropout, long")),
            Bars("dropout-accuracy", "test_accuracy", ("plain, long", "dropout, long")),
        ),
    ),
    "weight-decay": Row(
        "Weight decay",
        "weight decay",
        "L2 through the optimiser, 0.001.",
        (
            Claim(
                "It does what dropout does: after as many epochs both have narrowed the gap.",
                (
                    Better(_gap("plain"), _gap("weight decay"), 0.02),
                    Better(_gap("plain"), _gap("dropout"), 0.02),
                ),
            ),
            Claim(
                "Like dropout it slows training down.",
                (Better(_half("weight decay"), _half("plain"), 0.3),),
            ),
            Claim(
                "After as many epochs it is as good as with dropout.",
                (Alike(_accuracy("weight decay"), _accuracy("dropout"), MATTERS),),
            ),
        ),
        (
            Curves("weight-decay", ("plain", "weight decay", "dropout")),
            Bars("weight-decay-gap", "gap", ("plain", "weight decay", "dropout")),
        ),
    ),
    "1b": Row(
        "Batch normalisation, and input in [-1, 1]",
        "1b",
        "Each alone and both together in sweeps; 1b itself on all pictures.",
        (
            Claim(
                "Each of them makes a network overfit less.",
                (
                    Better(_fitted("batch norm"), _fitted("plain"), 0.01),
                    Better(_fitted("signed input"), _fitted("plain"), 0.01),
                ),
            ),
            Claim(
                "With batch normalisation it learns in fewer epochs.",
                (Better(_half("plain"), _half("batch norm"), 0.3),),
            ),
            Claim(
                "Input in [-1, 1] helps a little.",
                (Better(_accuracy("signed input"), _accuracy("plain"), 0.002),),
            ),
            Claim(
                "Overfitting comes later, but it comes: training pictures are nearly all learnt.",
                (
                    Better(
                        Value("both", "epochs_to_overfit"),
                        Value("plain", "epochs_to_overfit"),
                        0.3,
                    ),
                    Reaches(Value("1b", "training_accuracy"), 0.97, 0.9),
                ),
            ),
            Claim(
                "On other pictures the first network is hardly bettered.",
                (NoBetter(_accuracy("both"), _accuracy("plain"), MATTERS),),
            ),
        ),
        (
            Curves("1b", ("1a", "1b")),
            Bars("1b-accuracy", "test_accuracy", ("plain", "batch norm", "signed input", "both")),
        ),
    ),
    "augmentation": Row(
        "Augmentation",
        "flips",
        "Pictures mirrored at even odds; turned by up to 15 degrees as well.",
        (
            Claim("Flips help.", (Better(_accuracy("flips"), _accuracy("plain"), MATTERS),)),
            Claim(
                "Rotations on top of that help no further.",
                (NoBetter(_accuracy("flips and rotations"), _accuracy("flips"), MATTERS),),
            ),
            Claim(
                "Rotations instead of flips are no better.",
                (NoBetter(_accuracy("rotations"), _accuracy("flips"), MATTERS),),
            ),
        ),
        (
            Bars(
                "augmentation",
                "test_accuracy",
                ("plain", "flips", "rotations", "flips and rotations"),
            ),
        ),
    ),
    "1c": Row(
        "The improved network",
        "1c",
        "A small kernel with max-pooling, a large one with stride, dilation and average-pooling, a "
        "last large one; three linear layers; flips. Compared on a fifth of the pictures.",
        (
            Claim(
                "More than half of the test pictures of 100 classes are told right.",
                (Reaches(_accuracy("1c"), 0.5, 0.48),),
                HUNDRED,
            ),
            Claim(
                "It is considerably better on other pictures.",
                (Better(_accuracy("improved"), _accuracy("both"), MATTERS),),
            ),
            Claim("It overfits less.", (Better(_fitted("improved"), _fitted("both"), 0.01),)),
            Claim(
                "After the first convolution the maximum is the better pooling.",
                (Better(_accuracy("improved"), _accuracy("average-pooled"), MATTERS),),
            ),
            Claim(
                "After a later one the mean is.",
                (Better(_accuracy("improved"), _accuracy("max-pooled"), MATTERS),),
            ),
            Claim(
                "Dropout, of little use to the first network, helps this one.",
                (Better(_accuracy("improved, dropout"), _accuracy("improved"), MATTERS),),
            ),
            Claim(
                "With more epochs it overfits all the same.",
                (Reaches(_gap("1c"), 0.1, 0.05),),
            ),
        ),
        (
            Curves("1c", ("1b", "1c")),
            Bars("1c-accuracy", "test_accuracy", ("both", "improved", "improved, dropout")),
            Bars("1c-pooling", "test_accuracy", ("max-pooled", "average-pooled", "improved")),
            Bars("1c-gap", "gap", ("both", "improved")),
        ),
    ),
    "minor": Row(
        "Smaller experiments",
        "ELU",
        "One setting at a time; plain has batches of 64, ReLU, momentum 0.9 and steps of 0.01. As "
        "many epochs are not as many steps: 2100 with batches of 64, 120 with batches of 1024.",
        (
            Claim(
                "Large batches are unsuitable.",
                (Better(_accuracy("plain"), _accuracy("batches of 1024"), MATTERS),),
            ),
            Claim(
                "Large batches make the accuracy wobble.",
                (Better(Value("batches of 1024", "wobble"), Value("plain", "wobble"), 0.002),),
            ),
            Claim(
                "The batch size that was given is the best.",
                tuple(
                    NoBetter(_accuracy(name), _accuracy("plain"), MATTERS)
                    for name in BATCHES
                    if name != "plain"
                ),
            ),
            Claim(
                "An epoch over everything is better than one over a part.",
                (Better(_accuracy("plain"), _accuracy("half of it an epoch"), MATTERS),),
            ),
            Claim(
                "Which rectifier is used makes no difference.",
                tuple(
                    Alike(_accuracy(name), _accuracy("plain"), MATTERS) for name in ACTIVATIONS[1:]
                ),
            ),
            Claim(
                "Momentum of 0.9 matters.",
                (Better(_accuracy("plain"), _accuracy("no momentum"), MATTERS),),
            ),
            Claim(
                "The learning rate does not.",
                tuple(
                    Alike(_accuracy(name), _accuracy("plain"), MATTERS)
                    for name in ("step 0.003", "step 0.03")
                ),
            ),
        ),
        (
            Bars("minor-batches", "test_accuracy", BATCHES),
            Bars("minor-activations", "test_accuracy", ACTIVATIONS),
            Bars(
                "minor-steps",
                "test_accuracy",
                ("plain", "no momentum", "step 0.003", "step 0.03", "half of it an epoch"),
            ),
        ),
    ),
    "1d": Row(
        "The final push",
        "1d",
        "Two linear layers, 2048 units between them, 24 epochs over all pictures instead of 20; "
        "compared on a fifth of them.",
        (
            Claim(
                "58.7 % of the test pictures of 100 classes are told right.",
                (Reaches(_accuracy("1d"), 0.587, 0.567),),
                HUNDRED,
            ),
            Claim(
                "That is another 5 to 10 points.",
                (Better(_accuracy("pushed"), _accuracy("improved"), 0.05),),
            ),
            Claim("Overfitting is back.", (Better(_gap("pushed"), _gap("improved"), 0.02),)),
        ),
        (
            Curves("1d", ("1c", "1d")),
            Bars("1d-accuracy", "test_accuracy", ("improved", "pushed")),
            Bars("whole-accuracy", "test_accuracy", ("1a", "1b", "1c", "1d")),
        ),
    ),
    "2a": Row(
        "The first autoencoder",
        "2a",
        "One hidden linear layer on either side of 64 numbers, horses alone.",
        (
            Claim(
                "What it rebuilds is too poor to combine.",
                (Stays(_seen("2a"), 0.4, 0.6),),
            ),
        ),
        (Pictures("2a", "2a", "rebuilt"),),
        ("horse",),
    ),
    "2b": Row(
        "The convolutional autoencoder",
        "2b",
        "The classifier's layers without pooling, and the same turned round; horses alone. The "
        "latent has 4, 64 or 1024 numbers.",
        (
            Claim(
                "Convolutions rebuild better horses.",
                (Better(_seen("2b"), _seen("2a"), 0.02, CHANCE),),
            ),
            Claim(
                "Pixel by pixel they are nearer to the originals.",
                (Better(Value("2b", "psnr_db"), Value("2a", "psnr_db"), 0.5),),
            ),
            Claim("Most horses are still horses.", (Reaches(_seen("2b"), 0.5, 0.4),)),
            Claim(
                "They are very much alike.",
                (Stays(Value("2b", "variety"), 0.75, 0.9),),
            ),
            Claim(
                "With too few numbers nothing is kept, with too many the picture itself.",
                (
                    Stays(_seen("2b, 4 numbers"), CHANCE, 2 * CHANCE),
                    Reaches(Value("2b, 1024 numbers", "psnr_db"), 30.0, 25.0),
                ),
            ),
        ),
        (
            Pictures("2b", "2b", "rebuilt"),
            Pictures("2b-small", "2b, 4 numbers", "rebuilt"),
            Pictures("2b-large", "2b, 1024 numbers", "rebuilt"),
            Bars("2b-sizes", "psnr_db", ("2b, 4 numbers", "2b", "2b, 1024 numbers")),
        ),
        ("horse",),
    ),
    "2c": Row(
        "Two classes at once",
        "2c",
        "The same autoencoder on horses and birds, as many steps as before.",
        (
            Claim(
                "The horses become much worse: the classes get into each other's way.",
                (Better(_seen("2b"), _seen("2c"), 0.05, CHANCE),),
            ),
        ),
        (Pictures("2c", "2c", "rebuilt"), Bars("2c-recognised", "recognised", ("2b", "2c"))),
        ("bird", "horse"),
    ),
    "2d": Row(
        "The VAE",
        "2d",
        "Cross-entropy and KL divergence, horses and birds; the weight of the KL divergence, and "
        "its change while training, as a study.",
        (
            Claim("Horses are back.", (Better(_seen("2d"), _seen("2c"), 0.02, CHANCE),)),
            Claim(
                "They are blurrier than those of horses alone.",
                (Better(_sharp("2b"), _sharp("2d"), 0.02),),
            ),
            Claim(
                "They are of worse quality, too.",
                (Better(Value("2b", "psnr_db"), Value("2d", "psnr_db"), 0.5),),
            ),
            Claim(
                "With too large a latent all is a blur.",
                (Better(_sharp("2d"), _sharp("2d, 1024 numbers"), 0.02),),
            ),
            Claim(
                "Changing the KL weight over time is of little use.",
                tuple(NoBetter(_seen(name), _seen("2d"), 0.02, CHANCE) for name in KL[3:]),
            ),
        ),
        (
            Pictures("2d", "2d", "rebuilt"),
            Bars("2d-recognised", "recognised", KL),
            Bars("2d-sharpness", "sharpness", KL),
        ),
        ("bird", "horse"),
    ),
    "gan": Row(
        "Against a GAN",
        "ours with an adversary",
        "The coursework argued, and tried none. Here our own VAE learns with an adversary that "
        "looks at blends, and without; one epoch shows what it does at first, and no late "
        "collapse.",
        (
            Claim(
                "A discriminator smooths less.",
                (
                    Better(
                        Value("ours with an adversary", "blend_sharpness"),
                        Value("ours without an adversary", "blend_sharpness"),
                        0.01,
                    ),
                ),
            ),
            Claim(
                "It is prone to collapse: blends lose their variety.",
                (
                    Better(
                        Value("ours without an adversary", "blend_variety"),
                        Value("ours with an adversary", "blend_variety"),
                        0.05,
                    ),
                ),
            ),
        ),
        (
            Pictures("gan-without", "ours without an adversary", "blends"),
            Pictures("gan-with", "ours with an adversary", "blends"),
            Bars(
                "gan-frechet",
                "blend_frechet",
                ("ours without an adversary", "ours with an adversary"),
            ),
        ),
        ("airplane", "horse"),
    ),
    "2e": Row(
        "Horses plus aeroplanes",
        "2e",
        "Latents of random horses and aeroplanes, multiplied by weights from 0 to 1 and added; "
        "also with a tenth of the KL weight, which keeps more of the horse.",
        (
            Claim(
                "What comes out is a horse, a grey smear or a blur: hardly ever both animals.",
                tuple(Stays(Value(name, "both_even"), 0.1, 0.2) for name in PLANES),
            ),
            Claim(
                "Aeroplanes make better wings than birds.",
                tuple(
                    Better(Value(plane, "both_biased"), Value(bird, "both_biased"), 0.01, SEEN_BOTH)
                    for plane, bird in zip(PLANES, BIRDS, strict=True)
                ),
            ),
            Claim(
                "More horse than aeroplane works better.",
                tuple(
                    Better(Value(name, "both_biased"), Value(name, "both_even"), 0.01, SEEN_BOTH)
                    for name in PLANES
                ),
            ),
        ),
        (
            Pictures("2e", "2e", "grid"),
            Pictures("2e-pairs", "2e", "blends"),
            Pictures("2e-pairs-light", "2e, KL x 0.1", "blends"),
            Bars("2e-both", "both_biased", (*BIRDS, *PLANES)),
        ),
        ("airplane", "bird", "horse"),
    ),
    "best": Row(
        "The best pegasus, and the network behind it",
        "2e",
        "The 16 best of some thousand sums, chosen by the classifier, judged by another.",
        (
            Claim(
                "Hardly one of the best is to be made out: a stranger sees both in few of them.",
                tuple(Stays(Value(name, "best_both"), 0.25, 0.5) for name in PLANES),
            ),
        ),
        (
            Pictures("best", "2e", "best"),
            Pictures("best-light", "2e, KL x 0.1", "best"),
            Diagram("architecture", "2e"),
        ),
        ("airplane", "horse"),
    ),
}
"""Every figure and experiment by the word that asks for it on the command line."""
