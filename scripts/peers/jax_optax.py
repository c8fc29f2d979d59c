"""JAX with Optax's Adam: one compiled function a step, which reuses its arguments' memory."""

from functools import partial

import jax
import jax.numpy as jnp
import optax

from peers import harness
from peers.networks import (
    BATCH_NORM_EPSILON, CLASSES, DROPPED, EPSILON, KEPT, LEAK, LEARNING_RATE, MOMENTUM, SGD_RATE)


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
        parameters, carried, logits = _networks(pool)[network.name]
        optimizer = (
            optax.adam(LEARNING_RATE, eps=EPSILON) if network.uses_adam
            else optax.sgd(SGD_RATE, MOMENTUM))
        state = optimizer.init(parameters)
        batches = harness.Batches(len(x), batch_size)

        def loss_of(parameters, carried, x, y):
            values, carried = logits(parameters, carried, x)
            losses = optax.softmax_cross_entropy_with_integer_labels(values, y)
            return losses.mean(), carried

        @partial(jax.jit, donate_argnums=(0, 1, 2))
        def update(parameters, state, carried, x, y, places):
            (loss, carried), gradients = jax.value_and_grad(loss_of, has_aux=True)(
                parameters, carried, x[places], y[places])
            updates, state = optimizer.update(gradients, state)
            return optax.apply_updates(parameters, updates), state, carried, loss

        def step():
            nonlocal parameters, state, carried
            parameters, state, carried, loss = update(
                parameters, state, carried, x, y, next(batches))
            return loss

        count = sum(array.size for array in jax.tree.leaves(parameters))
        return harness.Training(count, lambda steps: harness.timed(steps, step))

    def meet(self):
        """There is one process."""


def _networks(pool):
    """Each network's parameters, what else it carries from step to step, and its function."""
    mlp = ((784, 512), (512, CLASSES))
    cnn = ((3, 3, 1, 32), (3, 3, 32, 64), (1600, 64), (64, CLASSES))
    deep = ((784, 256), (256, 128), (128, 64), (64, CLASSES))
    normalized = _initialized(mlp) + [(jnp.ones(512), jnp.zeros(512))]
    return {
        "mlp": (_initialized(mlp), (), _dense_layers),
        "cnn": (_initialized(cnn), (), partial(_cnn, pool=pool)),
        "leaky-relu": (
            _initialized(mlp), (),
            partial(_dense_layers, activation=partial(jax.nn.leaky_relu, negative_slope=LEAK))),
        "sgd-momentum": (_initialized(mlp), (), _dense_layers),
        # XLA's own generator is several times quicker on processors than JAX's usual one.
        "dropout": (_initialized(mlp), jax.random.key(1, impl="rbg"), _dropped),
        "deep": (_initialized(deep), (), _dense_layers),
        "batch-norm": (normalized, (jnp.zeros(512), jnp.ones(512)), _normalized),
    }


def _initialized(shapes):
    """Kernels of the given shapes, and biases of the size of their last axes."""
    keys = jax.random.split(jax.random.key(0), len(shapes))
    kernel = jax.nn.initializers.glorot_uniform()
    return [(kernel(key, shape), jnp.zeros(shape[-1])) for key, shape in zip(keys, shapes)]


def _dense(x, kernel, bias):
    return x @ kernel + bias


def _dense_layers(parameters, carried, x, activation=jax.nn.relu):
    *hidden, output = parameters
    for layer in hidden:
        x = activation(_dense(x, *layer))
    return _dense(x, *output), carried


def _dropped(parameters, key, x):
    hidden, output = parameters
    key, draws = jax.random.split(key)
    x = jax.nn.relu(_dense(x, *hidden))
    kept = jax.random.bernoulli(draws, 1 - DROPPED, x.shape)
    return _dense(jnp.where(kept, x / (1 - DROPPED), 0), *output), key


def _normalized(parameters, statistics, x):
    hidden, output, (scale, shift) = parameters
    x = jax.nn.relu(_dense(x, *hidden))
    mean, variance = x.mean(0), x.var(0)
    statistics = tuple(
        KEPT * kept + (1 - KEPT) * new for kept, new in zip(statistics, (mean, variance)))
    x = (x - mean) * jax.lax.rsqrt(variance + BATCH_NORM_EPSILON) * scale + shift
    return _dense(x, *output), jax.lax.stop_gradient(statistics)


def _cnn(parameters, carried, x, pool):
    *filters, hidden, output = parameters
    for layer in filters:
        x = pool(jax.nn.relu(_convolution(x, *layer)))
    x = jax.nn.relu(_dense(x.reshape(len(x), -1), *hidden))
    return _dense(x, *output), carried


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
