"""Test accuracy of Keras on the digits data, for the two networks that nncc's own specs describe.

python keras_digits.py                            # both networks, seeds 0 to 4, and the means
python keras_digits.py --network mlp --seeds 3    # one run
"""

import argparse
import gzip
import os
import pathlib
import statistics

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

DATA = pathlib.Path(__file__).resolve().parents[2] / "specs" / "data"
EPOCHS = 30
BATCH_SIZE = 32
SCALE = 1 / 16  # pixels are 0 to 16


def read_idx(path):
    """Reads an IDX file of unsigned bytes: two zero bytes, type 8, the rank, then big-endian sizes."""
    content = gzip.decompress(path.read_bytes())
    assert content[:3] == b"\x00\x00\x08", f"{path} is not an IDX file of bytes"
    rank = content[3]
    shape = np.frombuffer(content, ">u4", rank, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)


def load(part):
    """Images [examples, 8, 8, 1] in 0...1 and labels [examples] of one part, `train` or `test`."""
    images = read_idx(DATA / f"digits-{part}-images.idx3-ubyte.gz")
    labels = read_idx(DATA / f"digits-{part}-labels.idx1-ubyte.gz")
    return images[..., np.newaxis].astype(np.float32) * SCALE, labels.astype(np.int32)


def mlp():
    return keras.Sequential(
        [
            keras.Input([8, 8, 1]),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(64, activation="relu"),
            layers.Dense(10),
        ]
    )


def cnn():
    return keras.Sequential(
        [
            keras.Input([8, 8, 1]),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10),
        ]
    )


NETWORKS = {"mlp": mlp, "cnn": cnn}


def test_accuracy(network, seed):
    """Trains `network` from scratch with everything random derived from `seed`."""
    keras.utils.set_random_seed(seed)
    model = NETWORKS[network]()
    model.compile(
        optimizer=keras.optimizers.Adam(0.001),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    model.fit(*load("train"), batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0)
    return model.evaluate(*load("test"), verbose=0, return_dict=True)["accuracy"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", choices=NETWORKS, action="append")
    parser.add_argument("--seeds", type=int, nargs="+", default=range(5))
    options = parser.parse_args()
    for network in options.network or NETWORKS:
        accuracies = []
        for seed in options.seeds:
            accuracies.append(test_accuracy(network, seed))
            print(f"digits_{network} seed {seed}: {accuracies[-1]:.4f}", flush=True)
        if len(accuracies) > 1:
            print(f"digits_{network} mean: {statistics.mean(accuracies):.4f}", flush=True)


if __name__ == "__main__":
    main()
