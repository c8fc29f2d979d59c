"""Metrics: the kinds of accuracy, and what the word resolves to."""

from reference import formulas
from reference.case import Case, Target
from reference.cases.networks import mlp

TOP_2 = ("top_k_categorical_accuracy", {"k": 2})
SPARSE_TOP_2 = ("sparse_top_k_categorical_accuracy", {"k": 2})
TOP_K = ("TensorFlow has no top-k in double precision: that metric sees outputs in single.",)


def case(name, about, model, y, loss, *metrics, notes=()):
    return Case(f"metric_{name}", about, model, (formulas.features(6),),
                (Target(y, loss, {}, metrics),), notes=notes)


def cases():
    one_hot, labels = formulas.classes(one_hot=3), formulas.classes()
    softmax, three = mlp(3, "softmax"), mlp(3, "sigmoid")
    return [
        case("accuracy_binary", "One output: above 0.5.", mlp(1, "sigmoid"), formulas.bits(1),
             "binary_crossentropy", "accuracy", "binary_accuracy"),
        case("accuracy_binary_squared", "One output and a squared error: still above 0.5.",
             mlp(1, "sigmoid"), formulas.bits(1), "mean_squared_error", "accuracy"),
        case("accuracy_sparse", "Integer labels: the largest output.", softmax, labels,
             "sparse_categorical_crossentropy", "accuracy", "sparse_categorical_accuracy"),
        case("accuracy_categorical", "One-hot labels: the largest output.", softmax, one_hot,
             "categorical_crossentropy", "accuracy", "categorical_accuracy"),
        case("accuracy_categorical_binary",
             "One-hot labels and binary cross-entropy: the largest output.", three, one_hot,
             "binary_crossentropy", "accuracy", "binary_accuracy"),
        case("binary_accuracy", "Three outputs, each above 0.5 or not.", three, formulas.bits(3),
             "binary_crossentropy", "binary_accuracy"),
        case("top_k_categorical_accuracy", "Among the two largest, one-hot labels.", softmax,
             one_hot, "categorical_crossentropy", TOP_2, "accuracy", notes=TOP_K),
        case("sparse_top_k_categorical_accuracy", "Among the two largest, integer labels.",
             softmax, labels, "sparse_categorical_crossentropy", SPARSE_TOP_2, "accuracy",
             notes=TOP_K),
    ]
