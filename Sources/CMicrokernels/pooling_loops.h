// One row of pooled pixels, vectorised over channels.
#ifndef NNCC_POOLING_LOOPS_H
#define NNCC_POOLING_LOOPS_H

#include "reduction_loops.h"

// The columns of the input that output column `ox` looks at.
struct window {
  long first, end;
};

INLINE struct window window_at(const struct nncc_pool_row *row, long ox) {
  const long start = ox * row->stride - row->padding, end = start + row->window;
  return (struct window){start < 0 ? 0 : start, end > row->input_width ? row->input_width : end};
}

// The first maximum of each window, and the position (y · width + x) where it stands; a NaN wins.
// A window that lies in the padding alone gives 0 and position -1.
INLINE void max_pool_row_loop(const struct nncc_pool_row *row, const float *image, float *output,
                              int32_t *positions) {
  const long channels = row->channels, width = row->input_width, size = row->input_height * width * channels;
  for (long ox = 0; ox < row->output_width; ox++, output += channels) {
    const struct window w = window_at(row, ox);
    const int empty = row->first >= row->end || w.first >= w.end;
    for (long c = 0; c < channels; c += LANES) {
      const long n = channels - c < LANES ? channels - c : LANES;
      const int start = empty ? -1 : (int)(row->first * width + w.first);
      f32x16 best = empty ? splat(0) : load_within(image, size, start * channels + c, n), x;
      if (positions) {
        i32x16 where = (i32x16)(start);
        for (long y = row->first; y < row->end; y++)
          for (long at = y * width + w.first; at < y * width + w.end; at++) {
            x = load_within(image, size, at * channels + c, n);
            const i32x16 better = (x > best) | ((x != x) & (best == best));
            best = better ? x : best;
            where = better ? (i32x16)((int)at) : where;
          }
        put((float *)(positions + ox * channels + c), from_bits(where), n);
      } else {
        for (long y = row->first; y < row->end; y++)
          for (long at = y * width + w.first; at < y * width + w.end; at++) {
            x = load_within(image, size, at * channels + c, n);
            best = ((x > best) | (x != x)) ? x : best;
          }
      }
      put(output + c, best, n);
    }
  }
}

// dx[position, c] += dy for each pooled pixel of an image.
INLINE void max_pool_gradient_loop(const float *dys, const int32_t *positions, long pixels, long channels,
                                   float *dxs) {
  for (long p = 0; p < pixels; p++, dys += channels, positions += channels)
    for (long c = 0; c < channels; c++)
      if (positions[c] >= 0) dxs[positions[c] * channels + c] += dys[c];
}

// The mean of what each window sees of the input: padding does not count.
INLINE void average_pool_row_loop(const struct nncc_pool_row *row, const float *image, float *output) {
  const long channels = row->channels, width = row->input_width, size = row->input_height * width * channels;
  for (long ox = 0; ox < row->output_width; ox++, output += channels) {
    const struct window w = window_at(row, ox);
    const long count = (row->end - row->first) * (w.end - w.first);
    const float scale = row->first < row->end && w.first < w.end ? 1.0f / (float)count : 0;
    for (long c = 0; c < channels; c += LANES) {
      const long n = channels - c < LANES ? channels - c : LANES;
      f32x16 sum = splat(0);
      for (long y = row->first; y < row->end; y++)
        for (long at = y * width + w.first; at < y * width + w.end; at++)
          sum += load_within(image, size, at * channels + c, n);
      sum *= scale;
      put(output + c, sum, n);
    }
  }
}

INLINE void average_pool_gradient_row_loop(const struct nncc_pool_row *row, const float *dys, float *image) {
  const long channels = row->channels, width = row->input_width;
  for (long ox = 0; ox < row->output_width; ox++, dys += channels) {
    const struct window w = window_at(row, ox);
    if (row->first >= row->end || w.first >= w.end) continue;
    const float scale = 1.0f / (float)((row->end - row->first) * (w.end - w.first));
    for (long y = row->first; y < row->end; y++)
      for (long at = y * width + w.first; at < y * width + w.end; at++) {
        float *dx = image + at * channels;
#pragma clang loop vectorize(assume_safety)
        for (long c = 0; c < channels; c++) dx[c] += dys[c] * scale;
      }
  }
}

#endif
