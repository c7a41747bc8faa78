"""Where CIFAR-10 is to be had."""

from concurrent.futures import BrokenExecutor
from typing import TYPE_CHECKING

from explorer.core.engine.child import child_pool
from training.files.errors import UserError

if TYPE_CHECKING:
    from training.data.sources import OfficialSource


def cifar10_source() -> "OfficialSource":
    """Return the address of CIFAR-10, as torchvision has it.

    It is looked up in a process of its own: importing torch would stall the window for a second,
    and keep hundreds of megabytes.

    Raises
    ------
    UserError
        Where torchvision cannot be used.
    """
    from training.data.sources import official_source

    try:
        with child_pool() as pool:
            return pool.submit(official_source, "cifar10").result()
    except BrokenExecutor as error:
        raise UserError(
            "The address of CIFAR-10 could not be looked up, as the process that does it was "
            "ended: try again."
        ) from error
