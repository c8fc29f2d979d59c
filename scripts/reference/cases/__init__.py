"""All cases by family; the cases of a family are in one file, in this order."""

from reference.cases import (
    activations, callbacks, graphs, layers, losses, metrics, optimizers, schedules)

FAMILIES = {
    "losses": losses.cases(),
    "optimizers": optimizers.cases(),
    "schedules": schedules.cases(),
    "activations": activations.cases(),
    "layers": layers.cases(),
    "graphs": graphs.cases(),
    "metrics": metrics.cases(),
    "callbacks": callbacks.cases(),
}

_names = [case.name for cases in FAMILIES.values() for case in cases]
if len(set(_names)) != len(_names):
    raise ValueError(f"two cases share a name: {_names}")
