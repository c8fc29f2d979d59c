"""Numbers that every program computes exactly: data, labels and first weights."""

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Formula:
    """Element j of sample i is (((a i + b j + c i j) mod modulus) - offset) / divisor.

    j counts the elements of a sample in row-major order; for weights, i is the weight's place in
    the model's list and j counts its elements. The divisor of a value that is not rounded down is
    a power of two, so that the value is exact in single precision too.
    """

    shape: tuple[int, ...]
    a: int
    b: int = 0
    c: int = 0
    modulus: int = 251
    offset: int = 0
    divisor: int = 1
    # Whether the quotient is rounded down, which makes integers.
    floor: bool = False
    # The number of classes when the integer becomes a row with a single 1.
    one_hot: int | None = None

    def values(self):
        """The array, in float64; integers in int64 when they are labels."""
        count = self.shape[0]
        i = np.arange(count, dtype=np.int64)[:, None]
        j = np.arange(int(np.prod(self.shape[1:], dtype=np.int64)), dtype=np.int64)[None, :]
        difference = (self.a * i + self.b * j + self.c * i * j) % self.modulus - self.offset
        if not self.floor:
            if self.divisor & (self.divisor - 1):
                raise ValueError(f"{self}: the divisor is not a power of two")
            return (difference / self.divisor).reshape(self.shape)
        integers = (difference // self.divisor).reshape(self.shape)
        if self.one_hot is None:
            return integers
        return np.eye(self.one_hot)[integers]

    def weight(self, position, shape):
        """The first value of the weight at a position of the model's list."""
        count = int(np.prod(shape, dtype=np.int64))
        rows = replace(self, shape=(position + 1, count)).values()
        return rows[position].reshape(shape)

    def description(self):
        """What a fixture says about it."""
        entry = {"a": self.a, "b": self.b, "c": self.c, "modulus": self.modulus}
        entry |= {"offset": self.offset, "divisor": self.divisor}
        if self.shape:
            entry = {"shape": list(self.shape)} | entry
        if self.floor:
            entry["floor"] = True
        if self.one_hot is not None:
            entry["one_hot"] = self.one_hot
        return entry


# The number of samples of every case: two batches of 128 and one of 44.
COUNT = 300


def features(*shape):
    """Inputs from -0.98 to 0.98; the classes below are independent of them."""
    return Formula((COUNT, *shape), a=37, b=101, c=13, modulus=251, offset=125, divisor=128)


def other_features(*shape):
    """Inputs for a model's second input."""
    return Formula((COUNT, *shape), a=53, b=29, c=7, modulus=241, offset=120, divisor=128)


def classes(one_hot=None):
    """Labels 0, 1 and 2, of which 2 is the rarest."""
    return Formula((COUNT,), a=11, modulus=7, divisor=3, floor=True, one_hot=one_hot)


def bits(*shape):
    """Labels 0 and 1, of which 0 is four sevenths."""
    return Formula((COUNT, *shape), a=5, b=3, modulus=7, divisor=4, floor=True)


def counts(*shape):
    """Integers from 0 to 5."""
    return Formula((COUNT, *shape), a=7, b=5, c=3, modulus=17, divisor=3, floor=True)


def targets(*shape):
    """Numbers from -1.02 to 1.02."""
    return Formula((COUNT, *shape), a=19, b=41, c=11, modulus=131, offset=65, divisor=64)


def sample_weights():
    """Weights 0, 0.5, 1 ... 3."""
    return Formula((COUNT,), a=5, modulus=7, divisor=2)


# By the last part of a weight's name. What scales, and a variance, is near one.
WEIGHTS = {
    "kernel": Formula((), a=19, b=17, c=7, modulus=61, offset=30, divisor=64),
    "bias": Formula((), a=19, b=17, c=7, modulus=61, offset=30, divisor=256),
    "gamma": Formula((), a=19, b=17, c=7, modulus=61, offset=-98, divisor=128),
    "beta": Formula((), a=19, b=17, c=7, modulus=61, offset=30, divisor=128),
    "moving_mean": Formula((), a=19, b=17, c=7, modulus=61, offset=30, divisor=256),
    "moving_variance": Formula((), a=19, b=17, c=7, modulus=61, offset=-98, divisor=128),
}
