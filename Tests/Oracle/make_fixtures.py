"""Turns the specs of cases/ into the fixtures that the Swift tests read: README.md says what is in one.

python make_fixtures.py                     # write Tests/Fixtures/keras*/*.safetensors
python make_fixtures.py --only conv2d       # those whose name begins so
python make_fixtures.py --check             # compare with the committed ones and write nothing
python make_fixtures.py --conditioning      # how far Keras in float32 is from Keras in float64
"""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import argparse
import dataclasses
import pathlib
import re
import sys
import zlib

import keras
import numpy as np
import tensorflow as tf
import yaml
from safetensors.numpy import load_file, save_file

from keras_oracle import Network, declared_inputs
from training import compile_model, loss_names

tf.get_logger().setLevel("ERROR")  # one traced function a case is meant, not a mistake

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent / "Fixtures"


@dataclasses.dataclass
class Case:
    """One spec. Its `train:` section says how large the batch is and how many steps are recorded."""

    text: str
    spec: dict
    folder: pathlib.Path

    @property
    def name(self):
        return self.spec["name"]

    @property
    def batch_size(self):
        return self.spec["train"]["batch_size"]

    @property
    def steps(self):
        """Dropout's masks are each implementation's own, so nothing is trained through it."""
        random = re.search(r"\b((recurrent_)?(dropout|keep_prob)|stddev)\b", self.text)
        return 0 if random else self.spec["train"]["steps"]


def load_cases(prefix=""):
    """The cases whose name begins with `prefix`, from files of specs between lines of `---`."""
    cases = {}
    for path in sorted((HERE / "cases").glob("*.yaml")):
        folder = FIXTURES / ("keras_recurrent" if path.name.startswith("recurrent") else "keras")
        for text in re.split(r"^---\n", path.read_text(), flags=re.MULTILINE):
            spec = yaml.safe_load(text)
            if spec is None:
                continue
            case = Case(text, spec, folder)
            if case.name in cases:
                raise ValueError(f"{path}: a second case is called {case.name}")
            cases[case.name] = case
    return [case for case in cases.values() if case.name.startswith(prefix)]


def draw_weight(random, name, shape):
    """Values that keep signals near 1, with no parameter at a special value such as 0 or 1."""
    parameter = name.rsplit("/", 1)[-1]
    if parameter == "bias":
        return random.normal(0, 0.3, shape)
    if parameter == "alpha":
        return random.uniform(0.1, 0.5, shape)
    if parameter == "embeddings":
        return random.normal(0, 0.7, shape)
    return random.normal(0, 1 / np.sqrt(np.prod(shape[:-1])), shape)


def settings(node, *keys):
    """Every value that any layer of a spec gives to one of these options."""
    if isinstance(node, list):
        return [value for each in node for value in settings(each, *keys)]
    if isinstance(node, dict):
        own = [value for key, value in node.items() if key in keys]
        return own + [value for each in node.values() for value in settings(each, *keys)]
    return []


def kind_of(entry):
    """The word of a layer."""
    return entry if isinstance(entry, str) else next(iter(entry))


def masks_steps(spec):
    """Whether a layer leaves steps out."""
    return "masking" in map(kind_of, spec["layers"]) or settings(spec["layers"], "mask_value", "mask_zero")


def draw_input(random, spec, size, dtype):
    """A batch of an input; where the spec masks steps, a third of them at random, never all of an example."""
    is_masked = np.zeros(size[:2], bool)
    if masks_steps(spec) and len(size) == (2 if dtype == "int32" else 3):
        is_masked = random.random(size[:2]) < 0.35
        if size[1] > 1:
            is_masked[np.arange(size[0]), random.integers(0, size[1], size[0])] = False
    if dtype == "int32":
        first = 1 if masks_steps(spec) else 0
        ids = random.integers(first, min(settings(spec, "input_dim", "depth")), size)
        return np.where(is_masked, 0, ids).astype(np.int32) if masks_steps(spec) else ids.astype(np.int32)
    values = random.normal(size=size).astype(np.float32)
    if is_masked.any():
        values[is_masked] = (settings(spec, "mask_value") or [0])[0]
    return values


def draw_target(random, loss, shape):
    """A target that is valid for the loss of an output of this shape, batch included."""
    if loss == "sparse_categorical_crossentropy":
        return random.integers(0, shape[-1], shape[:-1]).astype(np.int32)
    if loss == "ctc":
        # Labels for half of the time, one less in each example than in that before it; behind them the blank.
        labels = random.integers(1, shape[-1], shape[:2])
        counts = shape[1] // 2 - np.arange(shape[0])
        return np.where(np.arange(shape[1]) < counts[:, None], labels, 0).astype(np.int32)
    if loss in ("categorical_crossentropy", "kl_divergence"):
        rows = random.dirichlet(np.ones(shape[-1]), shape[:-1])
        one_hot = np.eye(shape[-1])[random.integers(0, shape[-1], shape[:-1])]
        every_other = np.arange(rows[..., :1].size).reshape(rows[..., :1].shape) % 2 == 0
        target = np.where(every_other, one_hot, rows)
    elif loss == "binary_crossentropy":
        target = random.integers(0, 2, shape)
    elif loss == "hinge":
        target = random.integers(0, 2, shape) * 2 - 1
    elif loss == "poisson":
        target = random.poisson(2, shape)
    else:
        target = random.normal(size=shape)
    return target.astype(np.float32)


def compute(case, floatx):
    """All tensors of a fixture, computed by Keras in the given precision and stored as float32."""
    keras.backend.clear_session()
    keras.config.set_floatx(floatx)
    keras.utils.set_random_seed(0)
    random = np.random.default_rng(zlib.crc32(case.name.encode()))
    train = case.spec["train"]
    network = Network(case.spec)
    model, outputs = network.model, network.output_names
    parameters = network.parameters()

    inputs = {
        name: draw_input(random, case.spec, (case.batch_size, *shape), dtype)
        for name, (shape, dtype) in declared_inputs(case.spec).items()
    }
    losses = loss_names(train, outputs)
    targets = {
        name: draw_target(random, loss, (case.batch_size, *network.tensors[name].shape[1:]))
        for name, loss in zip(outputs, losses, strict=True)
    }
    weights = {
        name: draw_weight(random, name, weight.shape).astype(np.float32)
        for name, weight in parameters.items()
    }
    for name, weight in parameters.items():
        weight.assign(weights[name])

    def in_floatx(arrays):
        return [
            tf.constant(each, each.dtype if each.dtype == np.int32 else floatx) for each in arrays.values()
        ]

    def recorded(value):
        return np.atleast_1d(np.asarray(value)).astype(np.float32)

    x, y = in_floatx(inputs), in_floatx(targets)
    compile_model(model, train, outputs)
    trainable = network.parameters(trainable_only=True)

    @tf.function  # in a graph, where Keras sees a softmax before a cross-entropy and fuses the two
    def loss_and_gradients():
        with tf.GradientTape() as tape:
            prediction = model(x, training=False)
            loss = model.compute_loss(x=x, y=y, y_pred=prediction, training=False)
        variables = [weight.value for weight in trainable.values()]
        return loss, tape.gradient(loss, variables, unconnected_gradients="zero")

    loss, gradients = loss_and_gradients()
    tensors = {f"input/{name}": value for name, value in inputs.items()}
    tensors |= {f"target/{name}": value for name, value in targets.items()}
    tensors |= {f"weights/{name}": value for name, value in weights.items()}
    values = network.probe(x, training=False)
    values = values if isinstance(values, list) else [values]
    tensors |= {f"output/{name}": recorded(each) for name, each in zip(network.tensors, values, strict=True)}
    tensors["loss"] = recorded(loss)
    tensors |= {
        f"gradient/{name}": recorded(tf.convert_to_tensor(each))
        for name, each in zip(trainable, gradients, strict=True)
    }
    if case.steps:
        step_losses = []
        for _ in range(case.steps):
            model.reset_metrics()
            step_losses.append(model.train_on_batch(x, y, return_dict=True)["loss"])
        tensors["trainloss"] = recorded(step_losses)
        tensors |= {f"trained/{name}": recorded(weight) for name, weight in parameters.items()}
    return tensors


def require_telling(case, tensors):
    """A case that diverges, or in which some parameter has no effect, would test nothing."""
    for name, value in tensors.items():
        if not np.all(np.isfinite(value)):
            raise ValueError(f"{case.name}: {name} is not finite")
        if name.startswith("gradient/") and not np.any(value):
            raise ValueError(f"{case.name}: {name} is zero")
    if masks_steps(case.spec):
        value = (settings(case.spec, "mask_value") or [0])[0]
        inputs = [tensor for name, tensor in tensors.items() if name.startswith("input/")]
        if not any(np.any(each == value if each.ndim == 2 else np.all(each == value, -1)) for each in inputs):
            raise ValueError(f"{case.name}: no step is masked")
    if case.steps and not tensors["trainloss"][-1] < tensors["trainloss"][0]:
        raise ValueError(f"{case.name}: the loss does not fall: {tensors['trainloss']}")


def difference(expected, found):
    """The largest difference between two fixtures, relative to each tensor's largest value, and where."""
    if expected.keys() != found.keys():
        return np.inf, f"only in one: {sorted(expected.keys() ^ found.keys())}"
    worst = (0.0, "nothing")
    for name, value in expected.items():
        if value.shape != found[name].shape:
            return np.inf, name
        size = max(np.max(np.abs(value), initial=0), 1e-3)
        distance = float(np.max(np.abs(value - found[name]), initial=0) / size)
        if distance > worst[0]:
            worst = (distance, name)
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="PREFIX", help="cases whose name begins so")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="compare with the committed fixtures")
    mode.add_argument("--conditioning", action="store_true", help="compare float32 with float64")
    options = parser.parse_args()

    failures = 0
    for case in load_cases(options.only):
        path = case.folder / f"{case.name}.safetensors"
        tensors = compute(case, "float64")
        require_telling(case, tensors)
        if options.check or options.conditioning:
            other = load_file(path) if options.check else compute(case, "float32")
            distance, where = difference(tensors, other)
            failures += distance > (1e-6 if options.check else 1e-4)
            print(f"{case.name}: {distance:.1e} in {where}", flush=True)
        else:
            metadata = {
                "spec": case.text,
                "batch": str(case.batch_size),
                "steps": str(case.steps),
                "keras": keras.__version__,
            }
            path.parent.mkdir(parents=True, exist_ok=True)
            save_file(tensors, path, metadata)
            print(f"{case.name}: {path.stat().st_size} bytes", flush=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
