"""Recurrent layers and the layers around layers: what each is in Keras and what its parts are called."""

import keras
from keras import layers
from keras.layers import StackedRNNCells

from options import keras_arguments, kind_and_options
from peephole_cell import PeepholeLSTMCell

BEYOND_KERAS = ("use_peepholes", "cell_clip", "num_proj")
OF_THE_LAYER = (
    "activity_regularizer", "return_sequences", "return_state", "go_backwards", "stateful", "unroll"
)  # fmt: skip


class DenseGradientEmbedding(layers.Embedding):
    """Keras's embedding with the gradient as one dense array.

    On TensorFlow Keras keeps that gradient as one slice per id and does not add up the slices of an id that
    occurs twice before Adam squares them or a clip takes their norm, so the update would not be Adam's.
    """

    def call(self, inputs):
        return keras.ops.matmul(
            keras.ops.one_hot(inputs, self.input_dim, dtype=self.compute_dtype), self.embeddings
        )


def embedding(options):
    return [DenseGradientEmbedding(**keras_arguments(options))]


def one_hot(options):
    depth = options["depth"]
    return [
        layers.Lambda(
            lambda ids: keras.ops.one_hot(ids, depth, dtype=keras.config.floatx()),
            output_shape=lambda shape: (*shape, depth),
        )
    ]


def recurrent_arguments(options):
    """As `keras_arguments`; the share of values that dropout keeps becomes the share that it drops."""
    arguments = {key: value for key, value in options.items() if key != "implementation"}
    for kept, dropped in (("keep_prob", "dropout"), ("recurrent_keep_prob", "recurrent_dropout")):
        if kept in arguments:
            arguments[dropped] = 1 - arguments.pop(kept)
    return keras_arguments(arguments)


def lstm_cell(options):
    beyond_keras = any(options.get(key) for key in BEYOND_KERAS)
    return (PeepholeLSTMCell if beyond_keras else layers.LSTMCell)(**recurrent_arguments(options))


CELLS = {
    "simple_rnn_cell": lambda options: layers.SimpleRNNCell(**recurrent_arguments(options)),
    "lstm_cell": lstm_cell,
    "gru_cell": lambda options: layers.GRUCell(**recurrent_arguments(options)),
}


def cell(entry):
    kind, options = kind_and_options(entry)
    return CELLS[kind](options)


def rnn(options):
    """A sequence over one cell, or over a stack of them."""
    entries = options["cell"]
    cells = [cell(each) for each in entries] if isinstance(entries, list) else cell(entries)
    rest = {key: value for key, value in options.items() if key != "cell"}
    return [layers.RNN(cells, **keras_arguments(rest))]


def lstm(options):
    if not any(options.get(key) for key in BEYOND_KERAS):
        known = {key: value for key, value in options.items() if key not in BEYOND_KERAS}
        return [layers.LSTM(**recurrent_arguments(known))]
    of_the_cell = {key: value for key, value in options.items() if key not in OF_THE_LAYER}
    of_the_layer = {key: value for key, value in options.items() if key in OF_THE_LAYER}
    return rnn({"cell": {"lstm_cell": of_the_cell}} | of_the_layer)


def wrappers(table):
    """The layers that hold a layer out of `table`."""

    def inner(entry):
        kind, options = kind_and_options(entry)
        return table[kind](options)

    def bidirectional(options):
        (forward,) = inner(options["layer"])
        backward = options.get("backward_layer")
        return [
            layers.Bidirectional(
                forward,
                merge_mode=options.get("merge_mode", "concat"),
                backward_layer=inner(backward)[0] if backward else None,
            )
        ]

    def time_distributed(options):
        return [layers.TimeDistributed(each) for each in inner(options["layer"])]

    return {"bidirectional": bidirectional, "time_distributed": time_distributed}


RECURRENT_LAYERS = {
    "embedding": embedding,
    "one_hot": one_hot,
    "masking": lambda options: [layers.Masking(**options)],
    "simple_rnn": lambda options: [layers.SimpleRNN(**recurrent_arguments(options))],
    "lstm": lstm,
    "gru": lambda options: [layers.GRU(**recurrent_arguments(options))],
    "rnn": rnn,
}


def parts(layer):
    """What a layer is made of, by the name of each part in those of parameters and states."""
    if isinstance(layer, layers.Bidirectional):
        return {"forward": layer.forward_layer, "backward": layer.backward_layer}
    if isinstance(layer, layers.RNN) and isinstance(layer.cell, StackedRNNCells):
        return {str(index): each for index, each in enumerate(layer.cell.cells)}
    return {}


def parameters(layer):
    """The parameters of a layer by name, `forward/kernel` where it has parts."""
    inner = parts(layer)
    if not inner:
        return {weight.name: weight for weight in layer.weights}
    return {
        f"{part}/{name}": weight for part, each in inner.items() for name, weight in parameters(each).items()
    }


def state_names(layer):
    """The names of a recurrent layer's states in the order in which Keras returns and takes them."""
    inner = parts(layer)
    if inner:
        return [f"{part}/{name}" for part, each in inner.items() for name in state_names(each)]
    return ["h", "c"][: len(keras.tree.flatten(layer.state_size))]


def named_outputs(layer, value):
    """A layer's outputs by name: the first is ``, its states are `h` and `c`."""
    values = keras.tree.flatten(value)
    unmerged = isinstance(layer, layers.Bidirectional) and layer.merge_mode is None
    names = ["forward", "backward"] if unmerged else [""]
    if getattr(layer, "return_state", False):
        names += state_names(layer)
    return dict(zip(names, values, strict=True))


def initial_state(layer, values):
    """A flat list of states in the structure that the layer takes."""
    if isinstance(layer, layers.RNN):
        return keras.tree.pack_sequence_as(layer.state_size, values)
    return values
