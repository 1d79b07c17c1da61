#ifndef NNCC_VECTOR_H
#define NNCC_VECTOR_H

#include <stdint.h>

#include "allocates_nothing.h"

NNCC_BEGIN_ALLOCATES_NOTHING

/// The activation functions of NNCCRuntime's Activation, and two functions that only kernels use.
enum nncc_activation {
  NNCC_LINEAR,
  NNCC_RELU,
  NNCC_THRESHOLDED_RELU,  ///< a: negative slope, b: max value, c: threshold
  NNCC_LEAKY_RELU,        ///< a: slope
  NNCC_RELU6,
  NNCC_SIGMOID,
  NNCC_TANH,
  NNCC_ELU,  ///< a: alpha
  NNCC_SELU,
  NNCC_GELU,
  NNCC_GELU_TANH,
  NNCC_SILU,
  NNCC_SOFTPLUS,
  NNCC_SOFTSIGN,
  NNCC_EXPONENTIAL,
  NNCC_HARD_SIGMOID,
  NNCC_LOG,
  NNCC_ERF,
};

/// What `binary` computes from x and y.
enum nncc_binary { NNCC_ADD, NNCC_SUBTRACT, NNCC_MULTIPLY, NNCC_MAXIMUM, NNCC_MINIMUM };

/// What `sum` adds up.
enum nncc_sum { NNCC_SUM_OF_VALUES, NNCC_SUM_OF_ABSOLUTES, NNCC_SUM_OF_SQUARES };

/// One row of pooled pixels: rows first ..< end of the input, already clipped, under each window.
struct nncc_pool_row {
  long first, end;
  long input_height, input_width, channels;
  long output_width, window, stride, padding;
};

/// Winograd's minimal filterings of two dimensions: outputs × outputs results of taps × taps windows from
/// edge × edge inputs, edge = outputs + taps − 1.
enum nncc_winograd_form {
  NNCC_WINOGRAD_2_3,  ///< F(2×2, 3×3)
  NNCC_WINOGRAD_4_3,  ///< F(4×4, 3×3)
  NNCC_WINOGRAD_2_5,  ///< F(2×2, 5×5)
};

/// A convolution with strides of 1, cut into tiles that give outputs × outputs results each, row by row, all
/// images through. The last of a row or column may reach beyond the arrays.
struct nncc_winograd {
  enum nncc_winograd_form form;
  long tiles_high, tiles_wide;  ///< of an image
  long input_height, input_width, channels;  ///< with its border
  long output_height, output_width, filters;
};

enum nncc_loss_kind {
  NNCC_MEAN_SQUARED_ERROR,
  NNCC_MEAN_ABSOLUTE_ERROR,
  NNCC_HUBER,
  NNCC_BINARY_CROSSENTROPY,
  NNCC_BINARY_CROSSENTROPY_FROM_LOGITS,
  NNCC_CATEGORICAL_CROSSENTROPY,  ///< of targets, or of labels where they are given
  NNCC_CATEGORICAL_CROSSENTROPY_FROM_LOGITS,
  NNCC_KL_DIVERGENCE,
  NNCC_POISSON,
  NNCC_HINGE,
  NNCC_COSINE_SIMILARITY,
};

struct nncc_loss_options {
  enum nncc_loss_kind kind;
  float delta;      ///< of huber
  float smoothing;  ///< of the cross-entropies' targets
};

/// What local response normalization divides by: (bias + alpha · Σ x²)^beta over a window of channels.
struct nncc_window {
  long radius;  ///< how far it reaches on either side
  float bias;
  float alpha;
  float beta;
};

/// One stream of random numbers: Philox's key, and the high half of its counter.
struct nncc_random {
  uint32_t key[2];
  uint64_t step;
};

enum nncc_optimizer {
  NNCC_SGD,
  NNCC_SGD_MOMENTUM,
  NNCC_SGD_NESTEROV,
  NNCC_ADAM,
  NNCC_ADAM_AMSGRAD,
  NNCC_ADAMAX,
  NNCC_NADAM,
  NNCC_RMSPROP,
  NNCC_RMSPROP_MOMENTUM,
  NNCC_RMSPROP_CENTERED,
  NNCC_RMSPROP_CENTERED_MOMENTUM,
  NNCC_ADAGRAD,
  NNCC_ADADELTA,
  NNCC_FTRL,
  NNCC_FTRL_POWER,  ///< with a learning-rate power other than -1/2
};

/// The scalars of one update: g = clip(gradient · gradient_scale), then w -= w · decay, then the step.
struct nncc_update_options {
  float gradient_scale;
  float clip;   ///< +∞ for none
  float decay;  ///< weight decay · learning rate
  float coefficients[8];
};

// Every loop over floats that Swift calls, in a list for each family: NNCC_FUNCTION(result, name, parameters, arguments).
// Arrays are contiguous and may have any alignment; an output may be the same array as an input, and does not overlap
// one otherwise.
#define NNCC_FUNCTION(result, name, parameters, arguments) result nncc_##name parameters;
#include "activation_functions.inc"
#include "ctc_functions.inc"
#include "elementwise_functions.inc"
#include "loss_functions.inc"
#include "normalization_functions.inc"
#include "pooling_functions.inc"
#include "random_functions.inc"
#include "recurrent_functions.inc"
#include "reduction_functions.inc"
#include "softmax_functions.inc"
#include "update_functions.inc"
#include "winograd_functions.inc"
#undef NNCC_FUNCTION

NNCC_END_ALLOCATES_NOTHING

#endif
