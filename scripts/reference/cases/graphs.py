"""Functional models: branches, shared layers, several inputs and outputs."""

from keras import Input, Model, layers

from reference import formulas
from reference.case import Case, Optimizer, Target

CLASSES = Target(formulas.classes(one_hot=3), "categorical_crossentropy", {}, ("accuracy",))
X = formulas.features(6)
OTHER = formulas.other_features(4)


def cases():
    return [
        Case("graph_chain", "A chain, as a Functional model.", chain, (X,), (CLASSES,)),
        Case("graph_add", "Two branches, added.", add, (X,), (CLASSES,)),
        Case("graph_concatenate", "Two branches of different widths, side by side.", concatenate,
             (X,), (CLASSES,)),
        Case("graph_branch", "Add and Concatenate, and a way around both.", branch, (X,),
             (CLASSES,)),
        Case("graph_concatenate_images", "Two convolutions, side by side in the channels.",
             images, (formulas.features(6, 6, 1),), (CLASSES,)),
        Case("graph_shared_dense", "One Dense for two inputs.", shared,
             (X, formulas.other_features(6)), (CLASSES,)),
        Case("graph_shared_dense_adam", "The same under Adam.", shared,
             (X, formulas.other_features(6)), (CLASSES,),
             optimizer=Optimizer("Adam", {"learning_rate": 0.01})),
        Case("graph_repeated_dense", "One Dense three times in a row.", repeated, (X,),
             (CLASSES,)),
        Case("graph_two_inputs", "Two inputs, side by side.", two_inputs, (X, OTHER), (CLASSES,)),
        Case("graph_two_outputs", "Two inputs and two outputs, whose losses weigh 1 and 0.25.",
             two_outputs, (X, OTHER),
             (CLASSES, Target(formulas.targets(2), "mean_squared_error", weight=0.25))),
        Case("graph_two_classifiers",
             "Two inputs and two outputs, each with its own kind of labels and accuracy.",
             two_classifiers, (X, OTHER),
             (Target(formulas.classes(), "sparse_categorical_crossentropy", {}, ("accuracy",),
                     weight=0.5),
              Target(formulas.bits(1), "binary_crossentropy", {"label_smoothing": 0.1},
                     ("accuracy",), weight=2.0))),
    ]


def dense(units, name, activation="tanh"):
    return layers.Dense(units, activation=activation, name=name)


def chain():
    x = Input((6,), name="x")
    return Model(x, dense(3, "classes", "softmax")(dense(5, "hidden")(x)))


def add():
    x = Input((6,), name="x")
    sum = layers.Add(name="sum")([dense(5, "left")(x), dense(5, "right", "sigmoid")(x)])
    return Model(x, dense(3, "classes", "softmax")(sum))


def concatenate():
    x = Input((6,), name="x")
    both = layers.Concatenate(name="both")([dense(4, "left")(x), dense(2, "right", "sigmoid")(x)])
    return Model(x, dense(3, "classes", "softmax")(both))


def branch():
    x = Input((6,), name="x")
    stem = dense(5, "stem")(x)
    left, right = dense(5, "left")(stem), dense(5, "right", "softplus")(stem)
    sum = layers.Add(name="sum")([left, right, stem])
    both = layers.Concatenate(name="both")([sum, x, stem])
    return Model(x, dense(3, "classes", "softmax")(both))


def images():
    x = Input((6, 6, 1), name="x")
    small = layers.Conv2D(2, 1, activation="tanh", name="small")(x)
    large = layers.Conv2D(3, 3, padding="same", activation="tanh", name="large")(x)
    both = layers.Concatenate(name="both")([small, large])
    means = layers.GlobalAveragePooling2D(name="means")(both)
    return Model(x, dense(3, "classes", "softmax")(means))


def shared():
    x, other = Input((6,), name="x"), Input((6,), name="other")
    encoder = dense(4, "encoder")
    both = layers.Concatenate(name="both")([encoder(x), encoder(other)])
    return Model([x, other], dense(3, "classes", "softmax")(both))


def repeated():
    x = Input((6,), name="x")
    layer = dense(5, "layer")
    return Model(x, dense(3, "classes", "softmax")(layer(layer(layer(dense(5, "stem")(x))))))


def inputs():
    x, other = Input((6,), name="x"), Input((4,), name="other")
    both = layers.Concatenate(name="both")([dense(4, "left")(x), dense(3, "right")(other)])
    return x, other, both


def two_inputs():
    x, other, both = inputs()
    return Model([x, other], dense(3, "classes", "softmax")(both))


def two_outputs():
    x, other, both = inputs()
    outputs = [dense(3, "classes", "softmax")(both), dense(2, "values", "linear")(both)]
    return Model([x, other], outputs)


def two_classifiers():
    x, other, both = inputs()
    outputs = [dense(3, "classes", "softmax")(both), dense(1, "switch", "sigmoid")(both)]
    return Model([x, other], outputs)
