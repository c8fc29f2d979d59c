"""What is trained, in every program alike."""

from dataclasses import dataclass

# Adam's numbers as Keras has them, which Lockstep follows.
LEARNING_RATE = 0.001
EPSILON = 1e-7

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


NETWORKS = {
    network.name: network
    for network in (
        # 784 inputs, 512 ReLU, 10 softmax.
        Network("mlp", (SIDE * SIDE,), 407_050),
        # 32 filters of 3 x 3, pooled, 64 of them, pooled, 64 ReLU, 10 softmax.
        Network("cnn", (SIDE, SIDE, 1), 121_930),
    )
}
