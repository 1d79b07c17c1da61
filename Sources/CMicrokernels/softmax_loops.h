// Softmax and its logarithm over rows. A row's result depends on that row alone.
#ifndef NNCC_SOFTMAX_LOOPS_H
#define NNCC_SOFTMAX_LOOPS_H

#include "reduction_loops.h"

// Runs the last argument for each vector of a row, with i its offset, x its values (`fill` beyond the end) and n
// the number of its lanes that count.
#define EACH_VECTOR(xs, columns, fill, ...)                     \
  {                                                             \
    long i = 0;                                                 \
    for (; i + LANES <= (columns); i += LANES) {                \
      const long n = LANES;                                     \
      f32x16 x = load((xs) + i);                                \
      __VA_ARGS__                                               \
    }                                                           \
    if (i < (columns)) {                                        \
      const long n = (columns) - i;                             \
      f32x16 x = load_part((xs) + i, n, fill);                  \
      __VA_ARGS__                                               \
    }                                                           \
  }

INLINE void softmax_loop(const float *xs, float *ys, long rows, long columns) {
  for (long r = 0; r < rows; r++, xs += columns, ys += columns) {
    const float top = row_maximum(xs, columns);
    f32x16 sums = splat(0);
    EACH_VECTOR(xs, columns, -INFINITY, {
      f32x16 e = keep(exp16(x - top), n);
      sums += e;
      put(ys + i, e, n);
    })
    const float scale = 1.0f / reduce_add(sums);
    EACH_VECTOR(ys, columns, 0, put(ys + i, x * scale, n);)
  }
}

// log Σ exp x, given the row's maximum; NaN where a value is NaN or the maximum infinite.
INLINE float log_sum_exp_over(const float *xs, long columns, float top) {
  f32x16 sums = splat(0);
  EACH_VECTOR(xs, columns, -INFINITY, sums += keep(exp16(x - top), n);)
  return log_scalar(reduce_add(sums));
}

INLINE void log_softmax_loop(const float *xs, float *ys, long rows, long columns) {
  for (long r = 0; r < rows; r++, xs += columns, ys += columns) {
    const float top = row_maximum(xs, columns);
    const float log_sum = log_sum_exp_over(xs, columns, top);
    EACH_VECTOR(xs, columns, 0, put(ys + i, (x - top) - log_sum, n);)
  }
}

// dx = y · (dy - Σ dy · y)
INLINE void softmax_gradient_loop(const float *ys, const float *dys, float *dxs, long rows, long columns) {
  for (long r = 0; r < rows; r++, ys += columns, dys += columns, dxs += columns) {
    f32x16 sums = splat(0);
    EACH_VECTOR(ys, columns, 0, sums += x * get(dys + i, n);)
    const float dot = reduce_add(sums);
    EACH_VECTOR(ys, columns, 0, put(dxs + i, x * (get(dys + i, n) - dot), n);)
  }
}

// dx = dy - exp(y) · Σ dy
INLINE void log_softmax_gradient_loop(const float *ys, const float *dys, float *dxs, long rows, long columns) {
  for (long r = 0; r < rows; r++, ys += columns, dys += columns, dxs += columns) {
    const float sum = sum_loop(NNCC_SUM_OF_VALUES, dys, columns);
    EACH_VECTOR(ys, columns, 0, put(dxs + i, get(dys + i, n) - exp16(x) * sum, n);)
  }
}

#endif
