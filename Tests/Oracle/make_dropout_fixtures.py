"""Writes Tests/Fixtures/recurrent_dropout/keras.safetensors: Keras's recurrent layers in training, with given masks.

python make_dropout_fixtures.py

Which numbers dropout draws is each implementation's own; what becomes of them is not. Of each case `<case>/input`
[batch, time, features], `<case>/target`, `<case>/weights/<parameter>`, `<case>/mask/input` [gates, batch, features] (of one
gate where all read the same), `<case>/mask/recurrent` [batch, gates, units], and what Keras makes of them: `<case>/output`,
`<case>/loss` (mse) and `<case>/gradient/<parameter>`. The metadata have each case's layer. Float64, stored in float32.
"""

import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf
from safetensors.numpy import save_file

PATH = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "recurrent_dropout" / "keras.safetensors"
BATCH, TIME, FEATURES, UNITS = 4, 5, 6, 7

# The class, its options beside units, and the spec's layer.
LAYERS = {
    "simple_rnn": (keras.layers.SimpleRNN, {}, "simple_rnn: {units: 7"),
    "lstm": (keras.layers.LSTM, {}, "lstm: {units: 7"),
    "gru": (keras.layers.GRU, {"reset_after": True}, "gru: {units: 7"),
    "gru_reset_before": (keras.layers.GRU, {"reset_after": False}, "gru: {units: 7, reset_after: false"),
}
RATES = {"input": (0.3, 0), "state": (0, 0.4), "both": (0.3, 0.4)}


def masks(random, shape, rate):
    return (random.random(shape) >= rate) / (1 - rate)


def main():
    keras.config.set_floatx("float64")
    tensors, metadata = {}, {}
    for name, (make, options, spec) in LAYERS.items():
        for which, (dropout, recurrent_dropout) in RATES.items():
            case = f"{name}_{which}"
            random = np.random.default_rng(list(case.encode()))
            layer = make(
                UNITS, dropout=dropout, recurrent_dropout=recurrent_dropout, return_sequences=True, **options
            )
            layer.build((BATCH, TIME, FEATURES))
            names = ["kernel", "recurrent_kernel", "bias"]
            weights = [random.uniform(-0.6, 0.6, value.shape) for value in layer.get_weights()]
            layer.set_weights(weights)
            x = random.uniform(-1, 1, (BATCH, TIME, FEATURES))
            target = random.uniform(-1, 1, (BATCH, TIME, UNITS))
            gates = {"simple_rnn": 1, "lstm": 4}.get(name, 3)
            # One mask for all gates, unless Keras asks for several.
            count = getattr(layer.cell, "dropout_mask_count", None)
            assert count in (None, gates) and (count is None) == (gates == 1 or recurrent_dropout == 0), count
            input_masks = masks(random, (count or 1, BATCH, FEATURES), dropout)
            state_masks = masks(random, (count or 1, BATCH, UNITS), recurrent_dropout)
            given = lambda all: [tf.constant(each) for each in all] if count else tf.constant(all[0])  # noqa: E731
            layer.cell.get_dropout_mask = lambda _, all=input_masks: given(all)
            layer.cell.get_recurrent_dropout_mask = lambda _, all=state_masks: given(all)
            with tf.GradientTape() as tape:
                output = layer(tf.constant(x), training=True)
                loss = tf.reduce_mean((output - target) ** 2)
            gradients = tape.gradient(loss, [value.value for value in layer.trainable_weights])

            metadata[case] = f"{spec}, return_sequences: true, dropout: {dropout}, recurrent_dropout: {recurrent_dropout}}}"
            tensors |= {
                f"{case}/input": x,
                f"{case}/target": target,
                f"{case}/output": output.numpy(),
                f"{case}/loss": loss.numpy().reshape(1),
            }
            if dropout:
                tensors[f"{case}/mask/input"] = input_masks
            if recurrent_dropout:
                tensors[f"{case}/mask/recurrent"] = np.ascontiguousarray(state_masks.transpose(1, 0, 2))
            for parameter, value, gradient in zip(names, weights, gradients, strict=True):
                tensors[f"{case}/weights/{parameter}"] = value
                tensors[f"{case}/gradient/{parameter}"] = tf.convert_to_tensor(gradient).numpy()
    PATH.parent.mkdir(parents=True, exist_ok=True)
    metadata["keras"] = keras.__version__
    save_file({key: np.asarray(value, np.float32) for key, value in tensors.items()}, PATH, metadata)
    print(f"{PATH.name}: {len(metadata) - 1} cases, {PATH.stat().st_size} bytes")


if __name__ == "__main__":
    main()
