"""The tutorial's variants, by name, with the options of a short training."""

_DIGITS = ["--data", "digits", "--train-samples", "256"]

VARIANTS = {
    name: _DIGITS for name in [
        "mlp", "cnn", "leaky-relu", "sgd-momentum", "sparse", "dropout", "deep", "batch-norm"]
} | {name: ["--train-samples", "256"] for name in ["moons", "counts"]}
VARIANTS = {name: (name, options) for name, options in VARIANTS.items()}
