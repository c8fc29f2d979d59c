"""Every activation of hidden units, by name and as a layer."""

from keras import Input, Sequential, layers

from reference import formulas
from reference.case import Case, Target
from reference.cases.networks import mlp

NAMES = (
    "linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "softmax", "softplus", "exponential",
    "gelu", "silu",
)
SLOPE = "the slope of leaky ReLU"
# Differs from the root of 1/2 by 2e-8 of it.
ROUNDED = {"leaky_relu": (SLOPE,), "gelu": ("the constant 0.7071067690849304",)}


def case(name, about, model, **options):
    target = Target(formulas.classes(one_hot=3), "categorical_crossentropy", {}, ("accuracy",))
    return Case(f"activation_{name}", about, model, (formulas.features(6),), (target,), **options)


def with_layer(layer):
    """A network whose hidden units pass through a layer of their own."""

    def make():
        return Sequential([
            Input((6,)), layers.Dense(5), layer(), layers.Dense(3, activation="softmax")])

    return make


def cases():
    return [
        *(case(name, f"Hidden units with {name}.", mlp(3, "softmax", hidden=name),
               rounded=ROUNDED.get(name, ())) for name in NAMES),
        case("layer", "Activation layers: tanh, and softmax at the end.", activation_layers),
        case("leaky_relu_layer", "The layer LeakyReLU with its default slope, 0.3.",
             with_layer(lambda: layers.LeakyReLU()), rounded=(SLOPE,)),
        case("leaky_relu_layer_slope", "The layer LeakyReLU with slope 0.01.",
             with_layer(lambda: layers.LeakyReLU(negative_slope=0.01)), rounded=(SLOPE,)),
        case("elu_layer", "The layer ELU.", with_layer(lambda: layers.ELU())),
        case("elu_layer_alpha", "The layer ELU with alpha 0.5.",
             with_layer(lambda: layers.ELU(alpha=0.5))),
    ]


def activation_layers():
    return Sequential([
        Input((6,)), layers.Dense(5), layers.Activation("tanh"), layers.Dense(3),
        layers.Activation("softmax")])
