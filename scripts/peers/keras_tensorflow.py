"""Keras on TensorFlow, trained with fit."""

import time

import keras
import tensorflow as tf
from keras import layers

from peers import harness
from peers.networks import CLASSES, EPSILON, LEARNING_RATE, STEPS_BEFORE_TURN


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
        model = MODELS[network.name](network)
        model.compile(
            optimizer=keras.optimizers.Adam(LEARNING_RATE, epsilon=EPSILON),
            loss=keras.losses.SparseCategoricalCrossentropy(),
            jit_compile=True if "jit" in variant else "auto",
            steps_per_execution=STEPS_BEFORE_TURN if "executions" in variant else 1)
        data = self._batches(*harness.samples(self.settings, network), batch_size)

        def train(steps):
            watch = Watch()
            history = model.fit(
                data, epochs=1, steps_per_epoch=steps, verbose=0, callbacks=[watch])
            return watch.end - watch.start, history.history["loss"][-1]

        return harness.Training(model.count_params(), train)

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


def _mlp(network):
    return keras.Sequential([
        layers.Input(network.shape),
        layers.Dense(512, activation="relu"),
        layers.Dense(CLASSES, activation="softmax"),
    ])


def _cnn(network):
    return keras.Sequential([
        layers.Input(network.shape),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(CLASSES, activation="softmax"),
    ])


MODELS = {"mlp": _mlp, "cnn": _cnn}

if __name__ == "__main__":
    harness.run(Peer)
