"""A model set, loaded: the only place that runs one. Arrays in, arrays out, in batches.

It keeps nothing: what is known of sources is a renderer's.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np
from array_api_compat import array_namespace

from explorer.core.engine.backends import Backend, Floats
from explorer.core.engine.images import Pictures, to_images
from training.files.errors import UserError
from training.latent.scoring import calibrated
from training.models.modelset import ModelSet
from training.models.signatures import IMAGE, SHOWN, SIGNATURES


class Feature(StrEnum):
    """What some model sets cannot do."""

    BLEND = "blend"
    SCORE = "score"
    REALISM = "realism"
    REGIONS = "regions"
    REFINED = "refined"
    GRAFT = "graft"


@dataclass(frozen=True, eq=False)
class Scores:
    """What the classifier and the critic say of n pictures.

    Attributes
    ----------
    probabilities
        (n, K), calibrated.
    evidence
        (n, K, h', w'): how much each place speaks for each class, uncalibrated.
    realism
        (n,) in [0, 1]; None where the set has no critic.
    pegasus
        (n,) in [0, 1]: how likely it is a winged horse; None where the set has no critic of that.
    """

    probabilities: Floats
    evidence: Floats
    realism: Floats | None
    pegasus: Floats | None = None


@dataclass(frozen=True, eq=False)
class PartsFound:
    """What the parts network finds in n pictures, see :class:`training.models.parts.Parts`.

    Attributes
    ----------
    mattes
        (n, 32, 32).
    points
        (n, 3, 2): withers, and root and tip of a wing.
    chances
        (n, 3): that the head is on the right, that a wing can be set on it, or cut out of it.
    """

    mattes: Floats
    points: Floats
    chances: Floats


class Engine:
    """Runs a model set; as safe for several threads as its backend is.

    Attributes
    ----------
    modelset
        What is run.
    missing
        For each :class:`Feature` that the set lacks, a sentence that says why and what to do.
    """

    def __init__(self, modelset: ModelSet, backend: Backend) -> None:
        self.modelset, self._backend = modelset, backend
        self.missing = _missing(modelset, backend)

    def require(self, feature: Feature) -> None:
        """Raise the :class:`UserError` that says why ``feature`` is missing, if it is."""
        if feature in self.missing:
            raise UserError(self.missing[feature])

    def prepare(self) -> None:
        """Go once through everything that a puck needs, so that the first drag does not wait.

        All goes beside all else: most of it is graphs that are read, and maths that is imported.
        """
        if Feature.BLEND in self.missing:
            return
        images = np.zeros((1, *IMAGE), np.float32)
        latents = np.zeros((1, *self.modelset.latent_shape), np.float32)
        shows = self.decode if Feature.SCORE in self.missing else self.show
        ways: list[Callable[[], object]] = [
            partial(shows, latents),
            partial(array_namespace, images),
            partial(self.encode_images, images),
        ]
        if Feature.GRAFT not in self.missing:
            ways.append(partial(self.parts, images))
        with ThreadPoolExecutor(len(ways)) as pool:
            for done in [pool.submit(way) for way in ways]:
                done.result()

    def encode(self, pictures: Pictures) -> Floats:
        """Return the latents (n, *latent_shape) of pictures (n, 32, 32, 3) uint8."""
        return self.encode_images(to_images(pictures))

    def encode_images(self, images: Floats) -> Floats:
        """Return the latents (n, *latent_shape) of images (n, 3, 32, 32) in [-1, 1]."""
        self.require(Feature.BLEND)
        return self._run("encoder", self.modelset.latent_shape, images=images)

    def decode(self, latents: Floats) -> Floats:
        """Return images (n, 3, 32, 32) in [-1, 1] of latents (n, *latent_shape)."""
        self.require(Feature.BLEND)
        return self._run("decoder", IMAGE, latents=latents)

    def show(self, latents: Floats) -> tuple[Floats, Scores]:
        """Decode latents (n, *latent_shape), and say what is said of the images, in one."""
        self.require(Feature.BLEND)
        self.require(Feature.SCORE)
        outputs = self._outputs(SHOWN, latents=latents)
        self._refuse_other(outputs["images"], "decoder", IMAGE)
        return outputs["images"], self._scores(outputs)

    def score(self, images: Floats) -> Scores:
        """Return what is said of images (n, 3, 32, 32) in [-1, 1]."""
        self.require(Feature.SCORE)
        return self._scores(self._outputs("scorer", images=images))

    def _scores(self, outputs: dict[str, Floats]) -> Scores:
        self._refuse_other(outputs["logits"], "scorer", (len(self.modelset.classes),))
        with np.errstate(all="ignore"):  # of a temperature that no training finds
            probabilities = calibrated(outputs["logits"], self.modelset.calibration)
        self._refuse_no_numbers("scorer", {"probabilities": probabilities})
        nowhere = np.zeros((*probabilities.shape, 1, 1), np.float32)
        evidence = outputs.get("evidence", nowhere)
        return Scores(
            probabilities, evidence, _chance(outputs, "realism"), _chance(outputs, "pegasus")
        )

    def parts(self, images: Floats) -> PartsFound:
        """Return what grafting needs of images (n, 3, 32, 32) in [-1, 1]."""
        self.require(Feature.GRAFT)
        return PartsFound(**self._outputs("parts", images=images))

    def velocity(self, noisy: Floats, time: Floats, condition: Floats) -> Floats:
        """Return what the prior says (n, *latent_shape): the velocity of its flow.

        Parameters
        ----------
        noisy
            (n, *latent_shape).
        time
            (n,): 0 at noise, 1 at data.
        condition
            (n, K + 1): weights of the classes, the last column for any.
        """
        self.require(Feature.REFINED)
        shape = self.modelset.latent_shape
        return self._run("prior", shape, noisy=noisy, time=time, condition=condition)

    def _run(self, graph: str, shape: tuple[int, ...], **inputs: Floats) -> Floats:
        """Run a graph of one output, which must be of ``shape``."""
        (output,) = self._outputs(graph, **inputs).values()
        self._refuse_other(output, graph, shape)
        return output

    def _outputs(self, graph: str, **inputs: Floats) -> dict[str, Floats]:
        """Run a graph, whose numbers must be finite: no picture and no score is made of others."""
        outputs = self._backend.run(graph, inputs)
        self._refuse_no_numbers(graph, outputs)
        return outputs

    def _refuse_no_numbers(self, graph: str, outputs: dict[str, Floats]) -> None:
        for name, values in outputs.items():
            if not np.isfinite(values).all():
                raise UserError(
                    f"The {graph} of the model set {self.modelset.name} gives {name} that are no "
                    "numbers: choose another model set, or get this one anew."
                )

    def _refuse_other(self, output: Floats, graph: str, shape: tuple[int, ...]) -> None:
        if output.shape[1:] != shape:
            raise UserError(
                f"The {graph} of the model set {self.modelset.name} gives {output.shape[1:]} where "
                f"{shape} is due: export it anew."
            )


def _chance(outputs: dict[str, Floats], name: str) -> Floats | None:
    """An output (n,) between 0 and 1, whatever a graph of others says; None where it is missing."""
    return np.clip(outputs[name], 0, 1) if name in outputs else None


def _missing(modelset: ModelSet, backend: Backend) -> dict[Feature, str]:
    """Why features are missing, in words for their tooltips."""
    here = {graph: backend.outputs(graph) for graph in SIGNATURES}
    dimensions = len(modelset.latent_shape)

    def lacks(what: str) -> str:
        return f"These models have no {what}: train one, or open a set that has one."

    def no_grid(so: str) -> str:
        return f"The latents of these models are no grid, so {so}: choose another mode."

    reasons: dict[Feature, str] = {}
    if not (here["encoder"] and here["decoder"]):
        reasons |= dict.fromkeys((Feature.BLEND, Feature.GRAFT), lacks("VAE"))
    elif not here["parts"]:
        what = "parts network, which finds wings and where they go"
        reasons[Feature.GRAFT] = lacks(what)
    if not here["scorer"]:
        reasons |= dict.fromkeys((Feature.SCORE, Feature.REGIONS), lacks("classifier"))
    elif "evidence" not in here["scorer"]:
        reasons[Feature.REGIONS] = "Their classifier does not tell where it sees what."
    if "realism" not in here["scorer"]:
        reasons[Feature.REALISM] = lacks("critic that fits their classifier")
    if dimensions != 3:
        reasons[Feature.REGIONS] = no_grid("they have no regions")
    if not here["prior"]:
        flat, fitting = no_grid("no prior refines them"), lacks("prior that fits their VAE")
        reasons[Feature.REFINED] = flat if dimensions == 1 else fitting
    return reasons
