"""Compares the oracle's peephole cell with the LSTM of onnxruntime and prints the largest difference.

python -m pip install onnx onnxruntime     # beside requirements.txt, for this script alone
python check_peepholes.py
"""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import sys

import keras
import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from peephole_cell import PeepholeLSTMCell

BATCH, TIME, FEATURES, UNITS = 3, 7, 5, 11
TOLERANCE = 1e-6


def draw_weights(random):
    """Weights in Keras's layout, gates i f c o; peepholes i f o."""
    return {
        "kernel": random.normal(0, 0.5, (FEATURES, 4 * UNITS)),
        "recurrent_kernel": random.normal(0, 0.5, (UNITS, 4 * UNITS)),
        "bias": random.normal(0, 0.5, 4 * UNITS),
        "peephole_kernel": random.normal(0, 0.5, (3, UNITS)),
    }


def run_oracle(x, weights):
    keras.config.set_floatx("float64")
    layer = keras.layers.RNN(PeepholeLSTMCell(UNITS, use_peepholes=True), return_sequences=True)
    layer.build(x.shape)
    for weight in layer.weights:
        weight.assign(weights[weight.name])
    return np.asarray(layer(x))


def run_onnxruntime(x, weights):
    """ONNX transposes the kernels and orders the gates i o f c, the peepholes i o f."""

    def gates(matrix):
        i, f, c, o = np.split(matrix, 4, axis=-1)
        return np.concatenate([i, o, f, c], axis=-1).T[np.newaxis]

    i, f, o = weights["peephole_kernel"]
    initializers = {
        "W": gates(weights["kernel"]),
        "R": gates(weights["recurrent_kernel"]),
        "B": np.concatenate([gates(weights["bias"]), np.zeros((1, 4 * UNITS))], axis=1),
        "P": np.concatenate([i, o, f])[np.newaxis],
    }
    graph = helper.make_graph(
        [helper.make_node("LSTM", ["X", "W", "R", "B", "", "", "", "P"], ["Y"], hidden_size=UNITS)],
        "peepholes",
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, [TIME, BATCH, FEATURES])],
        [helper.make_tensor_value_info("Y", TensorProto.FLOAT, [TIME, 1, BATCH, UNITS])],
        [numpy_helper.from_array(each.astype(np.float32), name) for name, each in initializers.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    (y,) = session.run(None, {"X": x.transpose(1, 0, 2).astype(np.float32)})
    return y[:, 0].transpose(1, 0, 2)


def main():
    random = np.random.default_rng(0)
    x, weights = random.normal(size=(BATCH, TIME, FEATURES)), draw_weights(random)
    expected = run_oracle(x, weights)
    without = run_oracle(x, weights | {"peephole_kernel": np.zeros((3, UNITS))})
    difference = np.max(np.abs(expected - run_onnxruntime(x, weights)))
    print(f"largest difference from onnxruntime: {difference:.1e}")
    print(f"what the peepholes change:           {np.max(np.abs(expected - without)):.1e}")
    sys.exit(1 if difference > TOLERANCE else 0)


if __name__ == "__main__":
    main()
