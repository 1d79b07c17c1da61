// One row of pooled pixels, vectorised over channels.
#ifndef NNCC_POOLING_LOOPS_H
#define NNCC_POOLING_LOOPS_H

#include "reduction_loops.h"

// What one output pixel looks at: `rows` rows of `columns` pixels of the image, from pixel `first` on.
struct window {
  const float *image;
  long first, rows, columns, width, channels, size;
};

// A window without pixels has no rows.
INLINE struct window window_at(const struct nncc_pool_row *row, const float *image, long ox) {
  const long start = ox * row->stride - row->padding, end = start + row->window;
  const long left = start < 0 ? 0 : start, right = end > row->input_width ? row->input_width : end;
  return (struct window){
      .image = image,
      .first = row->first * row->input_width + left,
      .rows = right > left && row->end > row->first ? row->end - row->first : 0,
      .columns = right - left,
      .width = row->input_width,
      .channels = row->channels,
      .size = row->input_height * row->input_width * row->channels,
  };
}

// n channels of pixel `at` from channel c on.
INLINE f32x16 pixel(const struct window *w, long at, long c, long n) {
  return load_within(w->image, w->size, at * w->channels + c, n);
}

// Writes n of an output row's channels, and anything over what follows them: `room` floats are left of the
// row, and those beyond the n are written later.
INLINE void put_within(float *output, f32x16 v, long n, long room) {
  if (room >= LANES)
    store(output, v);
  else
    store_part(output, v, n);
}

// Pixels y · columns + x of a window, `rows` and `columns` being its own or the same as constants.
#define EACH_PIXEL(w, rows, columns)          \
  for (long y = 0; y < (rows); y++)           \
    for (long at = (w)->first + y * (w)->width, row_end = at + (columns); at < row_end; at++)

INLINE void max_pixel(const struct window *w, long rows, long columns, float *output, int32_t *positions,
                      long room) {
  for (long c = 0; c < w->channels; c += LANES) {
    const long n = w->channels - c < LANES ? w->channels - c : LANES;
    f32x16 best = pixel(w, w->first, c, n);
    if (positions) {
      i32x16 position = (i32x16)((int)w->first);
      EACH_PIXEL(w, rows, columns) {
        const f32x16 x = pixel(w, at, c, n);
        const i32x16 better = (x > best) | ((x != x) & (best == best));
        best = better ? x : best;
        position = better ? (i32x16)((int)at) : position;
      }
      put_within((float *)positions + c, from_bits(position), n, room - c);
    } else {
      EACH_PIXEL(w, rows, columns) {
        const f32x16 x = pixel(w, at, c, n);
        best = ((x > best) | (x != x)) ? x : best;
      }
    }
    put_within(output + c, best, n, room - c);
  }
}

INLINE void sum_pixel(const struct window *w, long rows, long columns, float scale, float *output, long room) {
  for (long c = 0; c < w->channels; c += LANES) {
    const long n = w->channels - c < LANES ? w->channels - c : LANES;
    f32x16 sum = splat(0);
    EACH_PIXEL(w, rows, columns) sum += pixel(w, at, c, n);
    put_within(output + c, sum * scale, n, room - c);
  }
}

// The first maximum of each window, and the position (y · width + x) where it stands; a NaN wins.
// A window without pixels gives 0 and position -1.
INLINE void max_pool_row_loop(const struct nncc_pool_row *row, const float *image, float *output,
                              int32_t *positions) {
  const long channels = row->channels;
  for (long ox = 0; ox < row->output_width; ox++) {
    const struct window w = window_at(row, image, ox);
    float *y = output + ox * channels;
    int32_t *at = positions ? positions + ox * channels : 0;
    const long room = (row->output_width - ox) * channels;
    if (w.rows == 0) {
      for (long c = 0; c < channels; c++) y[c] = 0;
      if (at) for (long c = 0; c < channels; c++) at[c] = -1;
    } else if (w.rows == 2 && w.columns == 2) {
      max_pixel(&w, 2, 2, y, at, room);  // the most common by far: as constants, they unroll
    } else {
      max_pixel(&w, w.rows, w.columns, y, at, room);
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
  for (long ox = 0; ox < row->output_width; ox++) {
    const struct window w = window_at(row, image, ox);
    float *y = output + ox * row->channels;
    const long room = (row->output_width - ox) * row->channels;
    const float scale = w.rows == 0 ? 0 : 1.0f / (float)(w.rows * w.columns);
    if (w.rows == 2 && w.columns == 2)
      sum_pixel(&w, 2, 2, scale, y, room);
    else
      sum_pixel(&w, w.rows, w.columns, scale, y, room);
  }
}

INLINE void average_pool_gradient_row_loop(const struct nncc_pool_row *row, const float *dys, float *image) {
  const long channels = row->channels;
  for (long ox = 0; ox < row->output_width; ox++, dys += channels) {
    const struct window w = window_at(row, image, ox);
    const float scale = 1.0f / (float)(w.rows * w.columns);
    EACH_PIXEL(&w, w.rows, w.columns) {
      float *dx = image + at * channels;
#pragma clang loop vectorize(assume_safety)
      for (long c = 0; c < channels; c++) dx[c] += dys[c] * scale;
    }
  }
}

#endif
