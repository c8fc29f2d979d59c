"""Layers of images, normalization and shapes."""

from keras import Input, Sequential, layers

from reference import formulas
from reference.case import Case, Optimizer, Target, sgd

# A constant added before a normalization leaves its result alone.
NO_GRADIENT = (
    "The gradient of a bias in front of a BatchNormalization is zero but for rounding: compare it"
    " with an absolute tolerance.",
)


def case(name, about, x, *stack, **options):
    """A stack of makers of layers, and three classes at the end."""

    def make():
        return Sequential([
            Input(x.shape[1:]), *(layer() for layer in stack),
            layers.Dense(3, activation="softmax")])

    target = Target(formulas.classes(one_hot=3), "categorical_crossentropy", {}, ("accuracy",))
    return Case(f"layer_{name}", about, make, (x,), (target,), **options)


def image(name, about, *stack, shape=(6, 6, 1), **options):
    return case(name, about, formulas.features(*shape), *stack, **options)


def convolution(filters, size, activation="tanh", **arguments):
    return lambda: layers.Conv2D(filters, size, activation=activation, **arguments)


def flatten():
    return layers.Flatten()


def cases():
    return [*convolutions(), *pooling(), *batch_normalization(), *layer_normalization(), *shapes()]


def convolutions():
    return [
        image("conv2d_valid", "3 x 3, valid: 6 x 6 to 4 x 4.", convolution(2, 3), flatten),
        image("conv2d_relu", "The same with ReLU.", convolution(2, 3, "relu"), flatten),
        image("conv2d_same", "3 x 3, same.", convolution(2, 3, padding="same"), flatten),
        image("conv2d_same_even", "4 x 4, same: one row before, two after.",
              convolution(2, 4, padding="same"), flatten),
        image("conv2d_valid_strides", "3 x 3, valid, strides 2: 6 x 6 to 2 x 2.",
              convolution(3, 3, strides=2), flatten),
        image("conv2d_same_strides", "3 x 3, same, strides 2: padding at the end only.",
              convolution(3, 3, strides=2, padding="same"), flatten),
        image("conv2d_rectangle", "2 x 3 filters over 6 x 5 x 2, without bias.",
              convolution(2, (2, 3), use_bias=False), flatten, shape=(6, 5, 2)),
        image("conv2d_twice", "Two convolutions, pooling between them.", convolution(2, 2),
              lambda: layers.MaxPooling2D(2), convolution(3, 2), flatten),
    ]


def pooling():
    for name, layer in (("max", layers.MaxPooling2D), ("average", layers.AveragePooling2D)):
        def pooled(pool_size, layer=layer, **arguments):
            return lambda: layer(pool_size, **arguments)

        five = convolution(2, 2)
        yield image(f"{name}_pooling_valid", "2 x 2 over 5 x 5: the last row and column drop out.",
                    five, pooled(2), flatten)
        yield image(f"{name}_pooling_same", "2 x 2 over 5 x 5, same: 3 x 3.", five,
                    pooled(2, padding="same"), flatten)
        yield image(f"{name}_pooling_strides", "3 x 3 with strides 1: the windows overlap.", five,
                    pooled(3, strides=1), flatten)
        yield image(f"{name}_pooling_same_strides", "3 x 3 with strides 2, same.", five,
                    pooled(3, strides=2, padding="same"), flatten)
    yield image("global_average_pooling", "Means over 4 x 4.", convolution(3, 3),
                lambda: layers.GlobalAveragePooling2D())


def batch_normalization():
    def normalization(**arguments):
        return lambda: layers.BatchNormalization(**arguments)

    def dense(**arguments):
        return lambda: layers.Dense(5, **arguments)

    def tanh():
        return layers.Activation("tanh")

    x = formulas.features(6)
    momentum = sgd(momentum=0.9)
    return [
        case("batch_normalization_dense", "After Dense, before its activation.", x, dense(),
             normalization(), tanh, optimizer=momentum, notes=NO_GRADIENT),
        case("batch_normalization_arguments", "Momentum 0.9 and epsilon 0.01.", x, dense(),
             normalization(momentum=0.9, epsilon=0.01), tanh, optimizer=momentum,
             notes=NO_GRADIENT),
        case("batch_normalization_adam", "After Dense without bias, under Adam.", x,
             dense(use_bias=False), normalization(), tanh,
             optimizer=Optimizer("Adam", {"learning_rate": 0.01})),
        case("batch_normalization_relu", "After Dense with ReLU.", x, dense(activation="relu"),
             normalization(), optimizer=momentum),
        image("batch_normalization_conv2d", "After Conv2D, before its activation.",
              convolution(2, 3, "linear"), normalization(), tanh, flatten, optimizer=momentum,
              notes=NO_GRADIENT),
        image("batch_normalization_conv2d_pooling", "After Conv2D with tanh, before pooling.",
              convolution(2, 3), normalization(), lambda: layers.MaxPooling2D(2), flatten,
              optimizer=momentum),
    ]


def layer_normalization():
    def normalization(**arguments):
        return lambda: layers.LayerNormalization(**arguments)

    return [
        case("layer_normalization_dense", "After Dense.", formulas.features(6),
             lambda: layers.Dense(5, activation="tanh"), normalization()),
        case("layer_normalization_epsilon", "Epsilon 0.1.", formulas.features(6),
             lambda: layers.Dense(5, activation="tanh"), normalization(epsilon=0.1)),
        image("layer_normalization_conv2d", "Over the channels of a Conv2D.", convolution(4, 3),
              normalization(), flatten),
    ]


def shapes():
    return [
        case("dense_without_bias", "Dense without bias.", formulas.features(6),
             lambda: layers.Dense(5, activation="tanh", use_bias=False)),
        case("dense_deep", "Three hidden layers of 8, 6 and 4.", formulas.features(6),
             *(lambda units=units: layers.Dense(units, activation="tanh")
               for units in (8, 6, 4))),
        case("reshape", "A row of 36 becomes an image.", formulas.features(36),
             lambda: layers.Reshape((6, 6, 1)), convolution(2, 3), flatten),
        image("rescaling", "Scale 2 and offset 0.25 in front.",
              lambda: layers.Rescaling(2.0, offset=0.25), convolution(2, 3), flatten),
    ]
