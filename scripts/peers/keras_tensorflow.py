"""Keras on TensorFlow, trained with fit."""

import time

import keras
import tensorflow as tf
from keras import layers

from peers import harness
from peers.networks import (
    BATCH_NORM_EPSILON, CLASSES, DROPPED, EPSILON, KEPT, LEAK, LEARNING_RATE, MOMENTUM, SGD_RATE,
    STEPS_BEFORE_TURN)


class Peer:
    """Keras with so many threads.

    The variants: `jit` compiles with XLA, which `jit_compile="auto"` does not do on processors;
    `executions` lets TensorFlow make several steps for each call from Python.
    """

    def __init__(self, settings):
        self.settings = settings
        tf.config.threading.set_intra_op_parallelism_threads(settings.threads)
        tf.config.threading.set_inter_op_parallelism_threads(settings.threads)
        self.about = f"Keras {keras.__version__}, TensorFlow {tf.__version__}"

    def prepare(self, network, batch_size):
        keras.utils.clear_session()
        variant = self.settings.variant
        model = _model(network)
        adam = keras.optimizers.Adam(LEARNING_RATE, epsilon=EPSILON)
        model.compile(
            optimizer=adam if network.uses_adam else keras.optimizers.SGD(SGD_RATE, MOMENTUM),
            loss=keras.losses.SparseCategoricalCrossentropy(),
            jit_compile=True if "jit" in variant else "auto",
            steps_per_execution=STEPS_BEFORE_TURN if "executions" in variant else 1)
        data = self._batches(*harness.samples(self.settings, network), batch_size)

        def train(steps):
            watch = Watch()
            history = model.fit(
                data, epochs=1, steps_per_epoch=steps, verbose=0, callbacks=[watch])
            return watch.end - watch.start, history.history["loss"][-1]

        count = sum(weight.shape.num_elements() for weight in model.trainable_weights)
        return harness.Training(count, train)

    def meet(self):
        """There is one process."""

    def _batches(self, x, y, batch_size):
        """Whole batches are gathered at once, which is quicker than sample by sample."""
        x, y, count = tf.constant(x), tf.constant(y), len(x) // batch_size

        def epoch(_):
            order = tf.random.shuffle(tf.range(len(x)))[:count * batch_size]
            return tf.data.Dataset.from_tensor_slices(tf.reshape(order, (count, batch_size)))

        data = tf.data.Dataset.range(1).repeat().flat_map(epoch)
        data = data.map(lambda places: (tf.gather(x, places), tf.gather(y, places))).prefetch(2)
        options = tf.data.Options()
        # It leaves processors idle in epochs as short as these.
        options.autotune.enabled = False
        options.threading.private_threadpool_size = self.settings.threads
        return data.with_options(options)


class Watch(keras.callbacks.Callback):
    """Times an epoch's steps without what fit does before and after them."""

    start = end = None

    def on_train_batch_begin(self, batch, logs=None):
        if self.start is None:
            self.start = time.perf_counter()

    def on_train_batch_end(self, batch, logs=None):
        self.end = time.perf_counter()


def _model(network):
    return keras.Sequential([
        layers.Input(network.shape),
        *HIDDEN[network.name](),
        layers.Dense(CLASSES, activation="softmax"),
    ])


def _mlp():
    return [layers.Dense(512, activation="relu")]


def _cnn():
    return [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
    ]


HIDDEN = {
    "mlp": _mlp,
    "cnn": _cnn,
    "leaky-relu": lambda: [layers.Dense(512), layers.LeakyReLU(negative_slope=LEAK)],
    "sgd-momentum": _mlp,
    "dropout": lambda: [*_mlp(), layers.Dropout(DROPPED)],
    "deep": lambda: [layers.Dense(units, activation="relu") for units in (256, 128, 64)],
    "batch-norm": lambda: [
        *_mlp(), layers.BatchNormalization(momentum=KEPT, epsilon=BATCH_NORM_EPSILON)],
}

if __name__ == "__main__":
    harness.run(Peer)
