"""All cases, in the order of the index."""

from reference.cases import activations, graphs, layers, losses, metrics, optimizers, schedules

CASES = [
    *losses.cases(),
    *optimizers.cases(),
    *schedules.cases(),
    *activations.cases(),
    *layers.cases(),
    *graphs.cases(),
    *metrics.cases(),
]

_names = [case.name for case in CASES]
if len(set(_names)) != len(_names):
    raise ValueError(f"two cases share a name: {_names}")
