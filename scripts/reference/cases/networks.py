"""The network that most cases train."""

import functools

from keras import Input, Sequential, layers


def mlp(outputs, activation, hidden="tanh"):
    """A maker of 6 inputs, 5 hidden units and some outputs.

    The hidden units are smooth, so that a rounding never moves one over a kink.
    """

    def make(outputs, activation, hidden):
        return Sequential([
            Input((6,)), layers.Dense(5, activation=hidden),
            layers.Dense(outputs, activation=activation),
        ])

    return functools.partial(make, outputs, activation, hidden)
