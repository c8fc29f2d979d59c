"""Learning-rate schedules, over 20 updates; `learning_rates` holds what each update used."""

from reference import formulas
from reference.case import Case, Optimizer, Target
from reference.cases.networks import mlp


def case(name, about, schedule, class_name="SGD", optimizer=None, **arguments):
    target = Target(formulas.classes(one_hot=3), "categorical_crossentropy")
    return Case(
        f"schedule_{name}", about, mlp(3, "softmax"), (formulas.features(6),), (target,),
        optimizer=Optimizer(class_name, optimizer or {}, (schedule, arguments)), batch_size=32)


def cases():
    return [
        case("exponential", "0.5 to the power of step / 6.", "ExponentialDecay",
             initial_learning_rate=0.2, decay_steps=6, decay_rate=0.5),
        case("exponential_staircase", "The exponent is a whole number.", "ExponentialDecay",
             initial_learning_rate=0.2, decay_steps=6, decay_rate=0.5, staircase=True),
        case("exponential_adam", "Adam under a schedule.", "ExponentialDecay", "Adam",
             initial_learning_rate=0.02, decay_steps=6, decay_rate=0.5),
        case("exponential_adamw", "AdamW: the decay follows the schedule too.",
             "ExponentialDecay", "AdamW", {"weight_decay": 0.2},
             initial_learning_rate=0.02, decay_steps=6, decay_rate=0.5),
        case("cosine", "To 0 in 15 of 20 updates.", "CosineDecay",
             initial_learning_rate=0.2, decay_steps=15),
        case("cosine_alpha", "To a tenth of the first value.", "CosineDecay",
             initial_learning_rate=0.2, decay_steps=15, alpha=0.1),
        case("cosine_warmup", "From 0 to 0.2 in 5 updates, then down in 12.", "CosineDecay",
             initial_learning_rate=0.0, decay_steps=12, warmup_target=0.2, warmup_steps=5),
        case("cosine_warmup_alpha", "From 0.05 to 0.2 in 5 updates, then to a tenth of that.",
             "CosineDecay", initial_learning_rate=0.05, decay_steps=12, alpha=0.1,
             warmup_target=0.2, warmup_steps=5),
        case("piecewise_constant", "Boundaries 3 and 9: updates 1 to 4, 5 to 10, the rest.",
             "PiecewiseConstantDecay", boundaries=[3, 9], values=[0.2, 0.1, 0.02]),
        case("polynomial", "Linear, to Keras's 0.0001 in 15 of 20 updates.", "PolynomialDecay",
             initial_learning_rate=0.2, decay_steps=15),
        case("polynomial_power", "Power 2, to 0.01.", "PolynomialDecay",
             initial_learning_rate=0.2, decay_steps=15, end_learning_rate=0.01, power=2.0),
        case("polynomial_cycle", "It begins again after 8 and 16 updates.", "PolynomialDecay",
             initial_learning_rate=0.2, decay_steps=8, end_learning_rate=0.01, power=0.5,
             cycle=True),
        case("inverse_time", "Divided by 1 + 0.5 step / 4.", "InverseTimeDecay",
             initial_learning_rate=0.2, decay_steps=4, decay_rate=0.5),
        case("inverse_time_staircase", "The quotient is a whole number.", "InverseTimeDecay",
             initial_learning_rate=0.2, decay_steps=4, decay_rate=0.5, staircase=True),
    ]
