"""What Keras's initializers draw, as statistics, and what its metrics give.

    python make_word_fixtures.py ../Fixtures/words

Each case has a word with its options as a spec writes them. Of an initializer: the parameter's shape, and the mean,
deviation and extremes of what was drawn, or the values of one that draws nothing. Of a metric: predictions, targets and
the value.
"""

import json
import pathlib
import sys

import keras
import numpy as np

DENSE, KERNEL = (300, 200), (3, 3, 40, 50)


def initializers():
    drawn = [
        ("random_normal", {}), ("random_normal", {"mean": 0.5, "stddev": 0.2}),
        ("random_uniform", {}), ("random_uniform", {"minval": 0.1, "maxval": 0.4}),
        ("truncated_normal", {}), ("truncated_normal", {"mean": -0.3, "stddev": 0.1}),
        ("glorot_normal", {}), ("glorot_uniform", {}), ("he_normal", {}), ("he_uniform", {}),
        ("lecun_normal", {}), ("lecun_uniform", {}),
        ("orthogonal", {}), ("orthogonal", {"gain": 1.5}),
        ("variance_scaling", {}),
    ]
    for mode in ["fan_in", "fan_out", "fan_avg"]:
        for distribution in ["truncated_normal", "untruncated_normal", "uniform"]:
            drawn.append(("variance_scaling", {"scale": 2.5, "mode": mode, "distribution": distribution}))
    for name, options in drawn:
        for shape in [DENSE, KERNEL]:
            make = getattr(keras.initializers, "".join(part.capitalize() for part in name.split("_")))
            values = np.concatenate(
                [np.asarray(make(seed=seed, **options)(shape), np.float64).ravel() for seed in range(8)])
            yield {
                "name": name, "options": options, "shape": shape, "mean": values.mean(), "deviation": values.std(),
                "minimum": values.min(), "maximum": values.max(), "isBounded": options.get("distribution", name) not in
                ("random_normal", "orthogonal", "untruncated_normal"),
            }
    for name, options in [
        ("zeros", {}), ("ones", {}), ("constant", {}), ("constant", {"value": 0.75}), ("identity", {}),
        ("identity", {"gain": -2.0}),
    ]:
        make = {"zeros": keras.initializers.Zeros, "ones": keras.initializers.Ones,
                "constant": keras.initializers.Constant, "identity": keras.initializers.Identity}[name]
        values = np.asarray(make(**options)((5, 3)))
        yield {"name": name, "options": options, "shape": (5, 3), "values": values.ravel().tolist()}


def metrics():
    rng = np.random.default_rng(7)
    logits = rng.normal(size=(60, 8)).astype(np.float32) * 2
    labels = rng.integers(0, 8, size=60)
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    one_hot = np.eye(8, dtype=np.float32)[labels]
    values, targets = rng.normal(size=(60, 3)).astype(np.float32), rng.normal(size=(60, 3)).astype(np.float32)
    sign, half = rng.random((60, 1)).astype(np.float32), rng.integers(0, 2, size=(60, 1)).astype(np.float32)
    m = keras.metrics

    def case(name, options, loss, prediction, target, value):
        return {
            "name": name, "options": options, "loss": loss, "prediction": np.asarray(prediction, float).ravel().tolist(),
            "width": prediction.shape[1], "target": np.asarray(target, float).ravel().tolist(), "value": float(value),
        }

    def result(metric, target, prediction):
        metric.update_state(target, prediction)
        return metric.result()

    sparse = "{sparse_categorical_crossentropy: {from_logits: true}}"
    categorical = "{categorical_crossentropy: {from_logits: true}}"
    yield case("accuracy", {}, sparse, logits, labels, result(m.SparseCategoricalAccuracy(), labels, logits))
    yield case("accuracy", {}, categorical, logits, one_hot, result(m.CategoricalAccuracy(), one_hot, logits))
    yield case("accuracy", {}, "binary_crossentropy", sign, half, result(m.BinaryAccuracy(), half, sign))
    for k in [None, 1, 2, 3, 7]:
        options = {} if k is None else {"k": k}
        yield case("top_k_accuracy", options, sparse, logits, labels,
                   result(m.SparseTopKCategoricalAccuracy(**options), labels, logits))
        yield case("top_k_accuracy", options, categorical, logits, one_hot,
                   result(m.TopKCategoricalAccuracy(**options), one_hot, logits))
    yield case("mse", {}, "mse", values, targets, result(m.MeanSquaredError(), targets, values))
    yield case("mae", {}, "mse", values, targets, result(m.MeanAbsoluteError(), targets, values))
    # Keras has no perplexity: it is e to the mean cross-entropy.
    yield case("perplexity", {}, sparse, logits, labels,
               np.exp(result(m.SparseCategoricalCrossentropy(from_logits=True), labels, logits)))
    yield case("perplexity", {}, "sparse_categorical_crossentropy", probabilities, labels,
               np.exp(result(m.SparseCategoricalCrossentropy(), labels, probabilities)))


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for make in [initializers, metrics]:
        cases = [json.dumps(case) for case in make()]
        (folder / f"{make.__name__}.json").write_text("[\n" + ",\n".join(cases) + "\n]\n")
        print(make.__name__, len(cases), keras.__version__)


main()
