"""Data sets of made-up pictures, as large as is wanted, written as they lie once decoded."""

from pathlib import Path

import numpy as np

from training.data.decoded import FORMAT, DecodedMeta
from training.data.decoding import SIDE
from training.files.arrays import header
from training.files.strict_json import encode

CLASSES = ("airplane", "bird", "horse", "ship")
BLOCK = 4096


def write_synthetic(folder: Path, count: int) -> None:
    """Write ``count`` pictures into an empty folder, which :func:`open_decoded` then reads.

    Their pixels are noise; nine of ten are for training. A million take 3 GB.
    """
    noise = np.random.default_rng(0).integers(0, 256, (BLOCK, SIDE, SIDE, 3), np.uint8).tobytes()
    size = len(noise) // BLOCK
    with (folder / "images.npy").open("wb") as file:
        file.write(header(np.uint8, (count, SIDE, SIDE, 3)))
        for start in range(0, count, BLOCK):
            file.write(noise[: size * min(BLOCK, count - start)])
    labels = np.arange(count, dtype=np.int64) % len(CLASSES)
    np.save(folder / "labels.npy", labels)
    train = count - count // 10
    names = [
        f"{'train' if i < train else 'test'}/{CLASSES[label]}/{i:07}"
        for i, label in enumerate(labels.tolist())
    ]
    (folder / "names.json").write_bytes(encode(names))
    meta = DecodedMeta(
        format=FORMAT,
        classes=list(CLASSES),
        groups=[],
        pictures=count,
        train_count=train,
        held_out=0,
        fingerprint=f"{count:064x}",
        unreadable=0,
        left_out=0,
        first_unreadable=[],
        first_left_out=[],
    )
    (folder / "meta.json").write_bytes(encode(meta, indent=1))
