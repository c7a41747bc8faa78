"""A model set tried in a process of its own: what crashes or hangs there is a sentence here.

``python -m explorer.core.engine.trial FOLDER`` compiles each graph, runs one picture through it,
and prints what came out as JSON.
"""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from explorer.core.engine.adapted import adapted
from explorer.core.engine.backends import Backend
from explorer.core.engine.engine import Engine
from explorer.core.engine.openvino_backend import TOLERANCES, OpenVinoBackend
from training.files.errors import UserError
from training.files.strict_json import Malformed, decode, encode
from training.models import modelset
from training.models.modelset import ModelSet, Probe
from training.models.probe import difference, probe_inputs, probed
from training.models.signatures import SIGNATURES

PROGRAM = "explorer.core.engine.trial"
SECONDS = 120
"""That a trial may take: the set that ships takes three."""
TURN_SECONDS = 0.05
"""Between two looks at whether a trial is still wanted."""
MEMORY = 4 << 30
"""Bytes that it may take."""
ODD = "get the set anew, or export its graphs again"
Values = Annotated[tuple[float, ...], Meta(max_length=64)]
GoOn = Callable[[], None]
"""Raises where what takes long is not wanted any more."""

log = logging.getLogger(__name__)


class Tried(Struct):
    """What a trial says: a sentence about what is wrong, or else what the graphs give."""

    problem: str = ""
    probe: Mapping[str, Mapping[str, Values]] = {}


def to_the_end() -> None:
    """Let a trial come to its end."""


def tried(folder: Path, go_on: GoOn = to_the_end) -> Probe:
    """Try the model set in a folder, which takes some seconds; return what its graphs give.

    Parameters
    ----------
    go_on
        Asked some times a second; what it raises ends the trial, and is raised here.

    Raises
    ------
    UserError
        Where it crashes, hangs, or gives no numbers, or weights and graphs are not of the same.
    """
    command = [sys.executable, "-m", PROGRAM, str(folder.absolute())]
    path = os.pathsep.join(entry for entry in sys.path if entry)
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=pipe,
            stderr=pipe,
            env={**os.environ, "PYTHONPATH": path},
        )
    except OSError as error:
        raise UserError(
            f"The models in {folder} could not be tried ({error.strerror}): free some memory."
        ) from error
    with process:
        try:
            output, errors = _said_by(process, go_on)
        except subprocess.TimeoutExpired as error:
            raise UserError(
                f"The models in {folder} take longer than {SECONDS} s: {ODD}."
            ) from error
        finally:
            process.kill()  # nothing where it has ended
    return _heard(folder, process.returncode, output, errors)


def _said_by(process: "subprocess.Popen[bytes]", go_on: GoOn) -> tuple[bytes, bytes]:
    """Wait for a process, and return what it prints and what it complains of."""
    end = time.monotonic() + SECONDS
    while True:
        go_on()
        try:
            return process.communicate(timeout=TURN_SECONDS)
        except subprocess.TimeoutExpired:
            if time.monotonic() > end:
                raise


def _heard(folder: Path, status: int, output: bytes, errors: bytes) -> Probe:
    lines = output.splitlines()
    try:
        said = decode(lines[-1] if lines else b"", Tried)
    except Malformed:
        log.error("the trial of %s ended with %d: %s", folder, status, errors[-2000:])
        how = f"({_signal(-status)})" if status < 0 else f"(status {status})"
        said = Tried(f"The models in {folder} end the program that runs them {how}: {ODD}.")
    if said.problem:
        raise UserError(said.problem)
    return said.probe


def main(folder: Path) -> None:
    """Print what a trial of the model set in ``folder`` says."""
    _limit_memory()
    try:
        said = Tried(probe=try_here(modelset.read(folder)))
    except UserError as error:
        said = Tried(str(error))
    except MemoryError:
        said = Tried(f"The models in {folder} take more than {MEMORY >> 30} GB: {ODD}.")
    except Exception as error:  # whatever a damaged set makes the runtimes raise
        log.exception("the trial failed")
        said = Tried(f"The models in {folder} cannot be run ({type(error).__name__}): {ODD}.")
    sys.stdout.buffer.write(b"\n" + encode(said))


def try_here(model_set: ModelSet) -> Probe:
    """Run each graph of a set, by its graphs and by its weights; return what they give.

    Raises
    ------
    UserError
        As :func:`tried` does, but for crashes.
    """
    told: Probe = {}
    if graphs := _graphs(model_set):
        told = probed(model_set, graphs.run)
        Engine(model_set, adapted(graphs, model_set.pictures)).prepare()
    if model_set.trainable:
        from explorer.core.engine.torch_backend import TorchBackend

        reference = TorchBackend(model_set, threads=1)
        _refuse_differing(model_set, told or model_set.probe, reference)
        Engine(model_set, reference).prepare()
    return told


def _graphs(model_set: ModelSet) -> OpenVinoBackend | None:
    try:
        return OpenVinoBackend(model_set, sizes=(1,)) if model_set.graphs else None
    except ImportError:  # the weights alone are tried
        return None


def _refuse_differing(model_set: ModelSet, told: Probe, reference: Backend) -> None:
    """Raise where the weights are of other networks than the graphs, or give no numbers."""
    for graph in SIGNATURES:
        if not reference.outputs(graph):
            continue
        given = reference.run(graph, probe_inputs(graph, model_set))
        if difference(told.get(graph, {}), given) > TOLERANCES["f32"]:
            raise UserError(
                f"The weights of the {graph} in {model_set.folder} give other numbers than its "
                f"graph, or none: {ODD}."
            )


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
