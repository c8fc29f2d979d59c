"""Callbacks over recorded logs, with what is rarely thought of: ties, NaN, bounds, second fits."""

from reference.callbacks import CallbackCase, Run

NAN, INFINITY = float("nan"), float("inf")
# Improves three times after the first epoch; what counts as better depends on the least difference.
LOSSES = (0.9, 0.7, 0.75, 0.695, 0.71, 0.72, 0.7, 0.6)
PLATEAU = (0.9, 0.8, 0.8, 0.81, 0.8, 0.7999, 0.79995, 0.8, 0.8, 0.8)


def logs(values, name="val_loss"):
    """Logs of epochs in which one number is as given; the losses besides fall slowly."""
    return [{"loss": 1.0 - epoch / 16, "val_loss": 1.0 - epoch / 32} | {name: value}
            for epoch, value in enumerate(values)]


def full_logs(values):
    """Logs with accuracies, in fit's order; the validation's losses are as given."""
    return [{"accuracy": 0.5 + epoch / 64, "loss": 1.0 - epoch / 16,
             "val_accuracy": 0.5 + epoch / 128, "val_loss": value}
            for epoch, value in enumerate(values)]


def stopping(name, about, values, *, monitor=None, runs=(Run(),), **arguments):
    arguments |= {"monitor": monitor} if monitor else {}
    return CallbackCase(
        f"early_stopping_{name}", about, "EarlyStopping", arguments,
        logs(values, monitor or "val_loss"), runs=runs)


def early_stopping():
    rising = (0.1, 0.3, 0.2, 0.25, 0.3, 0.1)
    restore = {"restore_best_weights": True, "verbose": 1}
    yield stopping("default", "No patience: the first epoch without improvement ends it.", LOSSES)
    yield stopping("patience_1", "Patience 1 is as none.", LOSSES, patience=1)
    yield stopping("patience_3", "Three epochs in a row.", LOSSES, patience=3, verbose=1)
    yield stopping("patience_runs_out_last", "It stops in the last epoch.", LOSSES[:6], patience=2)
    yield stopping("never", "The end comes first.", LOSSES, patience=5, verbose=1)
    yield stopping("first_epoch", "Nothing is better than NaN, but epoch 1 never stops.",
                   (NAN, 0.5, 0.4), verbose=1)
    yield stopping("minimum_difference", "0.695 is not 0.01 better than 0.7.", LOSSES,
                   patience=3, min_delta=0.01)
    yield stopping("negative_difference", "As 0.01: the sign is dropped.", LOSSES,
                   patience=3, min_delta=-0.01)
    yield stopping("exact_difference", "Better by exactly the difference is not better.",
                   (1.0, 0.75, 0.5, 0.25), patience=2, min_delta=0.25)
    yield stopping("single_precision", "Values are compared in single precision.",
                   (0.5, 0.5 - 1e-9, 0.5 - 2e-9, 0.5 - 1e-7, 0.4), patience=2)
    yield stopping("equal", "An equal value is no improvement.", (0.5,) * 4, patience=2)
    yield stopping("baseline_reached", "Patience starts again once the baseline is passed.",
                   (0.9, 0.7, 0.6, 0.4, 0.45, 0.45, 0.45), patience=3, baseline=0.65)
    yield stopping("baseline_never_reached", "Improvements above the baseline do not count.",
                   (0.9, 0.8, 0.7, 0.6, 0.55), patience=3, baseline=0.5, **restore)
    yield stopping("baseline_equal", "A value equal to the baseline has not passed it.",
                   (0.5, 0.5, 0.5), patience=2, baseline=0.5)
    yield stopping("baseline_accuracy", "A baseline for a number that should rise.", rising,
                   monitor="val_accuracy", patience=2, baseline=0.25, min_delta=0.01)
    yield stopping("start_from_epoch", "The first three epochs are not looked at.",
                   (0.1, 0.2, 0.3, 0.9, 0.8, 0.85, 0.85, 0.85), patience=2, start_from_epoch=3,
                   **restore)
    yield stopping("start_after_the_end", "No epoch is looked at, none is restored.",
                   LOSSES[:3], start_from_epoch=5, **restore)
    yield stopping("restore", "The best epoch's weights come back.", LOSSES, patience=3, **restore)
    yield stopping("restore_at_end", "They come back too when training was not stopped.", LOSSES,
                   patience=5, **restore)
    yield stopping("restore_last", "The last epoch is the best.", (0.9, 0.8, 0.7), patience=2,
                   **restore)
    yield stopping("restore_never_better", "Only NaN: the first epoch's weights come back.",
                   (NAN, NAN, NAN, NAN), patience=2, **restore)
    yield stopping("nan_first", "A NaN in the first epoch stays the best.", (NAN, 0.5, 0.4, 0.3),
                   patience=2, **restore)
    yield stopping("nan_later", "A later NaN is no improvement.", (0.5, NAN, 0.4, NAN, NAN, 0.1),
                   patience=2, **restore)
    yield stopping("infinity_first", "Anything finite is better than infinity.",
                   (INFINITY, INFINITY, 0.5, INFINITY, -INFINITY, 0.0, -INFINITY), patience=2)
    yield stopping("accuracy", "`auto` knows that an accuracy should rise.", rising,
                   monitor="accuracy", patience=2)
    yield stopping("validation_accuracy", "The same of the validation set's.", rising,
                   monitor="val_accuracy", patience=2, min_delta=0.05, **restore)
    yield stopping("area", "An area under a curve should rise.", rising, monitor="val_auc",
                   patience=2)
    yield stopping("error", "An absolute error should fall.", LOSSES[:6], monitor="mae", patience=2)
    yield stopping("loss", "The training loss should fall.", LOSSES[:6], monitor="loss", patience=2)
    yield stopping("maximum_of_loss", "`max` is obeyed, whatever is looked at.", rising,
                   monitor="loss", mode="max", patience=2, **restore)
    yield stopping("minimum_of_accuracy", "`min` is obeyed too.", LOSSES[:6],
                   monitor="accuracy", mode="min", patience=2)
    yield stopping("unknown_mode", "An unknown mode is `auto`, with a warning.", rising,
                   monitor="accuracy", mode="largest", patience=2)
    yield stopping("unknown_direction", "`auto` cannot know which way a name should go.", rising,
                   monitor="my_score")
    yield CallbackCase(
        "early_stopping_missing", "A name that no log has: a warning an epoch, nothing else.",
        "EarlyStopping", {"monitor": "val_auc", "mode": "max", **restore}, logs(LOSSES[:3]))
    # validation_freq=2: every other epoch has no such number.
    sparse = [dict(entry) for entry in logs((0.9, 0.8, 0.7, 0.75, 0.7, 0.7))]
    for entry in sparse[::2]:
        del entry["val_loss"]
    yield CallbackCase(
        "early_stopping_every_other_epoch", "Epochs without the number do not count.",
        "EarlyStopping", {"patience": 2}, [*sparse, *sparse[2:4]])
    yield stopping("second_fit", "A second fit begins anew.", (0.5, 0.6, 0.4, 0.45, 0.45, 0.45),
                   patience=2, runs=(Run(epochs=2), Run(initial_epoch=2, continued=True)),
                   **restore)
    yield stopping("zero_epochs", "A fit of no epoch.", LOSSES[:2], runs=(Run(epochs=0),), **restore)


def plateau(name, about, values=PLATEAU, *, runs=(Run(),), learning_rate=0.1, schedule=None,
            also=(), keeps_files=False, monitor=None, **arguments):
    arguments |= {"monitor": monitor} if monitor else {}
    return CallbackCase(
        f"reduce_lr_{name}", about, "ReduceLROnPlateau", arguments,
        logs(values, monitor or "val_loss"), learning_rate, schedule, also, runs,
        keeps_files=keeps_files)


def reduce_lr():
    yield plateau("default", "Patience 10.", (0.5,) * 13, verbose=1)
    yield plateau("patience_2", "Two epochs in a row, again and again.", patience=2, verbose=1)
    yield plateau("patience_0", "Any epoch without improvement.", patience=0, factor=0.5)
    yield plateau("factor", "A factor that is not a power of ten, rounded to single precision.",
                  (0.5,) * 6, learning_rate=0.001, patience=1, factor=0.3, verbose=1)
    yield plateau("default_difference", "Less than 0.0001 is no improvement.",
                  (0.1, 0.09995, 0.0999, 0.0998, 0.0997, 0.09965), patience=2, verbose=1)
    yield plateau("no_difference", "Any improvement is one.",
                  (0.1, 0.09999, 0.09998, 0.09998, 0.09997), patience=1, min_delta=0.0)
    yield plateau("cooldown", "Epochs of the cooldown do not count.", (0.5,) * 9, patience=2,
                  cooldown=2, factor=0.5, verbose=1)
    yield plateau("cooldown_improving", "An improvement in the cooldown.",
                  (0.5, 0.5, 0.4, 0.4, 0.4, 0.4, 0.3, 0.4), patience=1, cooldown=2, factor=0.5)
    yield plateau("cooldown_1", "A cooldown of one epoch ends before that epoch is judged.",
                  (0.5,) * 6, patience=1, cooldown=1, factor=0.5)
    yield plateau("minimum", "Never below the least rate; there, nothing is printed any more.",
                  (0.5,) * 6, patience=1, min_lr=0.002, verbose=1)
    yield plateau("minimum_reached", "A rate that starts at the least one.", (0.5,) * 4,
                  learning_rate=0.01, patience=1, min_lr=0.01, verbose=1)
    yield plateau("vanishing", "Down to 0 in single precision.", (0.5,) * 6, learning_rate=1e-30,
                  patience=1, factor=1e-8, verbose=1)
    yield plateau("nan", "NaN is no improvement; a first NaN stays the best.",
                  (NAN, 0.5, 0.4, 0.3, 0.2), patience=2)
    yield plateau("accuracy", "A number that should rise.", (0.5, 0.6, 0.6, 0.60005, 0.7, 0.65),
                  monitor="val_accuracy", patience=2)
    yield plateau("maximum", "`max` of a loss.", (0.5, 0.4, 0.6, 0.5, 0.5), mode="max", patience=2)
    yield plateau("second_fit", "Wait and cooldown start again; the rate stays.", (0.5,) * 8,
                  patience=2, cooldown=2,
                  runs=(Run(epochs=4), Run(initial_epoch=4, continued=True)))
    yield plateau("factor_1", "A factor of 1 or more is an error.", (0.5,), factor=1.0)
    yield plateau("of_schedule", "A rate that follows a schedule cannot be set.", (0.5,) * 3,
                  schedule=("ExponentialDecay", {
                      "initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5}),
                  patience=1)
    yield CallbackCase(
        "reduce_lr_missing", "A name that no log has: a warning an epoch.", "ReduceLROnPlateau",
        {"monitor": "val_mae", "patience": 1}, logs((0.5,) * 3))
    yield plateau("then_stopping", "Both wait for the same number.",
                  (0.5, 0.5, 0.5, 0.4, 0.5, 0.5, 0.5, 0.5), patience=2, verbose=1,
                  also=(("EarlyStopping", {"patience": 3, "verbose": 1}),))
    yield plateau("then_csv", "The rate that the epoch used is in the table behind it.",
                  (0.5,) * 3, patience=1, keeps_files=True,
                  also=(("CSVLogger", {"filename": "log.csv"}),))


def scheduler(name, about, function, *, verbose=0, **options):
    return CallbackCase(
        f"scheduler_{name}", about, "LearningRateScheduler",
        {"schedule": function, "verbose": verbose}, logs((0.5,) * 5), **options)


def schedulers():
    yield scheduler("epoch", "A function of the epoch, which counts from 0.",
                    "epoch: 0.1 * 0.5 ** (epoch // 2)", verbose=1)
    yield scheduler("rate", "A function of epoch and rate, which arrives in single precision.",
                    "epoch, lr: lr * 0.9", learning_rate=0.01, verbose=1)
    yield scheduler("warmup", "Constant, then falling.",
                    "epoch, lr: lr if epoch < 2 else lr * 0.5", learning_rate=0.001)
    yield scheduler("integer", "A function that returns an integer is an error.", "epoch: 1")
    yield scheduler("initial_epoch", "A fit that begins at its third epoch.",
                    "epoch: 0.1 / (epoch + 1)", runs=(Run(initial_epoch=2),))
    yield scheduler("of_schedule", "A rate that follows a schedule cannot be set.",
                    "epoch: 0.1", schedule=("ExponentialDecay", {
                        "initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5}))


def checkpoint(name, about, values=LOSSES, *, monitor=None, runs=(Run(),), filepath="best.keras",
               history=None, **arguments):
    arguments = {"filepath": filepath} | arguments | ({"monitor": monitor} if monitor else {})
    return CallbackCase(
        f"checkpoint_{name}", about, "ModelCheckpoint", arguments,
        history or logs(values, monitor or "val_loss"), runs=runs)


def checkpoints():
    best = {"save_best_only": True}
    yield checkpoint("default", "After every epoch.", LOSSES[:3], verbose=1)
    yield checkpoint("best", "Only what is better than all before.", verbose=1, **best)
    yield checkpoint("best_accuracy", "A number that should rise.", (0.5, 0.6, 0.6, 0.7, 0.65),
                     monitor="val_accuracy", verbose=1, **best)
    yield checkpoint("best_maximum", "`max` of a loss.", mode="max", monitor="loss", **best)
    yield checkpoint("threshold", "What is not better than a first threshold is not saved.",
                     initial_value_threshold=0.7, verbose=1, **best)
    yield checkpoint("nan", "A NaN in the first epoch is saved, and nothing is better.",
                     (NAN, 0.5, 0.4), verbose=1, **best)
    yield checkpoint("nan_later", "A later NaN is not saved.", (0.5, NAN, 0.4), verbose=1, **best)
    yield checkpoint("equal", "An equal value is not saved.", (0.5, 0.5, 0.25), **best)
    yield checkpoint("template", "Names with epoch, from 1, and numbers of the logs.", LOSSES[:4],
                     filepath="{epoch:02d}-{val_loss:.2f}.keras", verbose=1)
    yield checkpoint("template_best", "A name for each improvement.", history=full_logs(LOSSES),
                     filepath="saved/{epoch}-{val_accuracy:.4f}-{loss:.3e}.keras", **best)
    yield checkpoint("template_missing", "A name that no log has is an error.", LOSSES[:2],
                     filepath="{epoch}-{val_auc:.2f}.keras")
    yield checkpoint("weights", "Weights alone, named with the batch.", LOSSES[:4],
                     filepath="{epoch}-{batch}.weights.h5", save_weights_only=True, save_freq=2)
    yield checkpoint("second_fit", "The best of the first fit is still the best.",
                     (0.5, 0.4, 0.45, 0.42, 0.3), verbose=1,
                     runs=(Run(epochs=2), Run(initial_epoch=2, continued=True)), **best)
    yield checkpoint("extension", "A name without .keras is an error.", LOSSES[:1],
                     filepath="best.safetensors")
    yield CallbackCase(
        "checkpoint_missing", "A name that no log has: a warning an epoch, and all are saved.",
        "ModelCheckpoint", {"filepath": "best.keras", "monitor": "val_mae", **best},
        logs(LOSSES[:2]))


def csv(name, about, history, runs=(Run(),), files=None, **arguments):
    return CallbackCase(
        f"csv_{name}", about, "CSVLogger", {"filename": "log.csv"} | arguments, history, runs=runs,
        files=files or {}, keeps_files=True)


def csv_loggers():
    plain = full_logs((0.9, 0.10000000149011612, 1e-05))
    halves = (Run(epochs=2), Run(initial_epoch=2))
    yield csv("default", "Sorted names, epochs from 0, the shortest digits of a double.", plain)
    yield csv("separator", "A separator that is no comma.", plain, separator=";")
    yield csv("numbers", "Large, small and whole numbers, NaN and infinity.", [
        {"loss": value, "val_loss": -value} for value in (
            1e16, 123456789.0, 0.30000000000000004, 2.0, 0.0, 1e-4, 1e-5, 1e22, NAN, INFINITY)])
    yield csv("keys_gone", "A number that is missing later is NA.", [
        {"accuracy": 0.5, "loss": 1.0, "val_loss": 2.0}, {"loss": 0.5}, {"accuracy": 1.0}])
    yield csv("keys_new", "A number that comes later is dropped.", [
        {"loss": 1.0, "val_loss": 2.0}, {"loss": 0.5, "val_loss": 1.0, "mae": 3.0}])
    yield csv("without_validation", "The columns of a later validation are there from the first.",
              [{"accuracy": 0.5, "loss": 1.0},
               {"accuracy": 0.5, "loss": 0.5, "val_accuracy": 0.25, "val_loss": 0.75}])
    yield csv("twice", "A second process overwrites the file.", plain, runs=halves)
    yield csv("append", "A second process appends, without names.", plain, runs=halves, append=True)
    yield csv("append_empty", "Names are written into an empty file.", plain[:1],
              files={"log.csv": ""}, append=True)
    yield csv("append_other", "Whatever is there counts as names.", plain[:1],
              files={"log.csv": "epoch,loss\r\n"}, append=True)
    yield csv("killed", "A killed process leaves whole lines.", plain, runs=(
        Run(epochs=2, killed=True), Run(initial_epoch=2)), append=True)


def others():
    for name, value in (("nan", NAN), ("infinity", INFINITY), ("negative_infinity", -INFINITY)):
        yield CallbackCase(
            f"terminate_{name}", "The epoch's end is still reported.", "TerminateOnNaN", {},
            logs((0.5, 0.4, value, 0.2), "loss"))
    yield CallbackCase(
        "terminate_raising", "As an error.", "TerminateOnNaN", {"raise_error": True},
        logs((0.5, NAN, 0.2), "loss"))
    yield CallbackCase(
        "terminate_validation", "Only the training loss counts.", "TerminateOnNaN", {},
        logs((0.5, NAN, 0.2)))
    yield CallbackCase(
        "backup_killed", "The next process goes on after the last whole epoch, once.",
        "BackupAndRestore", {"backup_dir": "backup"}, logs(LOSSES[:5]),
        runs=(Run(epochs=2, killed=True), Run(epochs=3, killed=True), Run(), Run(epochs=2)))
    yield CallbackCase(
        "backup_kept", "A backup that is kept: nothing is left to do the second time.",
        "BackupAndRestore", {"backup_dir": "backup", "delete_checkpoint": False},
        logs(LOSSES[:3]), runs=(Run(), Run()))
    yield CallbackCase(
        "backup_counts_anew", "A patience is not in the backup: it begins again.",
        "BackupAndRestore", {"backup_dir": "backup"}, logs((0.5, 0.6, 0.7, 0.6, 0.6, 0.6)),
        also=(("EarlyStopping", {"patience": 3, "verbose": 1}),),
        runs=(Run(epochs=3, killed=True), Run()))
    yield CallbackCase(
        "history", "Names in the order of the logs; a rate comes last.", "History", {},
        full_logs((0.5, 0.5, 0.4)), also=(("ReduceLROnPlateau", {"patience": 1}),))
    yield CallbackCase(
        "history_second_fit", "Each fit has a history of its own.", "History", {},
        logs((0.5, 0.5, 0.4)), runs=(Run(epochs=2), Run(initial_epoch=2, continued=True)))
    yield CallbackCase(
        "history_changed_keys", "Lists of different lengths.", "History", {},
        [{"loss": 1.0}, {"loss": 0.5, "val_loss": 0.75}, {"loss": 0.25}])


def cases():
    return [*early_stopping(), *reduce_lr(), *schedulers(), *checkpoints(), *csv_loggers(),
            *others()]
