"""JAX with Optax's Adam: one compiled function a step, which reuses its arguments' memory."""

from functools import partial

import jax
import jax.numpy as jnp
import optax

from peers import harness
from peers.networks import CLASSES, EPSILON, LEARNING_RATE


class Peer:
    """JAX on as many threads as there are cores to run on.

    The variants: `window` pools with `lax.reduce_window`, as Flax does; else it is the largest of a
    reshaped array, whose gradient XLA computes several times quicker on processors.
    """

    def __init__(self, settings):
        self.settings = settings
        self.about = f"JAX {jax.__version__}, Optax {optax.__version__}"

    def prepare(self, network, batch_size):
        jax.clear_caches()
        x, y = (jnp.asarray(array) for array in harness.samples(self.settings, network))
        pool = _window_pool if "window" in self.settings.variant else _reshape_pool
        initial, logits = {"mlp": (MLP, _mlp), "cnn": (CNN, partial(_cnn, pool=pool))}[network.name]
        parameters = _initialized(initial)
        adam = optax.adam(LEARNING_RATE, eps=EPSILON)
        state = adam.init(parameters)
        batches = harness.Batches(len(x), batch_size)

        def loss_of(parameters, x, y):
            losses = optax.softmax_cross_entropy_with_integer_labels(logits(parameters, x), y)
            return losses.mean()

        @partial(jax.jit, donate_argnums=(0, 1))
        def update(parameters, state, x, y, places):
            loss, gradients = jax.value_and_grad(loss_of)(parameters, x[places], y[places])
            updates, state = adam.update(gradients, state)
            return optax.apply_updates(parameters, updates), state, loss

        def step():
            nonlocal parameters, state
            parameters, state, loss = update(parameters, state, x, y, next(batches))
            return loss

        count = sum(array.size for array in jax.tree.leaves(parameters))
        return harness.Training(count, lambda steps: harness.timed(steps, step))

    def meet(self):
        """There is one process."""


# The shapes of the kernels; a bias has the size of its kernel's last axis.
MLP = ((784, 512), (512, CLASSES))
CNN = ((3, 3, 1, 32), (3, 3, 32, 64), (1600, 64), (64, CLASSES))


def _initialized(shapes):
    keys = jax.random.split(jax.random.key(0), len(shapes))
    kernel = jax.nn.initializers.glorot_uniform()
    return [(kernel(key, shape), jnp.zeros(shape[-1])) for key, shape in zip(keys, shapes)]


def _dense(x, kernel, bias):
    return x @ kernel + bias


def _mlp(parameters, x):
    hidden, output = parameters
    return _dense(jax.nn.relu(_dense(x, *hidden)), *output)


def _cnn(parameters, x, pool):
    *filters, hidden, output = parameters
    for layer in filters:
        x = pool(jax.nn.relu(_convolution(x, *layer)))
    x = jax.nn.relu(_dense(x.reshape(len(x), -1), *hidden))
    return _dense(x, *output)


def _convolution(x, kernel, bias):
    return bias + jax.lax.conv_general_dilated(
        x, kernel, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))


def _window_pool(x):
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def _reshape_pool(x):
    n, height, width, channels = x.shape
    x = x[:, :height // 2 * 2, :width // 2 * 2]
    return x.reshape(n, height // 2, 2, width // 2, 2, channels).max((2, 4))


if __name__ == "__main__":
    harness.run(Peer)
