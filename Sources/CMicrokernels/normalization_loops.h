// Local response normalization over rows of channels. An element's result depends on its window alone.
#ifndef NNCC_NORMALIZATION_LOOPS_H
#define NNCC_NORMALIZATION_LOOPS_H

#include "include/vector.h"
#include "vector_math.h"

// Sixteen values from the first on, 0 where there is none.
INLINE f32x16 load_around(const float *xs, long first, long count) {
  if (first >= 0 && first + LANES <= count) return load(xs + first);
  f32x16 v = splat(0);
  for (long lane = 0; lane < LANES; lane++)
    if (first + lane >= 0 && first + lane < count) v[lane] = xs[first + lane];
  return v;
}

// bias + alpha · Σ x² over the channels at most `radius` away, in ascending order
INLINE f32x16 window_scale(const float *xs, long i, long channels, const struct nncc_window *w) {
  f32x16 sum = splat(0);
  for (long offset = -w->radius; offset <= w->radius; offset++) {
    const f32x16 x = load_around(xs, i + offset, channels);
    sum += x * x;
  }
  return w->bias + w->alpha * sum;
}

INLINE void normalize_windows_loop(
    const float *xs, float *ys, long rows, long channels, const struct nncc_window *w) {
  for (long r = 0; r < rows; r++, xs += channels, ys += channels)
    for (long i = 0; i < channels; i += LANES) {
      const long n = channels - i < LANES ? channels - i : LANES;
      put(ys + i, get(xs + i, n) * exp16(-w->beta * log16(window_scale(xs, i, channels, w))), n);
    }
}

// dx = dy · s^−beta − 2 · alpha · beta · x · Σ t, t = dy · x · s^(−beta − 1) being kept in a row of workspace
INLINE void normalize_windows_gradient_loop(
    const float *xs, const float *dys, float *dxs, float *ts, long rows, long channels,
    const struct nncc_window *w) {
  const float factor = 2 * w->alpha * w->beta;
  for (long r = 0; r < rows; r++, xs += channels, dys += channels, dxs += channels) {
    for (long i = 0; i < channels; i += LANES) {
      const long n = channels - i < LANES ? channels - i : LANES;
      const f32x16 s = window_scale(xs, i, channels, w);
      const f32x16 share = get(dys + i, n) * exp16(-w->beta * log16(s));
      put(ts + i, share * get(xs + i, n) / s, n);
      put(dxs + i, share, n);
    }
    for (long i = 0; i < channels; i += LANES) {
      const long n = channels - i < LANES ? channels - i : LANES;
      f32x16 sum = splat(0);
      for (long offset = -w->radius; offset <= w->radius; offset++) sum += load_around(ts, i + offset, channels);
      put(dxs + i, get(dxs + i, n) - factor * get(xs + i, n) * sum, n);
    }
  }
}

#endif
