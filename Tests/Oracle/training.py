"""The `train:` section of a spec as Keras losses and optimizers."""

import keras
from keras import losses, optimizers

from options import named

def sparse_categorical_crossentropy(label_smoothing=0.0, **options):
    """Keras's, which smooths no labels: with that, the one of one-hot labels."""
    if not label_smoothing:
        return losses.SparseCategoricalCrossentropy(**options)
    smoothed = losses.CategoricalCrossentropy(label_smoothing=label_smoothing, **options)
    return lambda labels, outputs: smoothed(keras.ops.one_hot(labels, outputs.shape[-1]), outputs)


LOSSES = {
    "mean_squared_error": losses.MeanSquaredError,
    "mse": losses.MeanSquaredError,
    "mean_absolute_error": losses.MeanAbsoluteError,
    "mae": losses.MeanAbsoluteError,
    "huber": losses.Huber,
    "binary_crossentropy": losses.BinaryCrossentropy,
    "categorical_crossentropy": losses.CategoricalCrossentropy,
    "sparse_categorical_crossentropy": sparse_categorical_crossentropy,
    "kl_divergence": losses.KLDivergence,
    "poisson": losses.Poisson,
    "hinge": losses.Hinge,
    "cosine_similarity": losses.CosineSimilarity,
    "ctc": lambda label_length=None, **options: losses.CTC(**options),
}

SCHEDULES = {
    "exponential_decay": optimizers.schedules.ExponentialDecay,
    "piecewise_constant": optimizers.schedules.PiecewiseConstantDecay,
    "cosine_decay": optimizers.schedules.CosineDecay,
    "inverse_time_decay": optimizers.schedules.InverseTimeDecay,
    "polynomial_decay": optimizers.schedules.PolynomialDecay,
}


def scheduled(kind):
    """An optimizer whose learning rate may be a schedule."""

    def make(**options):
        if isinstance(options.get("learning_rate"), dict):
            options["learning_rate"] = named(options["learning_rate"], SCHEDULES)
        return kind(**options)

    return make


OPTIMIZERS = {
    name: scheduled(kind)
    for name, kind in {
        "sgd": optimizers.SGD,
        "adam": optimizers.Adam,
        "adamw": optimizers.AdamW,
        "adamax": optimizers.Adamax,
        "nadam": optimizers.Nadam,
        "rmsprop": optimizers.RMSprop,
        "adagrad": optimizers.Adagrad,
        "adadelta": optimizers.Adadelta,
        "ftrl": optimizers.Ftrl,
    }.items()
}


def per_output(setting, output_names):
    """A setting given once, as a list, or by output name, as a list in the order of the outputs."""
    if isinstance(setting, dict) and set(setting) == set(output_names):
        return [setting[name] for name in output_names]
    return setting if isinstance(setting, list) else [setting] * len(output_names)


def loss_names(train, output_names):
    """The name of each output's loss."""
    return [
        choice if isinstance(choice, str) else next(iter(choice))
        for choice in per_output(train["loss"], output_names)
    ]


def compile_model(model: keras.Model, train, output_names):
    """Gives the model its losses, one per output, and its optimizer."""
    weights = train.get("loss_weights")
    model.compile(
        optimizer=named(train["optimizer"], OPTIMIZERS),
        loss=[named(choice, LOSSES) for choice in per_output(train["loss"], output_names)],
        loss_weights=per_output(weights, output_names) if weights else None,
    )
