"""Trainings that Keras begins, and that both then go on with on the same batches."""

import json

import keras
import numpy as np
from keras import layers, optimizers

from round_trip.command import CommandError
from round_trip.trips import Disagreement

COUNT, SIZE, CLASSES, BATCH = 64, 6, 3, 16
EPOCHS = 3
# Sums of single precision in another order, through one epoch's four updates: far below what another
# state of the optimizer changes, which is 7e-4 or more.
TOLERANCE = 1e-6

_DECAY = optimizers.schedules.ExponentialDecay(0.01, 4, 0.8)

# The optimizers, by the names of their cases.
CONTINUED = {
    "adam": lambda: optimizers.Adam(0.01),
    "adam-decay": lambda: optimizers.Adam(_DECAY),
    "adam-clipped": lambda: optimizers.Adam(0.01, beta_1=0.8, epsilon=1e-5, clipnorm=0.05),
    "adamw": lambda: optimizers.AdamW(0.01, weight_decay=0.02),
    "sgd": lambda: optimizers.SGD(0.05),
    "sgd-momentum": lambda: optimizers.SGD(0.05, momentum=0.9),
    "sgd-nesterov": lambda: optimizers.SGD(0.05, momentum=0.9, nesterov=True),
    "rmsprop": lambda: optimizers.RMSprop(0.002),
    "rmsprop-centered": lambda: optimizers.RMSprop(0.002, momentum=0.5, centered=True),
    "adagrad": lambda: optimizers.Adagrad(0.05),
    "adadelta": lambda: optimizers.Adadelta(0.5),
}


def continued(lockstep, name):
    """Saves a model between two epochs of Keras, and makes the second one here too."""
    try:
        return _continued(lockstep, name)
    except CommandError as error:
        raise Disagreement(str(error)) from error


def _continued(lockstep, name):
    keras.utils.set_random_seed(7)
    random = np.random.default_rng(8)
    samples = random.normal(size=(COUNT, SIZE)).astype("float32")
    labels = random.integers(0, CLASSES, COUNT).astype("int32")
    np.savez(lockstep.path("data.npz"), x_train=samples, y_train=labels)
    model = _model(CONTINUED[name]())
    _fit(model, samples, labels, EPOCHS)
    if name == "adam":
        # What a callback has set counts, and not what the model was compiled with.
        model.optimizer.learning_rate = 0.004
    model.save(lockstep.path("begun.keras"))
    history = _fit(model, samples, labels, 1)
    lockstep.run(
        "train", "--model", "begun.keras", "--data", "data.npz", "--epochs", 1, "--batch-size",
        BATCH, "--no-shuffle", "--verbose", 0, "--checkpoint-dir", "run", "--log", "log.jsonl")
    lockstep.run("export", "run", "--output", "done.keras")
    found = keras.models.load_model(lockstep.path("done.keras"))
    largest = _expect_near(
        "weights", [weight.path for weight in model.weights], found.get_weights(),
        model.get_weights())
    state = model.optimizer.variables
    largest = max(largest, _expect_near(
        "optimizer", [variable.path for variable in state],
        [np.asarray(variable) for variable in found.optimizer.variables],
        [np.asarray(variable) for variable in state]))
    _expect_same_epoch(lockstep, history)
    return f"{int(model.optimizer.iterations.numpy())} updates, largest difference {largest:.1e}"


def _model(optimizer):
    model = keras.Sequential([
        keras.Input((SIZE,)), layers.Dense(8, activation="tanh"), layers.BatchNormalization(),
        layers.Dense(CLASSES)])
    # Neither is what the command would choose for this model.
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseTopKCategoricalAccuracy(k=2, name="top")])
    return model


def _fit(model, samples, labels, epochs):
    history = model.fit(
        samples, labels, batch_size=BATCH, epochs=epochs, shuffle=False, verbose=0)
    return {name: values[-1] for name, values in history.history.items()}


def _expect_near(what, names, found, expected):
    largest = 0.0
    for name, left, right in zip(names, found, expected, strict=True):
        difference = np.abs(np.asarray(left, "float64") - right) / np.maximum(1, np.abs(right))
        if not difference.max() <= TOLERANCE:
            raise Disagreement(f"{what}: {name} differs by {difference.max():.1e}")
        largest = max(largest, float(difference.max()))
    return largest


def _expect_same_epoch(lockstep, history):
    """That the loss and the metric in the log are those of Keras's epoch, by Keras's names."""
    with open(lockstep.path("log.jsonl"), encoding="utf-8") as file:
        epochs = [line for line in map(json.loads, file) if "epoch" in line and "loss" in line]
    for name, expected in history.items():
        found = epochs[-1].get(name)
        if found is None or abs(found - expected) > 1e-5:
            raise Disagreement(f"{name} of the epoch is {found}, expected {expected}")
