"""The ways that models go, and what must be true at each stop."""

import json

import keras
import numpy as np
import onnx
import onnxruntime
import safetensors.numpy

from round_trip import archives
from round_trip.command import CommandError


class Disagreement(Exception):
    """Two programs do not say the same."""


# Sums of single precision in another order: some units in the last place of numbers of about 1.
TOLERANCE = 1e-6
EXPORTS = ["a.keras", "a.weights.h5", "a.json", "a.npz", "a.safetensors", "a.onnx"]


def from_lockstep(lockstep, variant):
    """Trains a variant here, exports it in every format, and lets Keras go on with it."""
    name, options = variant
    return _reporting(lambda: _from_lockstep(lockstep, name, options))


def from_keras(lockstep, model):
    """Reads what Keras has saved, exports it in every format, and lets Keras go on with that."""
    return _reporting(lambda: _from_keras(lockstep, model))


def _reporting(trip):
    try:
        return trip()
    except CommandError as error:
        raise Disagreement(str(error)) from error


def _from_lockstep(lockstep, name, options):
    lockstep.run(
        "train", "--model", name, "--epochs", 1, "--verbose", 0, "--checkpoint-dir", "run", *options)
    for export in EXPORTS:
        lockstep.run("export", "run", "--output", export)
    model = keras.models.load_model(lockstep.path("a.keras"))
    samples = _samples(model)
    outputs = lockstep.predict("run", samples)
    largest = _check_exports(lockstep, model, samples, outputs)
    _check_return(lockstep, model, samples, outputs)
    return f"{model.count_params()} parameters, largest difference {largest:.1e}"


def _from_keras(lockstep, model):
    model.save(lockstep.path("keras.keras"))
    samples = _samples(model)
    outputs = lockstep.predict("keras.keras", samples)
    largest = _expect_near("Keras's outputs", _outputs(model, samples), outputs)
    for export in EXPORTS:
        lockstep.run("export", "keras.keras", "--output", export)
    largest = max(largest, _check_exports(lockstep, model, samples, outputs))
    _check_return(lockstep, model, samples, outputs)
    forms = _check_forms(lockstep, model, samples, outputs)
    kind = type(model).__name__
    return (f"{kind} of {len(model.layers)} layers, {type(model.optimizer).__name__}, also "
            f"{', '.join(forms)}, largest difference {largest:.1e}")


def _samples(model):
    shape = model.input_shape[1:]
    return np.random.default_rng(5).normal(size=(16, *shape)).astype("float32")


def _outputs(model, samples):
    return np.asarray(model.predict(samples, verbose=0))


def _check_exports(lockstep, model, samples, outputs):
    """What every program makes of the exports; the largest difference of the outputs."""
    loaded = keras.models.load_model(lockstep.path("a.keras"))
    _expect_same_weights("a.keras", loaded, model)
    _expect_same_state("a.keras", loaded, model)
    with open(lockstep.path("a.json"), encoding="utf-8") as file:
        described = keras.models.model_from_json(file.read())
    described.load_weights(lockstep.path("a.weights.h5"))
    _expect_same_weights("a.weights.h5", described, model)
    arrays = dict(np.load(lockstep.path("a.npz")))
    tensors = safetensors.numpy.load_file(lockstep.path("a.safetensors"))
    _expect_same_arrays("a.npz", arrays, loaded)
    _expect_same_arrays("a.safetensors", tensors, loaded)
    onnx.checker.check_model(onnx.load(lockstep.path("a.onnx")), full_check=True)
    session = onnxruntime.InferenceSession(
        lockstep.path("a.onnx"), providers=["CPUExecutionProvider"])
    found = session.run(None, {session.get_inputs()[0].name: samples})[0]
    return max(
        _expect_near("a.keras", _outputs(loaded, samples), outputs),
        _expect_near("a.onnx", found, outputs))


def _check_return(lockstep, model, samples, outputs):
    """Keras saves what it has loaded, as it is and trained on, and both are read here."""
    loaded = keras.models.load_model(lockstep.path("a.keras"))
    loaded.save(lockstep.path("b.keras"))
    if not np.array_equal(lockstep.predict("b.keras", samples), outputs):
        raise Disagreement("b.keras, saved by Keras again: other outputs than before")
    labels = np.abs(np.random.default_rng(6).normal(size=loaded.output_shape[1:]))
    labels = np.broadcast_to(labels / labels.sum(), (16, *labels.shape)).astype("float32")
    if "sparse" in json.dumps(loaded.get_compile_config()["loss"]).lower():
        labels = np.arange(16) % loaded.output_shape[-1]
    loaded.fit(samples, labels, batch_size=8, epochs=1, verbose=0)
    loaded.save(lockstep.path("c.keras"))
    found = lockstep.predict("c.keras", samples)
    _expect_near("c.keras, trained on by Keras", found, _outputs(loaded, samples))
    lockstep.run("export", "c.keras", "--output", "d.keras")
    again = keras.models.load_model(lockstep.path("d.keras"))
    _expect_same_weights("d.keras", again, loaded)
    _expect_same_state("d.keras", again, loaded)


def _check_forms(lockstep, model, samples, outputs):
    """Reads the weights as other settings of h5py write them, and in other sizes; which these are."""
    forms = []
    for name, change in archives.CHANGES.items():
        if not archives.rewrite(
                lockstep.path("keras.keras"), lockstep.path(f"{name}.keras"), change):
            continue
        expected = outputs
        if name == "half":
            rounded = keras.models.clone_model(model)
            rounded.set_weights(
                [w.astype("float16").astype("float32") for w in model.get_weights()])
            for layer in rounded.layers:
                # Keras takes the statistics from the weights when a layer is adapted or loaded.
                if isinstance(layer, keras.layers.Normalization):
                    layer.finalize_state()
            expected = _outputs(rounded, samples)
        _expect_near(f"{name}.keras", lockstep.predict(f"{name}.keras", samples), expected)
        forms.append(name)
    return forms


def _expect_near(what, found, expected):
    if found.shape != expected.shape:
        raise Disagreement(f"{what}: shape {found.shape}, expected {expected.shape}")
    difference = np.abs(found - expected) / np.maximum(1, np.abs(expected))
    if not difference.max() <= TOLERANCE:
        raise Disagreement(f"{what}: outputs differ by {difference.max():.1e}")
    return float(difference.max())


def _expect_same_weights(what, found, expected):
    pairs = list(zip(found.get_weights(), expected.get_weights(), strict=True))
    if not all(np.array_equal(left, right) for left, right in pairs):
        raise Disagreement(f"{what}: other weights")


def _expect_same_state(what, found, expected):
    """That two optimizers are in the same state, once they have made an update."""
    if int(expected.optimizer.iterations.numpy()) == 0:
        return
    names = [variable.path for variable in expected.optimizer.variables]
    for name, left, right in zip(
            names, found.optimizer.variables, expected.optimizer.variables, strict=True):
        if not np.array_equal(np.asarray(left), np.asarray(right)):
            raise Disagreement(f"{what}: another {name} of the optimizer")


def _expect_same_arrays(what, arrays, model):
    expected = {
        f"{layer.name}/{weight.path.split('/')[-1]}": np.asarray(weight)
        for layer in model.layers for weight in layer.weights}
    # Keras's Normalization counts what it has seen, but only in the form of older files: always 0.
    expected = {name: array for name, array in expected.items() if not name.endswith("/count")}
    if sorted(arrays) != sorted(expected):
        raise Disagreement(f"{what}: names {sorted(arrays)}, expected {sorted(expected)}")
    for name, array in arrays.items():
        if not np.array_equal(array, expected[name]):
            raise Disagreement(f"{what}: another {name}")
