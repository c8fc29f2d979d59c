"""The files: what is in them, how they are written, and how two of them are compared."""

import json
import math

import keras
import numpy as np
import tensorflow as tf

from reference.trajectory import ContradictionError, model_json, observe, roundings, train

# Sums in another order, on another processor, differ in the last of 16 digits; 20 steps make that
# a few digits more.
TOLERANCE = 1e-10
# Depends on such sums entirely, and is therefore not compared.
NOT_COMPARED = "single_precision"
# Keys whose values have lines of their own.
ENTRIES = {"cases", "name", "runs", "epochs"}
# How far Keras's own run in single precision may stray; more would be a case without an answer.
STEADY = 1e-5


def make_fixture(case):
    """Runs a case in both precisions and says what its family's file holds of it."""
    exact, single = train(case, "float64"), train(case, "float32")
    rounded = roundings(case)
    check(case, exact, single, rounded)
    seen = observe(case, exact)
    fixture = {
        "name": case.name,
        "about": case.about,
        "notes": [*case.notes, *(f"Keras rounds {what} to float32." for what in rounded)],
        "model": model_json(case),
        "optimizer": keras.optimizers.serialize(exact.model.optimizer),
        **task(case, exact.initial),
        "losses": exact.losses,
    }
    if case.optimizer.schedule:
        fixture["learning_rates"] = exact.learning_rates
    fixture |= {
        "final_weights": flat(exact.final),
        "history": seen.history,
        "evaluate": seen.evaluation,
    }
    if seen.weighted_evaluation is not None:
        fixture["evaluate_weighted"] = seen.weighted_evaluation
    fixture["predict"] = [np.asarray(rows).tolist() for rows in seen.prediction]
    loss, weight = precision_differences(exact, single)
    fixture[NOT_COMPARED] = {
        "largest_loss_difference": float(f"{loss:.1e}"),
        "largest_weight_difference": float(f"{weight:.1e}"),
    }
    return json.loads(json.dumps(fixture))


def task(case, weights):
    """What is trained: losses, metrics, data, and the formulas of the first weights."""
    targets = case.targets
    entries = {
        "loss": [target.loss for target in targets],
        "loss_arguments": [target.arguments for target in targets],
        "loss_weights": [target.weight for target in targets],
        "metrics": [target.metric_descriptions() for target in targets],
        "x": [formula.description() for formula in case.x],
        "y": [target.y.description() for target in targets],
    }
    if case.sample_weight is not None:
        entries["sample_weight"] = case.sample_weight.description()
    if case.class_weight is not None:
        entries["class_weight"] = {str(k): v for k, v in case.class_weight.items()}
    entries |= {"batch_size": case.batch_size, "epochs": case.epochs, "shuffle": False}
    kinds = sorted({name.rsplit("/", 1)[1] for name in weights})
    entries["weight_formulas"] = {
        kind: case.weight_formula(f"/{kind}").description() for kind in kinds}
    # A list, as the formulas depend on the order.
    entries["weight_shapes"] = [[name, list(value.shape)] for name, value in weights.items()]
    return entries


def check(case, exact, single, rounded):
    """Raises where the run is not what the case promises, or too unsteady to compare with."""
    if tuple(rounded) != case.rounded:
        raise ContradictionError(f"rounded to float32: {rounded}, expected {case.rounded}")
    clipping = {"clipvalue", "clipnorm", "global_clipnorm"} & set(case.optimizer.arguments)
    bitten = sum(part > 0 for part in exact.clipped)
    if clipping and 2 * bitten <= len(exact.clipped):
        raise ContradictionError(f"clipping acts in {bitten} of {len(exact.clipped)} steps")
    loss, weight = precision_differences(exact, single)
    scale = max(1, *map(abs, exact.losses))
    # Written so that a NaN fails too.
    if not (loss <= STEADY * scale and weight <= STEADY):
        raise ContradictionError(
            f"float32 strays from float64 by {loss} in a loss, by {weight} in a weight")


def precision_differences(exact, single):
    """The largest difference in a loss and in a final weight."""
    loss = np.max(np.abs(np.subtract(exact.losses, single.losses)))
    weights = [np.max(np.abs(exact.final[name] - single.final[name])) for name in exact.final]
    return loss, np.max(weights)


def flat(weights):
    return {name: np.asarray(value).ravel().tolist() for name, value in weights.items()}


def text(value, indent=0):
    """JSON: a line for each entry of a family, a case, a run and a list of these; no more.

    Numbers have as many digits as give the same double again, 17 at most.
    """
    inner = "\n" + " " * (indent + 1)
    if isinstance(value, dict) and ENTRIES & value.keys():
        entries = [f"{json.dumps(key)}: " + (
            text(entry, indent + 1) if key in ENTRIES else line(entry))
            for key, entry in value.items()]
        return "{" + inner + ("," + inner).join(entries) + "}"
    if isinstance(value, list) and any(isinstance(element, dict) for element in value):
        return "[" + inner + ("," + inner).join(text(e, indent + 1) for e in value) + "]"
    return line(value)


def line(value):
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def differences(stored, fresh, path=""):
    """Where two fixtures differ, one line each."""
    if isinstance(stored, dict) and isinstance(fresh, dict):
        for key in [*stored, *(key for key in fresh if key not in stored)]:
            if key == NOT_COMPARED:
                continue
            place = f"{path}/{key}" if path else key
            if key not in fresh or key not in stored:
                yield f"{place}: only in the {'stored file' if key in stored else 'new run'}"
            else:
                yield from differences(stored[key], fresh[key], place)
    elif isinstance(stored, list) and isinstance(fresh, list) and len(stored) == len(fresh):
        for position, (one, other) in enumerate(zip(stored, fresh)):
            yield from differences(one, other, f"{path}[{position}]")
    elif not is_close(stored, fresh):
        yield f"{path}: {stored} in the stored file, {fresh} in the new run"


def is_close(stored, fresh):
    if isinstance(stored, float) and isinstance(fresh, (int, float)):
        return math.isclose(stored, fresh, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return type(stored) is type(fresh) and stored == fresh
