"""What is kept of a gallery is of that gallery and model set, whole, and no other's."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from explorer.core.gallery.kept import KeptValues
from explorer.core.gallery.view import LOSS
from explorer.core.scores import REALISM
from tests.explorer.core.gallery.test_values import a_gallery
from training.models.modelset import ModelSet

HALF_KNOWN = np.array([0.5, np.nan, 1.0], np.float32)


def test_values_come_back_as_they_were(tmp_path: Path, tiny_set: ModelSet) -> None:
    gallery, values = a_gallery(3), {REALISM.name: HALF_KNOWN, LOSS: 1 + HALF_KNOWN}
    KeptValues(tmp_path).write(gallery, tiny_set, values)
    kept = KeptValues(tmp_path).read(gallery, tiny_set)
    assert kept.keys() == values.keys()
    for order, some in values.items():
        assert np.array_equal(kept[order], some, equal_nan=True) and kept[order].flags.writeable


def test_another_gallery_or_model_set_has_none(tmp_path: Path, tiny_set: ModelSet) -> None:
    kept, gallery = KeptValues(tmp_path), a_gallery(3)
    kept.write(gallery, tiny_set, {REALISM.name: HALF_KNOWN})
    other = replace(tiny_set, graphs={**tiny_set.graphs, "scorer": tiny_set.graphs["encoder"]})
    assert kept.read(replace(gallery, fingerprint="other"), tiny_set) == {}
    assert kept.read(gallery, other) == {}


def test_damage_is_no_value(tmp_path: Path, tiny_set: ModelSet) -> None:
    kept, gallery = KeptValues(tmp_path), a_gallery(3)
    kept.write(gallery, tiny_set, {REALISM.name: HALF_KNOWN})
    (file,) = tmp_path.iterdir()
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert kept.read(gallery, tiny_set) == {} and not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to_only_costs_time(
    tmp_path: Path, tiny_set: ModelSet
) -> None:
    (tmp_path / "file").write_bytes(b"")
    kept, gallery = KeptValues(tmp_path / "file"), a_gallery(3)
    kept.write(gallery, tiny_set, {REALISM.name: HALF_KNOWN})
    assert kept.read(gallery, tiny_set) == {}
