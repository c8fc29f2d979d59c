"""What is trained, in every program alike."""

from dataclasses import dataclass

# Adam's numbers as Keras has them, which Lockstep follows.
LEARNING_RATE = 0.001
EPSILON = 1e-7

# Those of stochastic gradient descent, of the network that is trained with it.
SGD_RATE = 0.01
MOMENTUM = 0.9

LEAK = 0.01
DROPPED = 0.5

# Keras's numbers of batch normalization: what is kept of the statistics at each step, and what is
# added to the variance.
KEPT = 0.99
BATCH_NORM_EPSILON = 1e-3

# Steps that each peer makes before a turn's clock starts, since what other programs did meanwhile
# has emptied the caches. The number of steps of a turn is a multiple of it.
STEPS_BEFORE_TURN = 10

SIDE = 28
CLASSES = 10


@dataclass(frozen=True)
class Network:
    """A network of the tutorial, by the name that `lockstep bench step --model` has for it."""

    name: str
    # The shape of one sample, channels last.
    shape: tuple
    # How many numbers are trained: a peer with another number trains another network.
    parameters: int
    # Whether by Adam; else by gradient descent with momentum.
    uses_adam: bool = True


NETWORKS = {
    network.name: network
    for network in (
        # 784 inputs, 512 ReLU, 10 softmax.
        Network("mlp", (SIDE * SIDE,), 407_050),
        # 32 filters of 3 x 3, pooled, 64 of them, pooled, 64 ReLU, 10 softmax.
        Network("cnn", (SIDE, SIDE, 1), 121_930),
        # The first with a leaky rectifier.
        Network("leaky-relu", (SIDE * SIDE,), 407_050),
        # The first, trained by gradient descent with momentum.
        Network("sgd-momentum", (SIDE * SIDE,), 407_050, uses_adam=False),
        # The first with half of its 512 units left out.
        Network("dropout", (SIDE * SIDE,), 407_050),
        # 256, 128 and 64 ReLU.
        Network("deep", (SIDE * SIDE,), 242_762),
        # The first with its 512 units normalized over the batch.
        Network("batch-norm", (SIDE * SIDE,), 408_074),
    )
}
