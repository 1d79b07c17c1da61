"""Spec → Keras model, written from the language's contract and independent of nncc's own compiler."""

import collections
import dataclasses

import keras

import recurrent
from layers import LAYERS
from options import kind_and_options


@dataclasses.dataclass
class Row:
    """The Keras layers that one layer of a spec became; a reusing layer holds its source's own row."""

    layers: list

    def __call__(self, value, states=None):
        """The outputs by name, the first called ``; `states` is where a recurrent layer begins."""
        for layer in self.layers:
            begin = {}
            if states is not None:
                # Given states, Keras does not look for the mask of what the layer reads.
                mask = keras.src.backend.get_keras_mask(value)
                begin = {"initial_state": recurrent.initial_state(layer, states)}
                begin |= {} if mask is None else {"mask": mask}
            value = layer(value, **begin)
        return recurrent.named_outputs(self.layers[-1], value)

    @property
    def parameters(self):
        return {
            name: weight for layer in self.layers for name, weight in recurrent.parameters(layer).items()
        }


class Network:
    """A spec's network in Keras.

    `tensors` holds the symbolic output of every layer by its full name (`a/conv1` inside a block) and
    a recurrent layer's states (`lstm/h`), `owners` the rows of those layers that have parameters of
    their own.
    """

    def __init__(self, spec):
        self.blocks = spec.get("blocks", {})
        self.inputs = {
            name: keras.Input(shape, name=name, dtype=None if dtype == "float32" else dtype)
            for name, (shape, dtype) in declared_inputs(spec).items()
        }
        self.rows = {}
        self.tensors = {}
        self.owners = {}
        last = self._add(spec["layers"], dict(self.inputs), prefix="", source="", trainable=True)
        self.output_names = spec.get("outputs", [last])
        inputs = list(self.inputs.values())
        self.model = keras.Model(inputs, [self.tensors[name] for name in self.output_names])
        self.probe = keras.Model(inputs, list(self.tensors.values()))

    def parameters(self, trainable_only=False):
        """Every parameter by its name in a weight file, `<layer>/<parameter>`."""
        return {
            f"{layer}/{name}": weight
            for layer, row in self.owners.items()
            for name, weight in row.parameters.items()
            if weight.trainable or not trainable_only
        }

    def _add(self, entries, visible, prefix, source, trainable):
        """Adds the layers of one scope; returns the full name of the last.

        `visible` maps the names that layers of this scope may read to tensors. Layers are called
        `prefix` + name, and where `source` differs they share the parameters of `source` + name.
        """
        autonames = collections.Counter()
        above = next(iter(visible.values())) if len(visible) == 1 else None
        full_name = None
        for entry in entries:
            kind, options = kind_and_options(entry)
            name = options.pop("name", None) or self._autoname(kind, autonames)
            read = options.pop("inputs", None)
            reuse = options.pop("reuse", None)
            layer_trainable = trainable and options.pop("trainable", True)
            if read is None:
                value = above
            elif isinstance(read, str):
                value = visible[read]
            else:
                value = [visible[each] for each in read]
            full_name = prefix + name
            shared = prefix + reuse if reuse else source + name

            if kind in self.blocks:
                block = self.blocks[kind]
                names = list(block.get("inputs", ["input"]))
                values = value if isinstance(value, list) else [value]
                full_name = self._add(
                    block["layers"],
                    dict(zip(names, values, strict=True)),
                    prefix=full_name + "/",
                    source=shared + "/",
                    trainable=layer_trainable,
                )
                outputs = {"": self.tensors[full_name]}
            else:
                states = options.pop("initial_state", None)
                if states is not None:
                    states = [visible[each] for each in ([states] if isinstance(states, str) else states)]
                outputs = self._apply(kind, options, full_name, shared, value, states, layer_trainable)
            visible |= {joined(name, part): each for part, each in outputs.items()}
            above = outputs.get("")
        return full_name

    def _apply(self, kind, options, full_name, shared, value, states, trainable):
        row = self.rows.get(shared)
        owns = row is None
        if owns:
            row = Row(LAYERS[kind](options))
            for layer in row.layers:
                layer.trainable = trainable
        self.rows[full_name] = row
        outputs = row(value, states)
        self.tensors |= {joined(full_name, part): each for part, each in outputs.items()}
        if owns and row.parameters:
            self.owners[full_name] = row
        return outputs

    @staticmethod
    def _autoname(kind, taken):
        number = taken[kind]
        taken[kind] += 1
        return f"{kind}_{number}" if number else kind


def joined(layer, part):
    """The name of one of a layer's outputs."""
    return f"{layer}/{part}" if part else layer


def declared_inputs(spec):
    """The shape and the type of every input by name; the only one of `input:` is called `input`."""
    inputs = spec["inputs"] if "inputs" in spec else {"input": spec["input"]}
    return {
        name: (each["shape"], each.get("dtype", "float32")) if isinstance(each, dict) else (each, "float32")
        for name, each in inputs.items()
    }
