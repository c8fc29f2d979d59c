"""The peers: which there are, what each needs, and the settings that its makers document."""

import platform
from dataclasses import dataclass, field

# What pip installs for each framework. Where it also finds a build without the libraries of
# graphics cards (torch's ends with "+cpu"), it takes that.
_TENSORFLOW = ("tensorflow-cpu" if (platform.system(), platform.machine()) == ("Linux", "x86_64")
               else "tensorflow")
FRAMEWORKS = {
    "keras": ("keras==3.15.1", f"{_TENSORFLOW}==2.21.0"),
    "jax": ("jax==0.10.2", "jaxlib==0.10.2", "optax==0.2.8"),
    "torch": ("torch==2.13.0", "numpy"),
}


@dataclass(frozen=True)
class Peer:
    """A way to train with a framework."""

    name: str
    framework: str
    module: str
    variant: str
    about: str
    # Whether it is several processes, one a rank, instead of threads.
    is_parallel: bool = False
    environment: dict = field(default_factory=dict)

    def environment_for(self, threads, caches):
        """The variables of its processes, each with so many threads."""
        values = {
            # No graphics card, wherever this runs.
            "CUDA_VISIBLE_DEVICES": "",
            "OMP_NUM_THREADS": str(threads),
        } | self.environment
        if self.framework == "jax" and threads == 1:
            values["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
        if self.framework == "torch":
            values["TORCHINDUCTOR_CACHE_DIR"] = caches
        return values


def _keras(name, variant, about):
    return Peer(name, "keras", "keras_tensorflow", variant, about,
                environment={"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "2"})


def _jax(name, variant, about):
    return Peer(name, "jax", "jax_optax", variant, about, environment={"JAX_PLATFORMS": "cpu"})


def _torch(name, variant, about):
    return Peer(name, "torch", "pytorch", variant, about)


def _ddp(name, variant, about):
    return Peer(name, "torch", "pytorch", variant, about, is_parallel=True,
                environment={"GLOO_SOCKET_IFNAME": "lo"})


PEERS = {
    peer.name: peer
    for peer in (
        _keras("keras", "", "fit, jit_compile=\"auto\""),
        _keras("keras-jit", "jit", "fit, jit_compile=True"),
        _keras("keras-executions", "executions", "fit, steps_per_execution=10"),
        _jax("jax", "", "jit, donated buffers, pooling by reshape"),
        _jax("jax-window", "window", "jit, donated buffers, pooling by reduce_window"),
        _torch("torch", "", "eager, Adam as it comes"),
        _torch("torch-fused", "fused", "eager, fused Adam"),
        _torch("torch-compile", "compile", "the whole step compiled, Adam too"),
        _torch("torch-compile-fused", "compile+fused", "the whole step compiled, fused Adam"),
        _ddp("ddp", "fused", "DistributedDataParallel over gloo, fused Adam"),
        _ddp("ddp-compile", "compile+fused", "the same, the network compiled"),
    )
}
