"""What an engine says of a gallery is what it says of each picture."""

import numpy as np

from explorer.core.engine.engine import Engine
from explorer.core.engine.images import to_images, to_pictures
from explorer.core.gallery.gallery import NO_CLASS, Gallery
from explorer.core.gallery.values import likeness, looked_at, losses, why_not
from explorer.core.gallery.view import LIKENESS, LOSS, NAME


def a_gallery(count: int = 9) -> Gallery:
    pictures = np.random.default_rng(3).integers(0, 256, (count, 32, 32, 3), np.uint8)
    labels = np.array([i % 3 - 1 for i in range(count)], np.int64)  # no class, bird, horse
    return Gallery(
        title="test",
        fingerprint="test",
        pictures=pictures,
        names=tuple(map(str, range(count))),
        labels=labels,
        classes=("bird", "horse"),
        splits=np.full(count, ""),
    )


def test_every_picture_is_looked_at_once_and_right(engine: Engine) -> None:
    gallery, rows = a_gallery(), np.array([8, 1, 0, 5])
    parts = list(looked_at(engine, gallery, rows))
    seen = np.concatenate([part for part, _ in parts])
    assert np.array_equal(seen, rows)
    confidence = np.concatenate([values["confidence"] for _, values in parts])
    scores = engine.score(to_images(gallery.pictures[rows]))
    names = engine.modelset.classes
    for i, row in enumerate(rows):
        label = gallery.labels[row]
        own = scores.probabilities[i]
        due = own.max() if label == NO_CLASS else own[names.index(gallery.classes[label])]
        assert confidence[i] == np.float32(due) or abs(confidence[i] - due) < 1e-5


def test_a_picture_is_most_like_itself(engine: Engine) -> None:
    gallery, rows = a_gallery(), np.arange(9)
    target = engine.encode(gallery.pictures[4:5])[0]
    parts = [values[LIKENESS] for _, values in likeness(engine, gallery, rows, target)]
    assert np.concatenate(parts).argmin() == 4


def test_what_a_picture_loses_is_told_of_the_right_one(engine: Engine) -> None:
    gallery, rows = a_gallery(), np.array([7, 2, 5])
    parts = list(losses(engine, gallery, rows))
    loss = dict(
        zip(
            np.concatenate([part for part, _ in parts]).tolist(),
            np.concatenate([values[LOSS] for _, values in parts]).tolist(),
            strict=True,
        )
    )
    for row in rows:
        picture = gallery.pictures[row : row + 1]
        copy = to_pictures(engine.decode(engine.encode(picture)))
        due = np.sqrt(((picture.astype(float) - copy) ** 2).mean())
        assert abs(loss[int(row)] - due) < 0.5


def test_an_order_that_is_not_possible_has_a_reason(engine: Engine) -> None:
    assert "not loaded" in why_not(None, "realism")
    assert why_not(engine, "confidence") == why_not(engine, NAME) == ""
