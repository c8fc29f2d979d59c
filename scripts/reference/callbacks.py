"""Keras's callbacks, driven over recorded logs: what each decides, epoch by epoch."""

import contextlib
import io
import os
import pathlib
import tempfile
import warnings
from dataclasses import dataclass, field

import keras
import numpy as np


@dataclass(frozen=True)
class Run:
    """One call of fit: its arguments, and how it ends."""

    epochs: int | None = None
    initial_epoch: int = 0
    # Whether the process dies after the last epoch, before the end of training.
    killed: bool = False
    # Whether model and callbacks are those of the run before, rather than a new process's.
    continued: bool = False


@dataclass(frozen=True)
class CallbackCase:
    """A callback, and the logs that it is given after each epoch."""

    name: str
    about: str
    callback: str
    arguments: dict
    # For each epoch its logs, in fit's order.
    history: list
    learning_rate: float = 0.1
    # A class of keras.optimizers.schedules and its arguments, instead of the learning rate.
    schedule: tuple | None = None
    # More callbacks, which come after the first.
    also: tuple = ()
    runs: tuple = (Run(),)
    # Files that are there before the first run, and whether the text of all is kept after each.
    files: dict = field(default_factory=dict)
    keeps_files: bool = False


def make_decisions(case):
    """Runs a case and says what its family's file holds of it."""
    entry = {"name": case.name, "about": case.about, "callback": case.callback}
    entry |= {"arguments": case.arguments, "learning_rate": case.learning_rate}
    if case.schedule:
        entry["learning_rate"] = {"class_name": case.schedule[0], "config": case.schedule[1]}
    if case.also:
        entry["also"] = [{"callback": name, "arguments": values} for name, values in case.also]
    if case.files:
        entry["files"] = case.files
    entry |= {"history": case.history, "runs": []}
    model, callbacks = None, []
    with _empty_folder():
        for name, content in case.files.items():
            pathlib.Path(name).write_text(content)
        for run in case.runs:
            if not run.continued:
                model, callbacks = _make_model(case), []
            entry["runs"].append(_Session(case, run, model, callbacks).observe())
    return _encoded(entry)


@contextlib.contextmanager
def _empty_folder():
    """A folder of its own, so that files have short names."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def _make_model(case):
    """A model of one weight, which tells the epoch that it is from."""
    keras.utils.clear_session()
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    model = keras.Sequential([
        keras.Input((1,)), keras.layers.Dense(1, activation="sigmoid", use_bias=False)])
    rate = case.learning_rate
    if case.schedule:
        rate = getattr(keras.optimizers.schedules, case.schedule[0])(**case.schedule[1])
    model.compile(
        optimizer=keras.optimizers.SGD(rate), loss="binary_crossentropy",
        metrics=["accuracy", "auc", "mae"], run_eagerly=True)
    # Keras knows the names of the metrics, and so their directions, after their first use.
    model.evaluate(np.ones((2, 1)), np.array([[0.0], [1.0]]), verbose=0)
    _mark(model, 0)
    return model


def _mark(model, number):
    model.set_weights([np.full((1, 1), number, dtype="float32")])


def _marked(model):
    return int(model.get_weights()[0].item())


class _Session:
    """The hooks of one fit, in Keras's order, and what they did."""

    def __init__(self, case, run, model, callbacks):
        self.case, self.run, self.model, self.callbacks = case, run, model, callbacks
        self.entry = {name: True for name in ("killed", "continued") if getattr(run, name)}
        if run.initial_epoch:
            self.entry["initial_epoch"] = run.initial_epoch

    def observe(self):
        try:
            self._fit()
        except Exception as error:
            # A KeyError's text is its message in quotes.
            message = error.args[0] if error.args else str(error)
            self.entry["error"] = {"type": type(error).__name__, "message": message}
        if self.case.keeps_files:
            names = sorted(path for path in pathlib.Path().rglob("*") if path.is_file())
            self.entry["files"] = {str(path): _text(path) for path in names}
        return self.entry

    def _fit(self):
        entry, model, count = self.entry, self.model, len(self.case.history)
        with self._recording("at_start"):
            if not self.run.continued:
                self.callbacks += _make_callbacks(self.case)
            hooks = keras.callbacks.CallbackList(
                self.callbacks, add_history=True, model=model, epochs=count, steps=1, verbose=0)
            model.stop_training = False
            model._initial_epoch = None
            hooks.on_train_begin()
        first = model._initial_epoch or self.run.initial_epoch
        entry |= {"first_epoch": first, "weights_at_start": _marked(model), "epochs": []}
        logs = None
        for epoch in range(first, count if self.run.epochs is None else self.run.epochs):
            # Before the hooks, so that an error leaves the epoch in which it was raised.
            entry["epochs"].append({})
            self._epoch(hooks, epoch, entry["epochs"][-1])
            logs = self.case.history[epoch]
            if model.stop_training:
                break
        if self.run.killed:
            return
        with self._recording("at_end"):
            hooks.on_train_end(logs)
        entry["weights_at_end"] = _marked(model)
        if self.case.callback == "EarlyStopping":
            entry["stopped_epoch"] = self.callbacks[0].stopped_epoch
        if self.case.callback == "History":
            entry |= {"history": model.history.history, "epoch": model.history.epoch}

    def _epoch(self, hooks, epoch, entry):
        """Runs an epoch of one batch."""
        model, logs = self.model, self.case.history[epoch]
        training = {key: value for key, value in logs.items() if not key.startswith("val_")}
        _forget_times()
        with self._recording("at_start", entry):
            hooks.on_epoch_begin(epoch)
        with self._recording("at_batch", entry):
            hooks.on_train_batch_begin(0)
            _mark(model, epoch + 1)
            hooks.on_train_batch_end(0, training)
        with self._recording("at_end", entry):
            hooks.on_epoch_end(epoch, logs)
        entry["stopped"] = model.stop_training
        entry["learning_rate"] = float(model.optimizer.learning_rate)
        if (rates := model.history.history.get("learning_rate")):
            entry["logged_learning_rate"] = rates[-1]
        if self.case.callback != "History":
            first = vars(self.callbacks[0])
            names = ("wait", "best", "cooldown_counter")
            entry |= {name: first[name] for name in names if name in first}
        if self.case.callback in ("ModelCheckpoint", "BackupAndRestore"):
            entry["saved"] = _written()

    @contextlib.contextmanager
    def _recording(self, when, entry=None):
        """Keeps what is printed, and what Python is warned about."""
        entry = self.entry if entry is None else entry
        with contextlib.redirect_stdout(io.StringIO()) as printed, \
                warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                yield
            finally:
                if printed.getvalue():
                    entry[f"printed_{when}"] = printed.getvalue()
                texts = [str(w.message) for w in warned if w.category is UserWarning]
                if texts:
                    entry[f"warned_{when}"] = texts


def _make_callbacks(case):
    """All of a case; Keras makes a history itself, and puts it last."""
    pairs = ((case.callback, case.arguments), *case.also)
    return [_make_callback(*pair) for pair in pairs if pair[0] != "History"]


def _make_callback(name, arguments):
    arguments = dict(arguments)
    if "schedule" in arguments:
        # The text is a constant of the cases: what stands behind Python's `lambda`.
        arguments["schedule"] = eval(f"lambda {arguments['schedule']}")
    return getattr(keras.callbacks, name)(**arguments)


def _forget_times():
    for path in pathlib.Path().rglob("*"):
        os.utime(path, (0, 0))


def _written():
    """The files that were written since their times were forgotten."""
    return sorted(str(path) for path in pathlib.Path().rglob("*")
                  if path.is_file() and path.stat().st_mtime_ns)


def _text(path):
    """A file's text with its line ends as they are."""
    return path.read_bytes().decode()


def _encoded(value):
    """The value for JSON, which has neither NaN nor infinity."""
    if isinstance(value, dict):
        return {key: _encoded(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encoded(entry) for entry in value]
    if isinstance(value, float) and not np.isfinite(value):
        return "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
