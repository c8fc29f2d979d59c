"""What a case is: a network, data, and how it is trained."""

from collections.abc import Callable
from dataclasses import dataclass, field

import keras
import numpy as np

from reference.formulas import WEIGHTS, Formula

LOSSES = {
    "categorical_crossentropy": keras.losses.CategoricalCrossentropy,
    "sparse_categorical_crossentropy": keras.losses.SparseCategoricalCrossentropy,
    "binary_crossentropy": keras.losses.BinaryCrossentropy,
    "poisson": keras.losses.Poisson,
    "mean_squared_error": keras.losses.MeanSquaredError,
    "mean_absolute_error": keras.losses.MeanAbsoluteError,
}


@dataclass(frozen=True)
class Target:
    """One output of the network: its labels, its loss and its metrics."""

    y: Formula
    loss: str
    arguments: dict = field(default_factory=dict)
    # Identifiers; a top-k accuracy is a pair of its identifier and its arguments.
    metrics: tuple = ()
    weight: float = 1.0

    def make_loss(self):
        return LOSSES[self.loss](**self.arguments)

    def make_metrics(self):
        return [m if isinstance(m, str) else _top_k(*m) for m in self.metrics]

    def metric_descriptions(self):
        return [{"name": m} if isinstance(m, str) else {"name": m[0]} | m[1] for m in self.metrics]


def _top_k(name, arguments):
    """Keras's metric over outputs in single precision: TensorFlow has no top-k in double."""
    function = getattr(keras.metrics, name)

    def hits(labels, outputs, k):
        return function(labels, keras.ops.cast(outputs, "float32"), k=k)

    return keras.metrics.MeanMetricWrapper(hits, name=name, **arguments)


@dataclass(frozen=True)
class Optimizer:
    """A class of Keras's optimizers with its arguments, and the schedule if there is one."""

    name: str
    arguments: dict
    schedule: tuple[str, dict] | None = None

    def make(self, exact):
        """The optimizer; exact keeps what Keras casts, defaults too, in double precision.

        A Python float becomes float32 on its way through a cast, a NumPy float64 does not.
        """
        arguments = dict(self.arguments)
        if self.schedule:
            name, values = self.schedule
            maker = getattr(keras.optimizers.schedules, name)
            if exact:
                config = maker(**values).get_config()
                values = {key: _widened(value) for key, value in config.items()}
            arguments["learning_rate"] = maker(**values)
        maker = getattr(keras.optimizers, self.name)
        if exact:
            config = maker(**arguments).get_config()
            arguments |= {key: _widened(config[key]) for key in CAST if key in config}
        return maker(**arguments)


# The arguments of optimizers that Keras casts. It multiplies the others with its variables, which
# a NumPy number on the left would try to do itself.
CAST = ("beta_1", "beta_2", "initial_accumulator_value", "momentum", "weight_decay")


def _widened(value):
    if isinstance(value, float):
        return np.float64(value)
    if isinstance(value, list):
        return [_widened(element) for element in value]
    return value


def sgd(learning_rate=0.1, **arguments):
    """Plain steps show the gradient's size, which Adam hides."""
    return Optimizer("SGD", {"learning_rate": learning_rate} | arguments)


@dataclass(frozen=True)
class Case:
    """A network and its training."""

    name: str
    about: str
    # Makes the network in the precision that is set.
    model: Callable[[], keras.Model]
    x: tuple[Formula, ...]
    targets: tuple[Target, ...]
    optimizer: Optimizer = field(default_factory=sgd)
    sample_weight: Formula | None = None
    class_weight: dict[int, float] | None = None
    batch_size: int = 128
    epochs: int = 2
    # The formulas of the first weights that differ from the usual ones.
    weights: dict[str, Formula] = field(default_factory=dict)
    # What Keras rounds to float32 although the run is in float64; checked.
    rounded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def weight_formula(self, name):
        kind = name.rsplit("/", 1)[1]
        return self.weights.get(kind, WEIGHTS[kind])

    def weights_of_samples(self):
        """One weight a sample, or None: the sample's own, or that of its class."""
        if self.sample_weight is not None:
            return self.sample_weight.values()
        if self.class_weight is None:
            return None
        labels = self.targets[0].y.values()
        if labels.ndim > 1:
            labels = labels.argmax(axis=-1) if labels.shape[-1] > 1 else labels[:, 0]
        return np.array([self.class_weight.get(int(label), 1.0) for label in labels])
