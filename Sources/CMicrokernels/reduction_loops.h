// Sums and maxima. Every one runs over lanes and then a fixed tree, so that it depends on its data alone.
#ifndef NNCC_REDUCTION_LOOPS_H
#define NNCC_REDUCTION_LOOPS_H

#include "include/vector.h"
#include "vector_math.h"

INLINE float sum_loop(enum nncc_sum kind, const float *xs, long count) {
#define SUM(expression)                                              \
  {                                                                  \
    f32x16 s0 = splat(0), s1 = s0, s2 = s0, s3 = s0, x;              \
    long i = 0;                                                      \
    for (; i + 4 * LANES <= count; i += 4 * LANES) {                 \
      x = load(xs + i), s0 += expression;                            \
      x = load(xs + i + LANES), s1 += expression;                    \
      x = load(xs + i + 2 * LANES), s2 += expression;                \
      x = load(xs + i + 3 * LANES), s3 += expression;                \
    }                                                                \
    for (; i + LANES <= count; i += LANES) x = load(xs + i), s0 += expression; \
    if (i < count) x = load_part(xs + i, count - i, 0), s1 += expression;      \
    return reduce_add((s0 + s1) + (s2 + s3));                        \
  }
  switch (kind) {
    case NNCC_SUM_OF_VALUES: SUM(x)
    case NNCC_SUM_OF_ABSOLUTES: SUM(absolute(x))
    case NNCC_SUM_OF_SQUARES: SUM(square(x))
  }
#undef SUM
  return 0;
}

// Σ x · y
INLINE float dot_loop(const float *xs, const float *ys, long count) {
  f32x16 s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
  long i = 0;
  for (; i + 4 * LANES <= count; i += 4 * LANES) {
    s0 += load(xs + i) * load(ys + i);
    s1 += load(xs + i + LANES) * load(ys + i + LANES);
    s2 += load(xs + i + 2 * LANES) * load(ys + i + 2 * LANES);
    s3 += load(xs + i + 3 * LANES) * load(ys + i + 3 * LANES);
  }
  for (; i + LANES <= count; i += LANES) s0 += load(xs + i) * load(ys + i);
  if (i < count) s1 += load_part(xs + i, count - i, 0) * load_part(ys + i, count - i, 0);
  return reduce_add((s0 + s1) + (s2 + s3));
}

// v -= (v · unit) unit, in double; `padded` is a multiple of 32 and the vectors are zero beyond their end.
INLINE void project_out_loop(double *v, const double *unit, long padded) {
  f64x8 s0 = (f64x8)(0.0), s1 = s0, s2 = s0, s3 = s0;
  for (long i = 0; i < padded; i += 32) {
    const f64x8_unaligned *a = (const f64x8_unaligned *)(v + i), *b = (const f64x8_unaligned *)(unit + i);
    s0 += a[0] * b[0], s1 += a[1] * b[1], s2 += a[2] * b[2], s3 += a[3] * b[3];
  }
  const f64x8 s = (s0 + s1) + (s2 + s3);
  const double dot = ((s.s0 + s.s4) + (s.s2 + s.s6)) + ((s.s1 + s.s5) + (s.s3 + s.s7));
  for (long i = 0; i < padded; i += 8) {
    f64x8_unaligned *a = (f64x8_unaligned *)(v + i);
    *a -= dot * *(const f64x8_unaligned *)(unit + i);
  }
}

INLINE int all_finite_loop(const float *xs, long count) {
  int found = 0;
  for (long i = 0; i < count; i++) {
    uint32_t bits;
    __builtin_memcpy(&bits, xs + i, sizeof bits);
    found |= (bits & 0x7f800000u) == 0x7f800000u;
  }
  return !found;
}

// The largest of a row; a NaN among them may be passed over.
INLINE float row_maximum(const float *xs, long count) {
  f32x16 m = splat(-INFINITY), x;
  long i = 0;
  for (; i + LANES <= count; i += LANES) x = load(xs + i), m = x > m ? x : m;
  if (i < count) x = load_part(xs + i, count - i, -INFINITY), m = x > m ? x : m;
  return reduce_max(m);
}

// Rows of `width` floats: a whole vector is read wherever the array goes on, whatever the row's length.
INLINE f32x16 load_within(const float *array, long size, long offset, long width) {
  return offset + LANES <= size ? load(array + offset) : get(array + offset, width);
}

// sums[c] += x[0, c] + x[1, c] + …, rows ascending.
INLINE void column_sums_loop(const float *xs, long rows, long columns, float *sums) {
  const long size = rows * columns;
  long c = 0;
  for (; c + 4 * LANES <= columns; c += 4 * LANES) {
    float *s = sums + c;
    f32x16 s0 = load(s), s1 = load(s + LANES), s2 = load(s + 2 * LANES), s3 = load(s + 3 * LANES);
    for (long r = 0; r < rows; r++) {
      const float *x = xs + r * columns + c;
      s0 += load(x), s1 += load(x + LANES), s2 += load(x + 2 * LANES), s3 += load(x + 3 * LANES);
    }
    store(s, s0), store(s + LANES, s1), store(s + 2 * LANES, s2), store(s + 3 * LANES, s3);
  }
  for (; c < columns; c += LANES) {
    const long width = columns - c < LANES ? columns - c : LANES;
    f32x16 s = get(sums + c, width);
    for (long r = 0; r < rows; r++) s += load_within(xs, size, r * columns + c, width);
    put(sums + c, s, width);
  }
}

// y[c] = scale · Σ x[m, c], or max over m; x is [middle, inner].
INLINE void reduce_middle_loop(int maximum, const float *xs, long middle, long inner, float scale, float *ys) {
  const long size = middle * inner;
  if (inner == 1) {
    if (!maximum) {
      ys[0] = scale * sum_loop(NNCC_SUM_OF_VALUES, xs, middle);
    } else {
      // A sum is NaN where an element is: that tells what the lanes' maxima may have passed over.
      f32x16 bad = splat(0), x;
      long i = 0;
      for (; i + LANES <= middle; i += LANES) x = load(xs + i), bad = x != x ? x : bad;
      if (i < middle) x = load_part(xs + i, middle - i, 0), bad = x != x ? x : bad;
      const float nan = reduce_add(bad);
      ys[0] = nan != nan ? nan : row_maximum(xs, middle);
    }
    return;
  }
  for (long c = 0; c < inner; c += LANES) {
    const long width = inner - c < LANES ? inner - c : LANES;
    f32x16 y = load_within(xs, size, c, width), x;
    if (maximum)
      for (long m = 1; m < middle; m++)
        x = load_within(xs, size, m * inner + c, width), y = ((x > y) | (x != x)) ? x : y;
    else
      for (long m = 1; m < middle; m++) y += load_within(xs, size, m * inner + c, width);
    if (!maximum) y *= scale;
    put(ys + c, y, width);
  }
}

// dx[m, c] = dy[c] / (the number of m' with x[m', c] = y[c]) where x[m, c] = y[c], else 0.
INLINE void maximum_middle_gradient_loop(const float *xs, const float *ys, const float *dys, float *dxs,
                                         long middle, long inner) {
  const long size = middle * inner;
  for (long c = 0; c < inner; c += LANES) {
    const long width = inner - c < LANES ? inner - c : LANES;
    const f32x16 y = get(ys + c, width), dy = get(dys + c, width);
    f32x16 equal = splat(0);
    for (long m = 0; m < middle; m++)
      equal += load_within(xs, size, m * inner + c, width) == y ? splat(1) : splat(0);
    const f32x16 share = dy / equal;
    for (long m = 0; m < middle; m++) {
      put(dxs + m * inner + c, load_within(xs, size, m * inner + c, width) == y ? share : splat(0), width);
    }
  }
}

#endif
