// Plain arithmetic on arrays. These are scalar loops that the compiler vectorises: IEEE addition,
// multiplication and comparison give an element the same bits in a body and in a tail.
#ifndef NNCC_ELEMENTWISE_LOOPS_H
#define NNCC_ELEMENTWISE_LOOPS_H

#include "include/vector.h"
#include "vector_math.h"

// An output may be one of the inputs, element for element; nothing else overlaps.
#define ELEMENTWISE _Pragma("clang loop vectorize(assume_safety)")

// NaN where either is NaN, as in TensorFlow.
INLINE float maximum(float x, float y) { return ((x >= y) | (x != x)) ? x : y; }
INLINE float minimum(float x, float y) { return ((x <= y) | (x != x)) ? x : y; }

INLINE void binary_loop(enum nncc_binary kind, const float *x, long x_step, const float *y, long y_step,
                        float *z, long count) {
#define LOOP(X, Y, expression)           \
  ELEMENTWISE                            \
  for (long i = 0; i < count; i++) {     \
    const float a = X, b = Y;            \
    z[i] = expression;                   \
  }
#define MAP(expression)                                 \
  if (x_step == 1 && y_step == 1) {                     \
    LOOP(x[i], y[i], expression)                        \
  } else if (x_step == 1 && y_step == 0) {              \
    const float y0 = y[0];                              \
    LOOP(x[i], y0, expression)                          \
  } else if (x_step == 0 && y_step == 1) {              \
    const float x0 = x[0];                              \
    LOOP(x0, y[i], expression)                          \
  } else {                                              \
    LOOP(x[i * x_step], y[i * y_step], expression)      \
  }                                                     \
  break;
  if (count <= 0) return;
  switch (kind) {
    case NNCC_ADD: MAP(a + b)
    case NNCC_SUBTRACT: MAP(a - b)
    case NNCC_MULTIPLY: MAP(a * b)
    case NNCC_MAXIMUM: MAP(maximum(a, b))
    case NNCC_MINIMUM: MAP(minimum(a, b))
  }
#undef MAP
#undef LOOP
}

// d (+)= dz · ∂(x op y)/∂x, or ∂y with `right`; d's step is that of its side: where it is 0, d sums.
INLINE void binary_gradient_loop(enum nncc_binary kind, int right, const float *x, long x_step, const float *y,
                                 long y_step, const float *dz, float *d, long count, int accumulate) {
  const long step = right ? y_step : x_step;
#define LOOP(expression)                                    \
  if (step == 0) {                                          \
    float sum = accumulate ? d[0] : 0;                      \
    for (long i = 0; i < count; i++) {                      \
      const float a = x[i * x_step], b = y[i * y_step];     \
      (void)a, (void)b;                                     \
      sum += expression;                                    \
    }                                                       \
    d[0] = sum;                                             \
  } else if (accumulate) {                                  \
    ELEMENTWISE                                             \
    for (long i = 0; i < count; i++) {                      \
      const float a = x[i * x_step], b = y[i * y_step];     \
      (void)a, (void)b;                                     \
      d[i * step] += expression;                            \
    }                                                       \
  } else {                                                  \
    ELEMENTWISE                                             \
    for (long i = 0; i < count; i++) {                      \
      const float a = x[i * x_step], b = y[i * y_step];     \
      (void)a, (void)b;                                     \
      d[i * step] = expression;                             \
    }                                                       \
  }                                                         \
  break;
  if (count <= 0) return;
  switch (kind) {
    case NNCC_ADD: LOOP(dz[i])
    case NNCC_SUBTRACT: LOOP((right ? -dz[i] : dz[i]))
    case NNCC_MULTIPLY: LOOP(dz[i] * (right ? a : b))
    case NNCC_MAXIMUM: LOOP(((a >= b) != right ? dz[i] : 0))
    case NNCC_MINIMUM: LOOP(((a <= b) != right ? dz[i] : 0))
  }
#undef LOOP
}

INLINE void add_into_loop(float *y, const float *x, long count, float factor) {
  ELEMENTWISE
  for (long i = 0; i < count; i++) y[i] += factor * x[i];
}

INLINE void scale_loop(const float *x, float *y, long count, float factor, float offset) {
  ELEMENTWISE
  for (long i = 0; i < count; i++) y[i] = x[i] * factor + offset;
}

INLINE void fill_loop(float *y, long count, float value) {
  for (long i = 0; i < count; i++) y[i] = value;
}

// Sixteen rows of sixteen, transposed in registers: interleaving row i with row i + 8, four times over.
INLINE void transpose_tile(const float *x, long x_stride, float *y, long y_stride) {
  f32x16 a[16], b[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) a[i] = load(x + i * x_stride);
#pragma clang loop unroll(full)
  for (int stage = 0; stage < 4; stage++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      b[2 * i] = INTERLEAVE(a[i], a[i + 8], 0);
      b[2 * i + 1] = INTERLEAVE(a[i], a[i + 8], 8);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) a[i] = b[i];
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) store(y + i * y_stride, a[i]);
}

// y[c, r] = x[r, c], in tiles that use every cache line of both sides at once.
INLINE void transpose_loop(const float *x, long x_stride, float *y, long y_stride, long rows, long columns) {
  for (long r0 = 0; r0 < rows; r0 += LANES) {
    const long r1 = r0 + LANES < rows ? r0 + LANES : rows;
    for (long c0 = 0; c0 < columns; c0 += LANES) {
      const long c1 = c0 + LANES < columns ? c0 + LANES : columns;
      if (r1 - r0 == LANES && c1 - c0 == LANES) {
        transpose_tile(x + r0 * x_stride + c0, x_stride, y + c0 * y_stride + r0, y_stride);
        continue;
      }
      for (long c = c0; c < c1; c++)
        for (long r = r0; r < r1; r++) y[c * y_stride + r] = x[r * x_stride + c];
    }
  }
}

#endif
