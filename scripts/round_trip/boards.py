"""What TensorBoard itself reads in the event files of a training."""

import json

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util import tensor_util

from round_trip.command import CommandError
from round_trip.trips import Disagreement

EPOCHS = 2


def boards(lockstep, _):
    """Trains on pictures, and compares what TensorBoard reads with the log and the weights."""
    try:
        return _boards(lockstep)
    except CommandError as error:
        raise Disagreement(str(error)) from error


def _boards(lockstep):
    lockstep.run(
        "train", "--data", "digits", "--train-samples", 640, "--epochs", EPOCHS, "--verbose", 0,
        "--validation-split", 0.25, "--checkpoint-dir", "run", "--log", "log.jsonl",
        "--tensorboard", "board")
    with open(lockstep.path("log.jsonl"), encoding="utf-8") as file:
        log = [json.loads(line) for line in file]
    epochs = [line for line in log if "epoch" in line]
    train, validation = _read(lockstep, "train"), _read(lockstep, "validation")
    for board, keys in [(train, ("loss", "accuracy")), (validation, ("valLoss", "valAccuracy"))]:
        for tag, key in zip(("epoch_loss", "epoch_accuracy"), keys):
            _expect(
                tag, [(event.step, event.value) for event in board.Scalars(tag)],
                [(step, float(np.float32(line[key]))) for step, line in enumerate(epochs)])
    _expect("the learning rates", len(train.Scalars("epoch_learning_rate")), EPOCHS)

    lockstep.run("export", "run", "--output", "weights.npz")
    weights = np.load(lockstep.path("weights.npz"))
    for name in weights.files:
        last = train.Histograms(f"{name}/histogram")[-1]
        found = last.histogram_value
        _expect(f"the step of {name}", last.step, EPOCHS - 1)
        _expect(f"the size of {name}", found.num, weights[name].size)
        _expect(f"the range of {name}", (found.min, found.max), _range(weights[name]))
        gradient = train.Histograms(f"{name}/gradient/histogram")[-1].histogram_value
        _expect(f"the size of the gradient of {name}", gradient.num, weights[name].size)
        if not gradient.sum_squares > 0:
            raise Disagreement(f"the gradient of {name} is zero")

    pictures = [tag for tag in train.Tags()["tensors"] if tag.startswith("mistakes/")]
    if not pictures:
        raise Disagreement("no picture of a mistake")
    for tag in pictures:
        _expect(f"the plugin of {tag}", train.SummaryMetadata(tag).plugin_data.plugin_name, "images")
        width, height, picture = tensor_util.make_ndarray(train.Tensors(tag)[0].tensor_proto)
        _expect(f"the size of {tag}", (width, height), (b"28", b"28"))
        _expect(f"the file of {tag}", picture[:8], b"\x89PNG\r\n\x1a\n")
    model = json.loads(tensor_util.make_ndarray(train.Tensors("keras")[0].tensor_proto).item())
    _expect("the class of the model", model["class_name"], "Sequential")
    return f"TensorBoard reads {len(train.Tags()['histograms'])} histograms, {len(pictures)} pictures"


def _read(lockstep, name):
    # All events, and not a sample of them.
    board = EventAccumulator(
        lockstep.path(f"board/{name}"), size_guidance={"histograms": 0, "tensors": 0, "scalars": 0})
    board.Reload()
    return board


def _range(values):
    return float(values.min()), float(values.max())


def _expect(what, found, expected):
    if found != expected:
        raise Disagreement(f"{what}: TensorBoard reads {found}, expected {expected}")
