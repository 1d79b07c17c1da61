"""How the spec language writes a choice with options, and which Keras classes its names stand for."""

import functools

import keras


def kind_and_options(entry):
    """What `name` or `{name: {option: value}}` says: the name, and options that the caller may change."""
    name, options = (entry, None) if isinstance(entry, str) else next(iter(entry.items()))
    return name, dict(options or {})


def named(choice, table):
    """Makes what `name` or `{name: {option: value}}` asks for, out of a table of names."""
    name, options = kind_and_options(choice)
    return table[name](**options)


def orthogonal_regularizer(factor=0.01, **options):
    """Keras's own, which keeps its factor as a float32 tensor whatever the precision of the kernel."""
    regularizer = keras.regularizers.OrthogonalRegularizer(factor, **options)
    regularizer.factor = factor
    return regularizer


INITIALIZERS = {
    "zeros": keras.initializers.Zeros,
    "ones": keras.initializers.Ones,
    "constant": keras.initializers.Constant,
    "random_normal": keras.initializers.RandomNormal,
    "random_uniform": keras.initializers.RandomUniform,
    "uniform": keras.initializers.RandomUniform,
    "truncated_normal": keras.initializers.TruncatedNormal,
    "glorot_normal": keras.initializers.GlorotNormal,
    "glorot_uniform": keras.initializers.GlorotUniform,
    "he_normal": keras.initializers.HeNormal,
    "he_uniform": keras.initializers.HeUniform,
    "lecun_normal": keras.initializers.LecunNormal,
    "lecun_uniform": keras.initializers.LecunUniform,
    "variance_scaling": keras.initializers.VarianceScaling,
    "orthogonal": keras.initializers.Orthogonal,
    "identity": keras.initializers.Identity,
}

REGULARIZERS = {
    "l1": keras.regularizers.L1,
    "l2": keras.regularizers.L2,
    "l1_l2": keras.regularizers.L1L2,
    "orthogonal_regularizer": orthogonal_regularizer,
}

CONSTRAINTS = {
    "max_norm": keras.constraints.MaxNorm,
    "non_neg": keras.constraints.NonNeg,
    "unit_norm": keras.constraints.UnitNorm,
    "min_max_norm": keras.constraints.MinMaxNorm,
}

ALIASES = {"num_units": "units", "window_shape": "pool_size"}


def keras_arguments(options):
    """A layer's options in the spec as arguments of the Keras class of the same layer."""
    arguments = {}
    for key, value in options.items():
        key = ALIASES.get(key, key)
        if key == "keep_prob":
            key, value = "rate", 1 - value
        elif value is None:
            pass
        elif key.endswith("activation") and isinstance(value, dict):
            name, options_of_it = kind_and_options(value)
            value = functools.partial(getattr(keras.activations, name), **options_of_it)
        elif key.endswith("_initializer"):
            value = named(value, INITIALIZERS)
        elif key.endswith("_regularizer"):
            value = named(value, REGULARIZERS)
        elif key.endswith("_constraint"):
            value = named(value, CONSTRAINTS)
        elif isinstance(value, list):
            value = tuple(tuple(each) if isinstance(each, list) else each for each in value)
        arguments[key] = value
    return arguments
