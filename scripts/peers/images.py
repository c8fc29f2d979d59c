"""Images in MNIST's files (LeCun, Cortes and Burges 1998): finds them, and makes dense ones."""

import os
import pathlib
import random
import struct

from peers.networks import CLASSES, SIDE

IMAGES = "train-images-idx3-ubyte"
LABELS = "train-labels-idx1-ubyte"
# The third byte of the magic number says bytes; the fourth, added to it, how many dimensions.
MAGIC = 0x0800


def holds_images(folder):
    """Whether MNIST's training images are in a folder."""
    return any(os.path.isfile(os.path.join(folder, IMAGES + end)) for end in ("", ".gz"))


def write_dense(folder, train_count=12_000, test_count=1_000, seed=0):
    """Writes random images without a single dark pixel, and labels, as MNIST's four files."""
    source = random.Random(seed)
    no_zero = bytes([1, *range(1, 256)])
    for part, count in (("train", train_count), ("t10k", test_count)):
        labels = bytes(source.randrange(CLASSES) for _ in range(count))
        images = source.randbytes(count * SIDE * SIDE).translate(no_zero)
        _write(pathlib.Path(folder, f"{part}-images-idx3-ubyte"), images, count, SIDE, SIDE)
        _write(pathlib.Path(folder, f"{part}-labels-idx1-ubyte"), labels, count)


def _write(path, values, *shape):
    path.write_bytes(struct.pack(f">{len(shape) + 1}i", MAGIC + len(shape), *shape) + values)
