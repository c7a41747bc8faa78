"""The coursework's first part, its classifiers: what each figure claims, and what shows it."""

from training.reproduce.asked.claims import Bars, Claim, Curves, Row
from training.reproduce.asked.questions import Alike, Better, NoBetter, Reaches, Times, Value

HUNDRED = 100
MATTERS = 0.02
"""Difference of two accuracies that counts as one."""
BATCHES = ("batches of 16", "plain", "batches of 256", "batches of 1024")
ACTIVATIONS = ("plain", "leaky ReLU", "ELU")


def _accuracy(variant: str) -> Value:
    return Value(variant, "test_accuracy")


def _half(variant: str) -> Value:
    return Value(variant, "epochs_to_half")


def _gap(variant: str) -> Value:
    return Value(variant, "gap")


def _fitted(variant: str) -> Value:
    return Value(variant, "fitted_accuracy")


CLASSIFIERS: dict[str, Row] = {
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
}
"""Figures and experiments by the word that asks for each."""
