// The activation functions of NNCCRuntime's Activation and their gradients.
#ifndef NNCC_ACTIVATION_LOOPS_H
#define NNCC_ACTIVATION_LOOPS_H

#include "include/vector.h"
#include "vector_math.h"

// MARK: Values

static const float selu_scale = 1.05070098f;
static const float selu_alpha = 1.67326324f;
static const float gelu_slope = 0.79788456f;  // √(2/π)
static const float gelu_cubic = 0.044715f;

INLINE f32x16 relu16(f32x16 x) { return floor_at(x, 0); }

// slope · x, and 0 for a slope of 0 even where x is infinite.
INLINE f32x16 sloped(f32x16 x, float slope) { return slope == 0 ? splat(0) : slope * x; }

INLINE f32x16 thresholded_relu16(f32x16 x, float slope, float max_value, float threshold) {
  f32x16 below = sloped(x - threshold, slope);
  return x >= max_value ? splat(max_value) : x < threshold ? below : x;
}

INLINE f32x16 elu16(f32x16 x, float alpha) {
  return x > 0.0f ? x : alpha * expm1_nonpositive(x > 0.0f ? splat(0) : x);
}

// At -20 and below, x · Φ(x) is zero to the last bit: the clamp keeps -∞ from giving NaN.
INLINE f32x16 gelu16(f32x16 x) {
  f32x16 a = floor_at(x, -20.0f);
  return 0.5f * a * (1.0f + erf16(a * 0.70710678f));
}

INLINE f32x16 gelu_tanh16(f32x16 x) {
  f32x16 a = floor_at(x, -20.0f);
  return 0.5f * a * (1.0f + tanh16(gelu_slope * (a + gelu_cubic * a * square(a))));
}

INLINE f32x16 silu16(f32x16 x) {
  f32x16 a = floor_at(x, -200.0f);
  return a * sigmoid16(a);
}

// Beyond 10³⁰ the quotient is ±1 all the same: the cap keeps ±∞ from giving NaN.
INLINE f32x16 softsign16(f32x16 x) {
  f32x16 a = cap_at(absolute(x), 1e30f);
  return with_sign_of(a / (1.0f + a), x);
}

INLINE f32x16 hard_sigmoid16(f32x16 x) { return clamp(x * (1.0f / 6.0f) + 0.5f, 0, 1); }

INLINE void activate_loop(const float *xs, float *ys, long count, enum nncc_activation kind, float a, float b,
                          float c) {
#define MAP(expression)                                \
  {                                                    \
    long i = 0;                                        \
    for (; i + LANES <= count; i += LANES) {           \
      f32x16 x = load(xs + i);                         \
      store(ys + i, expression);                       \
    }                                                  \
    if (i < count) {                                   \
      f32x16 x = load_part(xs + i, count - i, 0);      \
      store_part(ys + i, expression, count - i);       \
    }                                                  \
    break;                                             \
  }
  switch (kind) {
    case NNCC_LINEAR:
      if (xs != ys) __builtin_memmove(ys, xs, (unsigned long)count * sizeof(float));
      break;
    case NNCC_RELU: MAP(relu16(x))
    case NNCC_THRESHOLDED_RELU: MAP(thresholded_relu16(x, a, b, c))
    case NNCC_LEAKY_RELU: MAP((x < 0.0f ? sloped(x, a) : x))
    case NNCC_RELU6: MAP(clamp(x, 0, 6))
    case NNCC_SIGMOID: MAP(sigmoid16(x))
    case NNCC_TANH: MAP(tanh16(x))
    case NNCC_ELU: MAP(elu16(x, a))
    case NNCC_SELU: MAP(selu_scale * elu16(x, selu_alpha))
    case NNCC_GELU: MAP(gelu16(x))
    case NNCC_GELU_TANH: MAP(gelu_tanh16(x))
    case NNCC_SILU: MAP(silu16(x))
    case NNCC_SOFTPLUS: MAP(softplus16(x))
    case NNCC_SOFTSIGN: MAP(softsign16(x))
    case NNCC_EXPONENTIAL: MAP(exp16(x))
    case NNCC_HARD_SIGMOID: MAP(hard_sigmoid16(x))
    case NNCC_LOG: MAP(log16(x))
    case NNCC_ERF: MAP(erf16(x))
  }
#undef MAP
}

// MARK: Gradients

INLINE f32x16 thresholded_relu_slope(f32x16 x, float slope, float max_value, float threshold) {
  return x >= max_value ? splat(0) : x < threshold ? splat(slope) : splat(1);
}

// Past ±20, Φ is 0 or 1 and x · φ(x) is 0 to the last bit.
INLINE f32x16 gelu_slope16(f32x16 x) {
  f32x16 a = clamp(x, -20, 20);
  f32x16 density = 0.39894228f * exp16(-0.5f * square(a));
  return 0.5f * (1.0f + erf16(a * 0.70710678f)) + a * density;
}

INLINE f32x16 gelu_tanh_slope16(f32x16 x) {
  f32x16 a = clamp(x, -20, 20);
  f32x16 t = tanh16(gelu_slope * (a + gelu_cubic * a * square(a)));
  f32x16 inner = gelu_slope * (1.0f + 3.0f * gelu_cubic * square(a));
  return 0.5f * (1.0f + t) + 0.5f * a * (1.0f - square(t)) * inner;
}

INLINE f32x16 silu_slope16(f32x16 x) {
  f32x16 a = clamp(x, -200, 200), s = sigmoid16(a);
  return s * (1.0f + a * (1.0f - s));
}

INLINE f32x16 sigmoid_slope16(f32x16 x) {
  f32x16 y = sigmoid16(x);
  return y * (1.0f - y);
}

INLINE f32x16 hard_sigmoid_slope16(f32x16 y) {
  return y > 0.0f ? (y < 1.0f ? splat(1.0f / 6.0f) : splat(0)) : splat(0);
}

INLINE f32x16 relu6_slope16(f32x16 y) { return y > 0.0f ? (y < 6.0f ? splat(1) : splat(0)) : splat(0); }

// dx = dy · slope, with v the function's output or input; an element of v is read before dx is written.
#define MAP_GRADIENT(slope)                                                                        \
  {                                                                                                \
    long i = 0;                                                                                    \
    for (; i + LANES <= count; i += LANES) {                                                       \
      f32x16 v = load(vs + i);                                                                     \
      store(dxs + i, load(dys + i) * (slope));                                                     \
    }                                                                                              \
    if (i < count) {                                                                               \
      f32x16 v = load_part(vs + i, count - i, 0);                                                  \
      store_part(dxs + i, load_part(dys + i, count - i, 0) * (slope), count - i);                  \
    }                                                                                              \
    break;                                                                                         \
  }

INLINE void activation_gradient_from_output_loop(const float *vs, const float *dys, float *dxs, long count,
                                                 enum nncc_activation kind, float a) {
  switch (kind) {
    case NNCC_RELU: MAP_GRADIENT((v > 0.0f ? splat(1) : splat(0)))
    case NNCC_LEAKY_RELU: MAP_GRADIENT((v > 0.0f ? splat(1) : splat(a)))
    case NNCC_RELU6: MAP_GRADIENT(relu6_slope16(v))
    case NNCC_SIGMOID: MAP_GRADIENT(v * (1.0f - v))
    case NNCC_TANH: MAP_GRADIENT(1.0f - square(v))
    case NNCC_ELU: MAP_GRADIENT((v > 0.0f ? splat(1) : v + a))
    case NNCC_SELU: MAP_GRADIENT((v > 0.0f ? splat(selu_scale) : v + selu_scale * selu_alpha))
    case NNCC_SOFTPLUS: MAP_GRADIENT(-expm1_nonpositive(-v))
    case NNCC_SOFTSIGN: MAP_GRADIENT(square(1.0f - absolute(v)))
    case NNCC_EXPONENTIAL: MAP_GRADIENT(v)
    case NNCC_HARD_SIGMOID: MAP_GRADIENT(hard_sigmoid_slope16(v))
    default:
      if (dys != dxs) __builtin_memmove(dxs, dys, (unsigned long)count * sizeof(float));
  }
}

INLINE void activation_gradient_from_input_loop(const float *vs, const float *dys, float *dxs, long count,
                                                enum nncc_activation kind, float a, float b, float c) {
  switch (kind) {
    case NNCC_RELU: MAP_GRADIENT((v > 0.0f ? splat(1) : splat(0)))
    case NNCC_THRESHOLDED_RELU: MAP_GRADIENT(thresholded_relu_slope(v, a, b, c))
    case NNCC_LEAKY_RELU: MAP_GRADIENT((v > 0.0f ? splat(1) : splat(a)))
    case NNCC_RELU6: MAP_GRADIENT(relu6_slope16(v))
    case NNCC_SIGMOID: MAP_GRADIENT(sigmoid_slope16(v))
    case NNCC_TANH: MAP_GRADIENT(1.0f - square(tanh16(v)))
    case NNCC_ELU: MAP_GRADIENT((v > 0.0f ? splat(1) : a * exp16(v)))
    case NNCC_SELU: MAP_GRADIENT(selu_scale * (v > 0.0f ? splat(1) : selu_alpha * exp16(v)))
    case NNCC_GELU: MAP_GRADIENT(gelu_slope16(v))
    case NNCC_GELU_TANH: MAP_GRADIENT(gelu_tanh_slope16(v))
    case NNCC_SILU: MAP_GRADIENT(silu_slope16(v))
    case NNCC_SOFTPLUS: MAP_GRADIENT(sigmoid16(v))
    case NNCC_SOFTSIGN: MAP_GRADIENT(square(1.0f / (1.0f + absolute(v))))
    case NNCC_EXPONENTIAL: MAP_GRADIENT(exp16(v))
    case NNCC_HARD_SIGMOID: MAP_GRADIENT(hard_sigmoid_slope16(hard_sigmoid16(v)))
    default:
      if (dys != dxs) __builtin_memmove(dxs, dys, (unsigned long)count * sizeof(float));
  }
}
#undef MAP_GRADIENT

#endif
