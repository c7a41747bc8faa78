"""The coursework's second part, its autoencoders: what each figure claims, and what shows it."""

from training.reproduce.asked.claims import Bars, Claim, Diagram, Pictures, Row
from training.reproduce.asked.questions import Better, NoBetter, Reaches, Stays, Value

CHANCE = 0.1
"""What a judge of ten classes that guesses gets right."""
SEEN_BOTH = 0.05
"""Share of sums with body and wings below which two models are not compared."""
KL = ("2d, KL x 0.1", "2d", "2d, KL x 4", "2d, KL brought in", "2d, KL taken back")
BIRDS, PLANES = ("2d", "2d, KL x 0.1"), ("2e", "2e, KL x 0.1")


def _seen(variant: str) -> Value:
    return Value(variant, "recognised")


def _sharp(variant: str) -> Value:
    return Value(variant, "sharpness")


VAES: dict[str, Row] = {
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
"""Figures and experiments by the word that asks for each."""
