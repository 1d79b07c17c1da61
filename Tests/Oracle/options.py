"""How the spec language writes a choice with options, and which Keras classes its names stand for."""

import keras


def named(choice, table):
    """Makes what `name` or `{name: {option: value}}` asks for, out of a table of names."""
    name, options = (choice, None) if isinstance(choice, str) else next(iter(choice.items()))
    return table[name](**(options or {}))


def orthogonal_regularizer(factor=0.01, **options):
    """Keras's own, which keeps its factor as a float32 tensor whatever the precision of the kernel."""
    regularizer = keras.regularizers.OrthogonalRegularizer(factor, **options)
    regularizer.factor = factor
    return regularizer


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
        elif key.endswith("_regularizer"):
            value = named(value, REGULARIZERS)
        elif key.endswith("_constraint"):
            value = named(value, CONSTRAINTS)
        elif isinstance(value, list):
            value = tuple(tuple(each) if isinstance(each, list) else each for each in value)
        arguments[key] = value
    return arguments
