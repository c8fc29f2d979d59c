"""Runs a case with Keras, step by step and with fit, and keeps what happened."""

import json
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from reference.formulas import COUNT
from reference.precision import float32_roundings

# What fit, compiled into a graph, and the loop, which is not, may differ by: the order of sums.
AGREEMENT = 1e-11
# The rows of the prediction that are kept.
PREDICTED = 4


class ContradictionError(Exception):
    """A run that contradicts itself or what its case says."""


@dataclass
class Training:
    """The steps of a case in one precision."""

    model: keras.Model
    initial: dict
    # Of the first batch, before clipping and decay.
    gradients: dict
    # Of every batch, before its update.
    losses: list
    sizes: list
    # What each update used.
    learning_rates: list
    # The part of each step's gradients that was clipped.
    clipped: list
    final: dict


@dataclass
class Observation:
    """What Keras says of a case besides its steps, in double precision."""

    history: dict
    evaluation: dict
    # With the weights of samples, where a case has them.
    weighted_evaluation: dict | None
    # For each output, its first rows.
    prediction: list


@dataclass
class Data:
    """The arrays of a case in a precision: inputs, labels, and the weights of samples if any."""

    x: list
    y: list
    w: np.ndarray | None

    @classmethod
    def of(cls, case, floatx):
        def cast(array):
            return array if array.dtype.kind == "i" else array.astype(floatx)

        w = case.weights_of_samples()
        return cls([cast(formula.values()) for formula in case.x],
                   [cast(target.y.values()) for target in case.targets],
                   None if w is None else cast(w))

    def part(self, start, count):
        """Some samples, as the arguments of a step."""
        samples = slice(start, start + count)
        arguments = ([a[samples] for a in self.x], [a[samples] for a in self.y])
        return arguments if self.w is None else (*arguments, self.w[samples])


def set_precision(floatx):
    """Everything that is made afterwards is in this precision, and named as in a new session."""
    keras.utils.clear_session()
    keras.config.set_floatx(floatx)
    keras.config.set_dtype_policy(floatx)


def model_json(case):
    """The network as `to_json()` prints it for ordinary, single precision."""
    set_precision("float32")
    return json.loads(case.model().to_json())


def make(case, floatx):
    """The case's model with its first weights, compiled, in a precision."""
    set_precision(floatx)
    model = case.model()
    for position, (name, weight) in enumerate(weights_by_name(model).items()):
        formula = case.weight_formula(name)
        weight.assign(formula.weight(position, tuple(weight.shape)).astype(floatx))
    model.compile(
        optimizer=case.optimizer.make(exact=floatx == "float64"),
        loss=single([target.make_loss() for target in case.targets]),
        loss_weights=[t.weight for t in case.targets] if len(case.targets) > 1 else None,
        metrics=single([target.make_metrics() for target in case.targets]),
        jit_compile=False,
    )
    model.optimizer.build(model.trainable_variables)
    return model


def weights_by_name(model):
    """Layer and weight with a slash, as a checkpoint names them."""
    names = {}
    for layer in model.layers:
        for weight in layer.weights:
            names[f"{layer.name}/{weight.name}"] = weight
    if len(names) != len(model.weights):
        raise ContradictionError("two weights share a name")
    return names


def numbers(model):
    """The weights' values now."""
    return {name: keras.ops.convert_to_numpy(w) for name, w in weights_by_name(model).items()}


def single(values):
    """Keras takes a bare array where there is one, and a list where there are several."""
    return values[0] if len(values) == 1 else list(values)


def training_step(model):
    """One step in the words of TensorFlow; returns the loss before it and the gradients."""

    def step(x, y, w=None):
        with tf.GradientTape() as tape:
            outputs = model(single(x), training=True)
            loss = model.compute_loss(x=single(x), y=single(y), y_pred=outputs, sample_weight=w)
        gradients = tape.gradient(loss, model.trainable_variables)
        model.optimizer.apply(gradients, model.trainable_variables)
        return loss, gradients

    return step


def train(case, floatx):
    """The steps of a case in a precision."""
    model, data = make(case, floatx), Data.of(case, floatx)
    step = training_step(model)
    run = Training(model, numbers(model), {}, [], [], [], [], {})
    names = {id(weight): name for name, weight in weights_by_name(model).items()}
    trainable = [names[id(variable)] for variable in model.trainable_variables]
    for _ in range(case.epochs):
        for start in range(0, COUNT, case.batch_size):
            part = data.part(start, case.batch_size)
            run.learning_rates.append(float(model.optimizer.learning_rate))
            loss, gradients = step(*part)
            gradients = [np.asarray(gradient) for gradient in gradients]
            run.losses.append(float(loss))
            run.sizes.append(len(part[0][0]))
            run.clipped.append(clipped_part(case, gradients))
            run.gradients = run.gradients or dict(zip(trainable, gradients, strict=True))
    run.final = numbers(model)
    return run


def clipped_part(case, gradients):
    """The part of the gradients, from 0 to 1, that the optimizer's clipping makes smaller."""
    arguments = case.optimizer.arguments
    flat = [np.asarray(gradient, dtype=np.float64).ravel() for gradient in gradients]
    if (limit := arguments.get("clipvalue")) is not None:
        return float(np.mean(np.abs(np.concatenate(flat)) > limit))
    if (limit := arguments.get("clipnorm")) is not None:
        return float(np.mean([np.linalg.norm(gradient) > limit for gradient in flat]))
    if (limit := arguments.get("global_clipnorm")) is not None:
        return float(np.linalg.norm(np.concatenate(flat)) > limit)
    return 0.0


def observe(case, run):
    """Trains again with fit, which must agree with the steps, then evaluates and predicts."""
    model, data = make(case, "float64"), Data.of(case, "float64")
    history = model.fit(
        single(data.x), single(data.y), batch_size=case.batch_size, epochs=case.epochs,
        sample_weight=data.w if case.sample_weight is not None else None,
        class_weight=case.class_weight, shuffle=False, verbose=0,
    ).history
    check_agreement(case, run, history["loss"], numbers(model))

    def evaluate(sample_weight):
        return model.evaluate(single(data.x), single(data.y), batch_size=case.batch_size,
                              sample_weight=sample_weight, verbose=0, return_dict=True)

    rows = model.predict(single([a[:PREDICTED] for a in data.x]), verbose=0)
    return Observation(
        history, evaluate(None), None if case.sample_weight is None else evaluate(data.w),
        list(rows) if isinstance(rows, (list, tuple)) else [rows])


def check_agreement(case, run, epoch_losses, weights):
    """Raises where the steps and fit went different ways."""
    steps = len(run.losses) // case.epochs
    for epoch, expected in enumerate(epoch_losses):
        part = slice(epoch * steps, (epoch + 1) * steps)
        found = np.average(run.losses[part], weights=run.sizes[part])
        if abs(found - expected) > AGREEMENT * max(1, abs(expected)):
            raise ContradictionError(
                f"epoch {epoch}: the mean loss of the steps is {found}, that of fit {expected}")
    for name, values in run.final.items():
        difference = np.max(np.abs(values - weights[name]))
        if difference > AGREEMENT:
            raise ContradictionError(f"{name}: the steps and fit differ by {difference}")


def roundings(case):
    """What a step in float64 rounds to float32, in a model of its own, which it spoils."""
    model, data = make(case, "float64"), Data.of(case, "float64")
    step = training_step(model)
    # What Keras makes at the first call must not be made inside the traced function.
    step(*data.part(0, 2))
    return float32_roundings(step, model, data.part(0, 2))
