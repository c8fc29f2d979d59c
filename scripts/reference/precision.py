"""Finds where a run in float64 still goes through float32."""

import numpy as np
import tensorflow as tf


def _nodes(concrete):
    graph = concrete.graph.as_graph_def()
    yield from graph.node
    for function in graph.library.function:
        yield from function.node_def


def _is_inexact(values):
    """Whether a float32 was meant as a short decimal number that it is not."""
    values = np.asarray(values, dtype=np.float32).ravel()
    return any(float(str(value)) != float(value) for value in values)


def float32_roundings(step, model, samples):
    """What the graph of one training step rounds to float32, sorted, in words.

    `samples` holds arrays as the step takes them; the batch size is left open in the graph.
    """

    def specification(array):
        return tf.TensorSpec((None, *array.shape[1:]), tf.as_dtype(array.dtype))

    arguments = tf.nest.map_structure(specification, samples)
    concrete = tf.function(step).get_concrete_function(*arguments)
    found = set()
    for node in _nodes(concrete):
        if node.op == "LeakyRelu" and _is_inexact(node.attr["alpha"].f):
            found.add("the slope of leaky ReLU")
        elif node.op == "Const" and node.attr["dtype"].type == tf.float32.as_datatype_enum:
            value = tf.make_ndarray(node.attr["value"].tensor)
            if _is_inexact(value):
                found.add(f"the constant {value.ravel()[0]}")
        elif node.op not in ("Const", "Cast", "Identity", "NoOp"):
            if node.attr["T"].type == tf.float32.as_datatype_enum:
                found.add(f"the operation {node.op} ({node.name})")
    if any(variable.dtype != "float64" for variable in model.weights):
        found.add("a weight")
    return sorted(found)
