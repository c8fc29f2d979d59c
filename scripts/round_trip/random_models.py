"""Random models of Keras, with the layers and optimizers that Lockstep has, trained a little."""

import keras
import numpy as np
from keras import layers

CLASSES = 4


def random_case(seed, index):
    """A model that Keras has made and, most times, trained; the same for the same numbers."""
    keras.utils.set_random_seed(1_000 * seed + index)
    random = np.random.default_rng([seed, index])
    is_image = random.random() < 0.5
    shape = (10, 8, int(random.integers(1, 4))) if is_image else (int(random.integers(3, 20)),)
    hidden = [layer for _ in range(random.integers(1, 4)) for layer in _block(random, is_image)]
    tail = ([layers.Flatten() if random.random() < 0.5 else layers.GlobalAveragePooling2D()]
            if is_image else [])
    output, loss, labels = _output(random)
    body = _normalization(seed, index, shape) + hidden + tail + _dense(random) + [output]
    if random.random() < 0.5:
        model = keras.Sequential([keras.Input(shape)] + body)
    else:
        model = _functional(random, shape, body)
    model.compile(optimizer=_optimizer(random), loss=loss)
    if random.random() < 0.9:
        samples = random.normal(size=(32, *shape)).astype("float32")
        model.fit(samples, labels(random, 32), batch_size=8, epochs=1, verbose=0)
    return model


def _normalization(seed, index, shape):
    """In every third model a layer with the statistics of samples, or with given ones."""
    random = np.random.default_rng([seed, index, 1])
    if random.random() >= 0.34:
        return []
    if random.random() < 0.3:
        channels = shape[-1]
        return [layers.Normalization(
            mean=random.normal(size=channels).tolist(),
            variance=random.uniform(0.1, 4, channels).tolist())]
    layer = layers.Normalization(axis=-1 if random.random() < 0.7 else None)
    layer.adapt((3 * random.normal(size=(50, *shape)) + 1).astype("float32"))
    return [layer]


def _block(random, is_image):
    if not is_image:
        return _dense(random)
    activation = str(random.choice(["relu", "tanh", "elu", "linear"]))
    filters, size = int(random.integers(2, 6)), int(random.integers(1, 4))
    padding = str(random.choice(["same", "valid"])) if size < 3 else "same"
    block = [layers.Conv2D(
        filters, size, padding=padding, activation=activation, use_bias=bool(random.random() < 0.8))]
    if random.random() < 0.3:
        block.append(random.choice([layers.MaxPooling2D, layers.AveragePooling2D])(
            2, padding="same"))
    return block + _extras(random)


def _dense(random):
    units = int(random.integers(2, 12))
    activation = str(random.choice(["relu", "tanh", "sigmoid", "gelu", "silu", "softplus"]))
    return [layers.Dense(units, activation=activation)] + _extras(random)


def _extras(random):
    extras = [
        lambda: layers.Dropout(0.25), lambda: layers.LeakyReLU(negative_slope=0.2),
        lambda: layers.ELU(), lambda: layers.Activation("tanh"),
        lambda: layers.BatchNormalization(
            momentum=0.9, center=bool(random.random() < 0.8), scale=bool(random.random() < 0.8)),
        lambda: layers.LayerNormalization()]
    return [random.choice(extras)()] if random.random() < 0.6 else []


def _output(random):
    def one_hot(random, count):
        return np.eye(CLASSES, dtype="float32")[random.integers(0, CLASSES, count)]

    def values(random, count):
        return random.normal(size=(count, 2)).astype("float32")

    def truths(random, count):
        return random.integers(0, 2, (count, 1)).astype("float32")

    return [
        (layers.Dense(CLASSES, activation="softmax"), "categorical_crossentropy", one_hot),
        (layers.Dense(1, activation="sigmoid"), "binary_crossentropy", truths),
        (layers.Dense(2), "mean_squared_error", values)][random.integers(0, 3)]


def _functional(random, shape, body):
    """The layers one after the other, some of them with a way around."""
    pixels = keras.Input(shape)
    value = pixels
    for layer in body[:-1]:
        before, value = value, layer(value)
        if random.random() < 0.3:
            # The same layer again where the shapes allow it, else a second layer beside it.
            if before.shape == value.shape and random.random() < 0.5:
                value = layers.Add()([value, before])
            elif len(value.shape) == 2:
                value = layers.Concatenate()([value, layers.Dense(3)(value)])
    return keras.Model(pixels, body[-1](value))


def _optimizer(random):
    optimizers = keras.optimizers
    return random.choice([
        lambda: optimizers.Adam(0.01), lambda: optimizers.AdamW(0.01, weight_decay=0.01),
        lambda: optimizers.SGD(0.01), lambda: optimizers.SGD(0.01, momentum=0.9, nesterov=True),
        lambda: optimizers.RMSprop(0.001), lambda: optimizers.RMSprop(
            0.001, momentum=0.5, centered=True),
        lambda: optimizers.Adagrad(0.01), lambda: optimizers.Adadelta(0.1),
        lambda: optimizers.Adam(optimizers.schedules.ExponentialDecay(0.01, 10, 0.5)),
        lambda: optimizers.Adam(0.01, clipnorm=1.0)])()
