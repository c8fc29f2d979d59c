"""Every optimizer, and gradient clipping."""

from reference import formulas
from reference.case import Case, Optimizer, Target, sgd
from reference.cases.networks import mlp


def case(name, about, optimizer, **options):
    target = Target(formulas.classes(one_hot=3), "categorical_crossentropy", {}, ("accuracy",))
    return Case(name, about, mlp(3, "softmax"), (formulas.features(6),), (target,),
                optimizer=optimizer, batch_size=64, **options)


def optimizer(name, about, class_name, **arguments):
    return case(f"optimizer_{name}", about, Optimizer(class_name, arguments))


def cases():
    return [*optimizers(), *clipping()]


def optimizers():
    return [
        optimizer("sgd", "Plain.", "SGD", learning_rate=0.1),
        optimizer("sgd_momentum", "Momentum 0.9.", "SGD", learning_rate=0.05, momentum=0.9),
        optimizer("sgd_nesterov", "Momentum 0.9 in Nesterov's form.", "SGD", learning_rate=0.05,
                  momentum=0.9, nesterov=True),
        optimizer("rmsprop", "Defaults, with a larger learning rate.", "RMSprop",
                  learning_rate=0.01),
        optimizer("rmsprop_momentum", "Momentum 0.9.", "RMSprop", learning_rate=0.005,
                  momentum=0.9),
        optimizer("rmsprop_centered", "Centered.", "RMSprop", learning_rate=0.01, centered=True),
        optimizer("rmsprop_centered_momentum", "Centered, momentum 0.5.", "RMSprop",
                  learning_rate=0.005, momentum=0.5, centered=True),
        optimizer("rmsprop_small_epsilon", "Epsilon 1e-8.", "RMSprop", learning_rate=0.01,
                  rho=0.9, epsilon=1e-8),
        optimizer("adagrad", "Defaults, with a larger learning rate.", "Adagrad",
                  learning_rate=0.1),
        optimizer("adagrad_accumulator", "The accumulator starts at 0.5.", "Adagrad",
                  learning_rate=0.1, initial_accumulator_value=0.5),
        optimizer("adadelta", "Learning rate 1, as in the paper.", "Adadelta", learning_rate=1.0),
        optimizer("adadelta_default", "Keras's defaults, which hardly move.", "Adadelta"),
        optimizer("adam", "Defaults, with a larger learning rate.", "Adam", learning_rate=0.01),
        optimizer("adam_default", "Keras's defaults.", "Adam"),
        optimizer("adam_betas", "Beta 0.8 and 0.95, epsilon 1e-3.", "Adam", learning_rate=0.01,
                  beta_1=0.8, beta_2=0.95, epsilon=1e-3),
        optimizer("adamw", "Decay 0.004, with a larger learning rate.", "AdamW",
                  learning_rate=0.01),
        optimizer("adamw_decay", "Decay 0.2, which shows.", "AdamW", learning_rate=0.01,
                  weight_decay=0.2),
    ]


def clipping():
    momentum = {"learning_rate": 0.5, "momentum": 0.5}
    return [
        case("clip_value", "Every element of the gradient within -0.02 to 0.02.",
             sgd(**momentum, clipvalue=0.02)),
        case("clip_norm", "The norm of each weight's gradient at most 0.05.",
             sgd(**momentum, clipnorm=0.05)),
        case("clip_global_norm", "The norm of all gradients together at most 0.1.",
             sgd(**momentum, global_clipnorm=0.1)),
        case("clip_global_norm_adamw", "The same before AdamW, whose decay is not clipped.",
             Optimizer("AdamW", {"learning_rate": 0.01, "weight_decay": 0.2,
                                 "global_clipnorm": 0.1})),
    ]
