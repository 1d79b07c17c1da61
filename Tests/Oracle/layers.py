"""The layers of the spec language, each as the row of Keras layers that computes it."""

import keras
import tensorflow as tf
from keras import layers

from options import keras_arguments
from recurrent import RECURRENT_LAYERS, wrappers


def plain(kind):
    """A layer that Keras has under the same options."""
    return lambda options: [kind(**keras_arguments(options))]


def function(name):
    """An activation that has no Keras layer of its own."""
    return lambda options: [layers.Activation(name, **keras_arguments(options))]


def function_with_options(name):
    """The same, with options."""
    activation = getattr(keras.activations, name)
    return lambda options: [layers.Lambda(activation, arguments=options, output_shape=lambda shape: shape)]


def channels_last(rank, make):
    """Lets a windowed layer read and write channels_first, which TensorFlow's CPU kernels do not.

    The activation comes after the transposition back, since one along an axis (softmax) sees the
    layout that the spec asked for; so does the activity regularizer, which sees the activation.
    """

    def make_either(options):
        if options.get("data_format") != "channels_first":
            return make(options)
        after_keys = ("activation", "activity_regularizer")
        after = {key: value for key, value in options.items() if key in after_keys}
        rest = {key: value for key, value in options.items() if key not in (*after_keys, "data_format")}
        row = [
            layers.Permute((*range(2, rank + 2), 1)),
            *make(rest),
            layers.Permute((rank + 1, *range(1, rank + 1))),
        ]
        if after:
            row.append(layers.Activation(**keras_arguments({"activation": "linear"} | after)))
        return row

    return make_either


def convolution(rank, kind, pad):
    """A convolution of two or three axes, whose padding may also be an integer, a list or pairs per axis."""

    def make(options):
        padding = options.get("padding", "valid")
        if isinstance(padding, str):
            return [kind(**keras_arguments(options))]
        per_axis = padding if isinstance(padding, list) else [padding] * rank
        pairs = tuple(tuple(each) if isinstance(each, list) else (each, each) for each in per_axis)
        return [
            pad(pairs),
            kind(**keras_arguments(options | {"padding": "valid"})),
        ]

    return channels_last(rank, make)


def generic_pooling(options):
    """The course's pooling layer over images, where the kind of pooling is an option."""
    kind = {"max": layers.MaxPooling2D, "avg": layers.AveragePooling2D}[options.get("pooling_type", "max")]
    rest = {key: value for key, value in options.items() if key != "pooling_type"}
    return [kind(**keras_arguments(rest))]


def average_pooling(options):
    """Average pooling, whose window is 2 unless said otherwise, which Keras has no default for."""
    return [layers.AveragePooling2D(**{"pool_size": 2} | keras_arguments(options))]


def normalize_windows(x, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    """tf.nn.local_response_normalization, which knows no float64."""
    reach = [[0, 0]] * (len(x.shape) - 1) + [[depth_radius, depth_radius]]
    squares = tf.pad(x * x, reach)
    window = [squares[..., first : first + x.shape[-1]] for first in range(2 * depth_radius + 1)]
    return x * (bias + alpha * tf.add_n(window)) ** -beta


def local_response_normalization(options):
    """TensorFlow's, which Keras has no layer for."""
    sample = tf.random.stateless_normal([2, 3, 4, 11], seed=[1, 2])
    ours, theirs = normalize_windows(sample, **options), tf.nn.local_response_normalization(sample, **options)
    tf.debugging.assert_near(ours, theirs, rtol=1e-5, atol=1e-6)
    return [layers.Lambda(normalize_windows, arguments=options, output_shape=lambda shape: shape)]


LAYERS = {
    "dense": plain(layers.Dense),
    "conv2d": convolution(2, layers.Conv2D, layers.ZeroPadding2D),
    "pooling": channels_last(2, generic_pooling),
    "max_pooling2d": channels_last(2, plain(layers.MaxPooling2D)),
    "average_pooling2d": channels_last(2, average_pooling),
    "global_max_pooling1d": plain(layers.GlobalMaxPooling1D),
    "global_average_pooling1d": plain(layers.GlobalAveragePooling1D),
    "global_max_pooling2d": plain(layers.GlobalMaxPooling2D),
    "global_average_pooling2d": plain(layers.GlobalAveragePooling2D),
    "global_max_pooling3d": plain(layers.GlobalMaxPooling3D),
    "global_average_pooling3d": plain(layers.GlobalAveragePooling3D),
    "dropout": plain(layers.Dropout),
    "flatten": plain(layers.Flatten),
    "reshape": plain(layers.Reshape),
    "activation": plain(layers.Activation),
    "softmax": plain(layers.Softmax),
    "relu": plain(layers.ReLU),
    "leaky_relu": plain(layers.LeakyReLU),
    "elu": plain(layers.ELU),
    "prelu": plain(layers.PReLU),
    "gelu": function_with_options("gelu"),
    "log_softmax": function_with_options("log_softmax"),
    **{
        name: function(name)
        for name in (
            "sigmoid tanh selu silu swish softplus softsign exponential hard_sigmoid linear relu6"
        ).split()
    },
    "local_response_normalization": local_response_normalization,
    "lrn": local_response_normalization,
    "add": plain(layers.Add),
    "subtract": plain(layers.Subtract),
    "multiply": plain(layers.Multiply),
    "average": plain(layers.Average),
    "maximum": plain(layers.Maximum),
    "minimum": plain(layers.Minimum),
    "concatenate": plain(layers.Concatenate),
    **RECURRENT_LAYERS,
}
LAYERS |= wrappers(LAYERS)
