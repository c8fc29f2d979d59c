"""PyTorch: eager, with fused Adam, compiled; and on several ranks with DistributedDataParallel."""

import datetime

import numpy as np
import torch
from torch import distributed, nn
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel

from peers import harness
from peers.networks import (
    BATCH_NORM_EPSILON, CLASSES, DROPPED, EPSILON, KEPT, LEAK, LEARNING_RATE, MOMENTUM, SGD_RATE)


class Peer:
    """A process of PyTorch with so many threads; one of several, if there is a meeting.

    The variants: `fused` uses Adam's fused kernel; `compile` compiles whole steps, the update too,
    or over several ranks what DistributedDataParallel has around it.
    """

    def __init__(self, settings):
        self.settings = settings
        torch.set_num_threads(settings.threads)
        torch.set_num_interop_threads(1)
        torch.set_flush_denormal(True)
        self.is_parallel = settings.meeting is not None
        if self.is_parallel:
            distributed.init_process_group(
                "gloo", init_method=f"file://{settings.meeting}", rank=settings.rank,
                world_size=settings.world, timeout=datetime.timedelta(hours=6))
        self.about = f"PyTorch {torch.__version__}"

    def prepare(self, network, batch_size):
        torch.compiler.reset()
        x, y = harness.samples(self.settings, network)
        x, y = torch.from_numpy(x), torch.from_numpy(y.astype(np.int64))
        model = MODELS[network.name]()
        count = sum(p.numel() for p in model.parameters())
        if network.name == "cnn":
            # Channels are last in memory already; PyTorch's shapes have them first all the same.
            x = x.permute(0, 3, 1, 2)
            model = model.to(memory_format=torch.channels_last)
        if self.is_parallel:
            model = DistributedDataParallel(
                model, gradient_as_bucket_view=True, static_graph=True)
        update = self._update(model, network.uses_adam)
        batches = harness.Batches(len(x), batch_size, self._shard(batch_size))

        def step():
            places = torch.from_numpy(next(batches))
            return update(x.index_select(0, places), y.index_select(0, places))

        return harness.Training(count, lambda steps: harness.timed(steps, step))

    def meet(self):
        if self.is_parallel:
            distributed.barrier()

    def _shard(self, batch_size):
        rank, world = self.settings.rank, self.settings.world
        return slice(rank * batch_size // world, (rank + 1) * batch_size // world)

    def _update(self, model, uses_adam):
        compiles = "compile" in self.settings.variant
        # False would mean a loop over the weights.
        fused = True if "fused" in self.settings.variant else None
        if uses_adam:
            optimizer = torch.optim.Adam(
                model.parameters(), lr=LEARNING_RATE, eps=EPSILON, fused=fused)
        else:
            optimizer = torch.optim.SGD(
                model.parameters(), lr=SGD_RATE, momentum=MOMENTUM, fused=fused)
        network = torch.compile(model, dynamic=False) if compiles and self.is_parallel else model

        def update(x, y):
            loss = functional.cross_entropy(network(x), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            return loss.detach()

        if compiles and not self.is_parallel:
            return torch.compile(update, dynamic=False)
        return update


def _mlp(*behind, activation=nn.ReLU):
    return nn.Sequential(
        nn.Linear(784, 512), activation(), *behind, nn.Linear(512, CLASSES))


def _cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1600, 64), nn.ReLU(), nn.Linear(64, CLASSES))


def _deep():
    return nn.Sequential(
        nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 64),
        nn.ReLU(), nn.Linear(64, CLASSES))


MODELS = {
    "mlp": _mlp,
    "cnn": _cnn,
    "leaky-relu": lambda: _mlp(activation=lambda: nn.LeakyReLU(LEAK)),
    "sgd-momentum": _mlp,
    "dropout": lambda: _mlp(nn.Dropout(DROPPED)),
    "deep": _deep,
    # Over several ranks each has statistics of its own: PyTorch sums them on graphics cards only.
    "batch-norm": lambda: _mlp(nn.BatchNorm1d(512, BATCH_NORM_EPSILON, 1 - KEPT)),
}

if __name__ == "__main__":
    harness.run(Peer)
