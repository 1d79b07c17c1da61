"""Traces of a monitored value, and what Keras's callbacks make of them.

    python make_callback_fixtures.py ../Fixtures/callbacks

Each case has a callback's options, the value at the end of each epoch, and what the callback did: after which epoch it
stopped the training, and of which epoch the weights were in the end.
"""

import json
import pathlib
import random
import sys

import keras


class Model:
    """Stands for a model: its weights are the number of the epoch that made them."""

    def __init__(self):
        self.stop_training = False
        self.epoch = None

    def get_weights(self):
        return self.epoch

    def set_weights(self, epoch):
        self.epoch = epoch


def trace(rng, epochs):
    """Values that fall, rise and repeat; rounded, so that equal ones and exact differences occur."""
    value, values = 1.0, []
    for _ in range(epochs):
        value += rng.choice([-0.125, -0.0625, 0, 0, 0.0625])
        values.append(value)
    return values


def early_stopping(rng):
    options = {
        "mode": rng.choice(["min", "max"]),
        "patience": rng.choice([0, 0, 1, 2, 3, 5]),
        "min_delta": rng.choice([0, 0, 0.0625, 0.125]),
        "baseline": rng.choice([None, None, 0.75, 1.0625]),
        "start_from_epoch": rng.choice([0, 0, 1, 4]),
        "restore_best_weights": rng.choice([False, True]),
    }
    values = trace(rng, 14)
    callback = keras.callbacks.EarlyStopping(monitor="val_loss", **options)
    model = Model()
    callback.set_model(model)
    callback.on_train_begin()
    epochs = 0
    for epoch, value in enumerate(values):
        model.epoch = epoch
        callback.on_epoch_end(epoch, {"val_loss": value})
        epochs += 1
        if model.stop_training:
            break
    callback.on_train_end()
    return {"options": options, "values": values, "epochs": epochs, "weights_of_epoch": model.epoch}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, make, count in [("early_stopping", early_stopping, 300)]:
        rng = random.Random(name)
        cases = [json.dumps(make(rng)) for _ in range(count)]
        (folder / f"{name}.json").write_text("[\n" + ",\n".join(cases) + "\n]\n")
        print(name, count, keras.__version__)


main()
