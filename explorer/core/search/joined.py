"""Records of arrays, whose rows are laid end to end."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")


def joined(records: Sequence[Record]) -> Record:
    """Return one record with the rows of all; what is None in the first is None in all."""
    first = records[0]
    columns = ([getattr(one, field.name) for one in records] for field in fields(first))
    return type(first)(*(None if rows[0] is None else np.concatenate(rows) for rows in columns))
