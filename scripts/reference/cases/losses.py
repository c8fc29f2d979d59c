"""Every loss: over its usual output, from logits, weighted, smoothed, clipped."""

from dataclasses import replace

from reference import formulas
from reference.case import Case, Target
from reference.cases.networks import mlp
from reference.formulas import WEIGHTS

CLASS_WEIGHT = {0: 0.5, 1: 1.25, 2: 3.0}
# A class that is not named has weight 1.
PARTIAL_CLASS_WEIGHT = {0: 0.5, 2: 3.0}
BIT_WEIGHT = {0: 0.75, 1: 2.0}
LOGITS = {"from_logits": True}
SMOOTHING = {"label_smoothing": 0.1}
ACCURACY = ("accuracy",)
X = (formulas.features(6),)


def case(name, about, model, target, **options):
    return Case(f"loss_{name}", about, model, X, (target,), **options)


def cases():
    return [*categorical(), *sparse(), *binary(), *poisson(), *errors()]


def categorical():
    def target(**arguments):
        return Target(
            formulas.classes(one_hot=3), "categorical_crossentropy", arguments, ACCURACY)

    softmax, logits, softplus = mlp(3, "softmax"), mlp(3, "linear"), mlp(3, "softplus")
    weights = formulas.sample_weights()
    name = "categorical_crossentropy"
    return [
        case(name, "Over softmax.", softmax, target()),
        case(f"{name}_from_logits", "From logits.", logits, target(**LOGITS)),
        case(f"{name}_sample_weight", "With weights on samples, some of them 0.", softmax,
             target(), sample_weight=weights),
        case(f"{name}_class_weight", "With weights on classes.", softmax, target(),
             class_weight=CLASS_WEIGHT),
        case(f"{name}_label_smoothing", "Labels smoothed by 0.1, over softmax.", softmax,
             target(**SMOOTHING)),
        case(f"{name}_label_smoothing_from_logits", "Labels smoothed by 0.1, from logits.", logits,
             target(**SMOOTHING, **LOGITS)),
        case(f"{name}_label_smoothing_sample_weight",
             "Labels smoothed by 0.1, with weights on samples.", softmax, target(**SMOOTHING),
             sample_weight=weights),
        case(f"{name}_softplus", "Over softplus: the rows are divided by their sums.", softplus,
             target()),
        case(f"{name}_softplus_label_smoothing", "Over softplus, labels smoothed by 0.1.",
             softplus, target(**SMOOTHING)),
        case(f"{name}_softplus_sample_weight", "Over softplus, with weights on samples.",
             softplus, target(), sample_weight=weights),
        case(f"{name}_clipped",
             "Over exponential with large weights: many shares of a row are clipped at 1e-7.",
             mlp(3, "exponential"), target(),
             weights={"kernel": replace(WEIGHTS["kernel"], divisor=4)}),
    ]


def sparse():
    def target(**arguments):
        return Target(
            formulas.classes(), "sparse_categorical_crossentropy", arguments, ACCURACY)

    softmax = mlp(3, "softmax")
    name = "sparse_categorical_crossentropy"
    column = replace(formulas.classes(), shape=(formulas.COUNT, 1))
    return [
        case(name, "Over softmax.", softmax, target()),
        case(f"{name}_from_logits", "From logits.", mlp(3, "linear"), target(**LOGITS)),
        case(f"{name}_sample_weight", "With weights on samples, some of them 0.", softmax,
             target(), sample_weight=formulas.sample_weights()),
        case(f"{name}_class_weight", "With weights on classes; class 1 is not named.", softmax,
             target(), class_weight=PARTIAL_CLASS_WEIGHT),
        case(f"{name}_column", "Labels in a column, [300, 1].", softmax,
             replace(target(), y=column)),
        case(f"{name}_softplus", "Over softplus: the logarithms of the outputs are the logits.",
             mlp(3, "softplus"), target()),
        case(f"{name}_clipped",
             "Over exponentials near 1e-7: most outputs are clipped there.", mlp(3, "exponential"),
             target(), weights=small_exponentials()),
    ]


def small_exponentials():
    """Weights that spread the logits of an exponential around log(1e-7) = -16.1."""
    return {
        "kernel": replace(WEIGHTS["kernel"], divisor=4),
        "bias": replace(WEIGHTS["bias"], offset=30 + 18 * 256),
    }


def below_one():
    """Weights that keep an exponential from reaching 1."""
    return {"bias": replace(WEIGHTS["bias"], offset=30 + 3 * 256)}


def binary():
    def target(outputs=3, **arguments):
        return Target(formulas.bits(outputs), "binary_crossentropy", arguments, ACCURACY)

    three, one = mlp(3, "sigmoid"), mlp(1, "sigmoid")
    name = "binary_crossentropy"
    return [
        case(name, "One output, sigmoid.", one, target(1)),
        case(f"{name}_three_outputs", "Three outputs, sigmoid: the mean over them.", three,
             replace(target(), metrics=("binary_accuracy",))),
        case(f"{name}_from_logits", "Three outputs, from logits.", mlp(3, "linear"),
             replace(target(**LOGITS), metrics=())),
        case(f"{name}_sample_weight", "With weights on samples, some of them 0.", three,
             replace(target(), metrics=("binary_accuracy",)),
             sample_weight=formulas.sample_weights()),
        case(f"{name}_class_weight", "One output, with weights on classes.", one, target(1),
             class_weight=BIT_WEIGHT),
        case(f"{name}_label_smoothing", "One output, labels smoothed by 0.1.", one,
             target(1, **SMOOTHING)),
        case(f"{name}_label_smoothing_from_logits",
             "Three outputs, labels smoothed by 0.1, from logits.", mlp(3, "linear"),
             replace(target(**SMOOTHING, **LOGITS), metrics=())),
        case(f"{name}_exponential", "Over exponential, as they are.", mlp(3, "exponential"),
             replace(target(), metrics=("binary_accuracy",)), weights=below_one()),
        case(f"{name}_exponential_label_smoothing", "Over exponential, labels smoothed by 0.1.",
             mlp(3, "exponential"), replace(target(**SMOOTHING), metrics=("binary_accuracy",)),
             weights=below_one()),
        case(f"{name}_clipped", "Over exponentials near 1e-7: most outputs are clipped there.",
             mlp(3, "exponential"), replace(target(), metrics=("binary_accuracy",)),
             weights=small_exponentials()),
    ]


def poisson():
    counts = Target(formulas.counts(2), "poisson")
    return [
        case("poisson", "Two counts, over exponential.", mlp(2, "exponential"), counts),
        case("poisson_softplus", "Two counts, over softplus.", mlp(2, "softplus"), counts),
        case("poisson_softmax", "Classes as one-hot rows, over softmax.", mlp(3, "softmax"),
             Target(formulas.classes(one_hot=3), "poisson")),
        case("poisson_sample_weight", "With weights on samples, some of them 0.",
             mlp(2, "exponential"), counts, sample_weight=formulas.sample_weights()),
        case("poisson_class_weight", "One-hot rows over softmax, with weights on classes.",
             mlp(3, "softmax"), Target(formulas.classes(one_hot=3), "poisson"),
             class_weight=CLASS_WEIGHT),
    ]


def errors():
    for name in ("mean_squared_error", "mean_absolute_error"):
        target = Target(formulas.targets(2), name)
        one_hot = Target(formulas.classes(one_hot=3), name)
        linear = mlp(2, "linear")
        yield case(name, "Two numbers, over a linear output.", linear, target)
        yield case(f"{name}_one_output", "One number, over a linear output.", mlp(1, "linear"),
                   replace(target, y=formulas.targets(1)))
        yield case(f"{name}_sample_weight", "With weights on samples, some of them 0.", linear,
                   target, sample_weight=formulas.sample_weights())
        yield case(f"{name}_class_weight", "One-hot rows over softmax, with weights on classes.",
                   mlp(3, "softmax"), one_hot, class_weight=CLASS_WEIGHT)
