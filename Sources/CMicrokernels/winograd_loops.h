// The transforms of Winograd's minimal filtering (Lavin and Gray 2015), vectorised over channels.
//
// A tile of edge × edge inputs gives outputs × outputs results of a window of taps × taps, by one product for
// each of its edge² places: Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A. The gradient of the kernel is the transposed map.
#ifndef NNCC_WINOGRAD_LOOPS_H
#define NNCC_WINOGRAD_LOOPS_H

#include "elementwise_loops.h"
#include "include/matrix.h"
#include "include/vector.h"
#include "vector_math.h"

enum { MOST_EDGE = 6 };

#define UNROLLED _Pragma("clang loop unroll(full)")

// MARK: One dimension

// Vectors that are `step` apart.
struct strided {
  f32x16 *first;
  int step;
};

INLINE struct strided every(int step, f32x16 *first) { return (struct strided){first, step}; }

#define ITEM(s, i) ((s).first[(i) * (s).step])

// The points of a tile of six: 0, ±P, ±Q and ∞. Larger ones, as usual, round off ten times as much.
#define P 0.75f
#define Q 1.5f
#define P2 (P * P)
#define Q2 (Q * Q)
// The Lagrange denominators of ±P and of ±Q.
#define P_SCALE (1 / (2 * P2 * (P2 - Q2)))
#define Q_SCALE (1 / (2 * Q2 * (Q2 - P2)))

// Bᵀ x
INLINE void transform_input(int edge, struct strided x, struct strided y) {
  const f32x16 x0 = ITEM(x, 0), x1 = ITEM(x, 1), x2 = ITEM(x, 2), x3 = ITEM(x, 3);
  if (edge == 4) {
    ITEM(y, 0) = x0 - x2;
    ITEM(y, 1) = x1 + x2;
    ITEM(y, 2) = x2 - x1;
    ITEM(y, 3) = x1 - x3;
  } else {
    const f32x16 x4 = ITEM(x, 4), x5 = ITEM(x, 5);
    const f32x16 even_p = x4 - Q2 * x2, odd_p = P * (x3 - Q2 * x1);
    const f32x16 even_q = x4 - P2 * x2, odd_q = Q * (x3 - P2 * x1);
    ITEM(y, 0) = (x4 - (P2 + Q2) * x2) + P2 * Q2 * x0;
    ITEM(y, 1) = even_p + odd_p;
    ITEM(y, 2) = even_p - odd_p;
    ITEM(y, 3) = even_q + odd_q;
    ITEM(y, 4) = even_q - odd_q;
    ITEM(y, 5) = (x5 - (P2 + Q2) * x3) + P2 * Q2 * x1;
  }
}

// Aᵀ x
INLINE void transform_output(int edge, int outputs, struct strided x, struct strided y) {
  const f32x16 sum_p = ITEM(x, 1) + ITEM(x, 2), difference_p = ITEM(x, 1) - ITEM(x, 2);
  if (edge == 4) {
    ITEM(y, 0) = ITEM(x, 0) + sum_p;
    ITEM(y, 1) = difference_p - ITEM(x, 3);
  } else {
    const f32x16 sum_q = ITEM(x, 3) + ITEM(x, 4), difference_q = ITEM(x, 3) - ITEM(x, 4);
    ITEM(y, 0) = (ITEM(x, 0) + sum_p) + sum_q;
    ITEM(y, 1) = P * difference_p + Q * difference_q;
    if (outputs == 4) {
      ITEM(y, 2) = P2 * sum_p + Q2 * sum_q;
      ITEM(y, 3) = (P2 * P) * difference_p + (Q2 * Q) * difference_q;
    }
    ITEM(y, outputs - 1) += ITEM(x, 5);
  }
}

// A x
INLINE void transform_output_gradient(int edge, int outputs, struct strided x, struct strided y) {
  const f32x16 x0 = ITEM(x, 0), x1 = ITEM(x, 1);
  if (edge == 4) {
    ITEM(y, 0) = x0;
    ITEM(y, 1) = x0 + x1;
    ITEM(y, 2) = x0 - x1;
    ITEM(y, 3) = -x1;
  } else {
    f32x16 even_p = x0, odd_p = P * x1, even_q = x0, odd_q = Q * x1;
    if (outputs == 4) {
      even_p += P2 * ITEM(x, 2), odd_p += (P2 * P) * ITEM(x, 3);
      even_q += Q2 * ITEM(x, 2), odd_q += (Q2 * Q) * ITEM(x, 3);
    }
    ITEM(y, 0) = x0;
    ITEM(y, 1) = even_p + odd_p;
    ITEM(y, 2) = even_p - odd_p;
    ITEM(y, 3) = even_q + odd_q;
    ITEM(y, 4) = even_q - odd_q;
    ITEM(y, 5) = ITEM(x, outputs - 1);
  }
}

// G x
INLINE void transform_kernel(int edge, int taps, struct strided x, struct strided y) {
  const f32x16 x0 = ITEM(x, 0), x1 = ITEM(x, 1), x2 = ITEM(x, 2);
  if (edge == 4) {
    const f32x16 even = 0.5f * (x0 + x2), odd = 0.5f * x1;
    ITEM(y, 0) = x0;
    ITEM(y, 1) = even + odd;
    ITEM(y, 2) = even - odd;
    ITEM(y, 3) = x2;
  } else {
    f32x16 even_p = x0 + P2 * x2, odd_p = x1, even_q = x0 + Q2 * x2, odd_q = x1;
    if (taps == 5) {
      even_p += (P2 * P2) * ITEM(x, 4), odd_p += P2 * ITEM(x, 3);
      even_q += (Q2 * Q2) * ITEM(x, 4), odd_q += Q2 * ITEM(x, 3);
    }
    odd_p *= P, odd_q *= Q;
    ITEM(y, 0) = (1 / (P2 * Q2)) * x0;
    ITEM(y, 1) = P_SCALE * (even_p + odd_p);
    ITEM(y, 2) = P_SCALE * (even_p - odd_p);
    ITEM(y, 3) = Q_SCALE * (even_q + odd_q);
    ITEM(y, 4) = Q_SCALE * (even_q - odd_q);
    ITEM(y, 5) = ITEM(x, taps - 1);
  }
}

// Gᵀ x
INLINE void transform_kernel_gradient(int edge, int taps, struct strided x, struct strided y) {
  f32x16 sum_p = ITEM(x, 1) + ITEM(x, 2), difference_p = ITEM(x, 1) - ITEM(x, 2);
  if (edge == 4) {
    ITEM(y, 0) = ITEM(x, 0) + 0.5f * sum_p;
    ITEM(y, 1) = 0.5f * difference_p;
    ITEM(y, 2) = 0.5f * sum_p + ITEM(x, 3);
  } else {
    const f32x16 sum_q = Q_SCALE * (ITEM(x, 3) + ITEM(x, 4)), difference_q = Q_SCALE * (ITEM(x, 3) - ITEM(x, 4));
    sum_p *= P_SCALE, difference_p *= P_SCALE;
    ITEM(y, 0) = (sum_p + sum_q) + (1 / (P2 * Q2)) * ITEM(x, 0);
    ITEM(y, 1) = P * difference_p + Q * difference_q;
    ITEM(y, 2) = P2 * sum_p + Q2 * sum_q;
    if (taps == 5) {
      ITEM(y, 3) = (P2 * P) * difference_p + (Q2 * Q) * difference_q;
      ITEM(y, 4) = (P2 * P2) * sum_p + (Q2 * Q2) * sum_q;
    }
    ITEM(y, taps - 1) += ITEM(x, 5);
  }
}

// MARK: Two dimensions

// Columns, then rows: `from` is [in][in], `to` [out][out], both in rows of MOST_EDGE.
#define BOTH_WAYS(transform, in, out, from, to)                                     \
  {                                                                                 \
    f32x16 between[MOST_EDGE * MOST_EDGE];                                          \
    UNROLLED for (int i = 0; i < (in); i++)                                         \
        transform(every(MOST_EDGE, (from) + i), every(MOST_EDGE, between + i));     \
    UNROLLED for (int i = 0; i < (out); i++)                                        \
        transform(every(1, between + MOST_EDGE * i), every(1, (to) + MOST_EDGE * i)); \
  }

// Runs `loop(w, edge, outputs, …)` with the form's sizes as constants.
#define FOR_FORM(loop, w, ...)                                            \
  switch ((w)->form) {                                                    \
    case NNCC_WINOGRAD_2_3: return loop(w, 4, 2, __VA_ARGS__);            \
    case NNCC_WINOGRAD_4_3: return loop(w, 6, 4, __VA_ARGS__);            \
    case NNCC_WINOGRAD_2_5: return loop(w, 6, 2, __VA_ARGS__);            \
  }

INLINE long at_most(long a, long b) { return a < b ? a : b; }

// Runs `body` for each vector of `count` floats, from float `at` on, with its lanes n as a constant for all but
// the last.
#define FOR_LANES(count, at, n, body)                            \
  {                                                              \
    long at = 0;                                                 \
    for (const long n = LANES; at + n <= (count); at += n) body; \
    if (at < (count)) {                                          \
      const long n = (count) - at;                               \
      body;                                                      \
    }                                                            \
  }

// Where element (row, column) of a matrix [inner, columns] is in its panels.
INLINE long in_panels(long columns, long inner, long row, long column) {
  const long in_panel = column % NNCC_PANEL, first = column - in_panel;
  const long width = columns - first > NNCC_PANEL / 2 ? NNCC_PANEL : NNCC_PANEL / 2;
  return first * inner + row * width + in_panel;
}

// Where a tile lies, and how much of it lies within the array: `size` rows and columns, of pixels of `depth`.
struct tile_place {
  long first, row, rows, columns;
};

INLINE struct tile_place tile_at(const struct nncc_winograd *w, long tile, long step, long size, long height,
                                 long width, long depth) {
  const long image = tile / (w->tiles_high * w->tiles_wide), inside = tile % (w->tiles_high * w->tiles_wide);
  const long y = inside / w->tiles_wide * step, x = inside % w->tiles_wide * step;
  return (struct tile_place){
      .first = ((image * height + y) * width + x) * depth,
      .row = width * depth,
      .rows = at_most(size, height - y),
      .columns = at_most(size, width - x),
  };
}

// A square of pixels, n channels of each; what lies outside the array is zero.
INLINE void load_square(const float *from, const struct tile_place *place, long depth, int size, long n,
                        f32x16 *square) {
  if (place->rows == size && place->columns == size) {
    UNROLLED for (int y = 0; y < size; y++) UNROLLED for (int x = 0; x < size; x++)
        square[MOST_EDGE * y + x] = get(from + y * place->row + x * depth, n);
  } else {
    UNROLLED for (int y = 0; y < size; y++) UNROLLED for (int x = 0; x < size; x++)
        square[MOST_EDGE * y + x] =
            y < place->rows && x < place->columns ? get(from + y * place->row + x * depth, n) : splat(0);
  }
}

INLINE void input_tile(int edge, const float *from, const struct tile_place *place, long channels, long n,
                       float *to, long stride) {
#define TRANSFORM(x, y) transform_input(edge, x, y)
  f32x16 square[MOST_EDGE * MOST_EDGE];
  load_square(from, place, channels, edge, n, square);
  BOTH_WAYS(TRANSFORM, edge, edge, square, square)
  UNROLLED for (int i = 0; i < edge; i++) UNROLLED for (int j = 0; j < edge; j++)
      put(to + (edge * i + j) * stride, square[MOST_EDGE * i + j], n);
#undef TRANSFORM
}

INLINE void input_tiles(const struct nncc_winograd *w, const int edge, const int outputs, const float *input,
                        long first, long tiles, float *v, long stride) {
  for (long t = 0; t < tiles; t++) {
    const struct tile_place place =
        tile_at(w, first + t, outputs, edge, w->input_height, w->input_width, w->channels);
    const float *from = input + place.first;
    float *to = v + t * w->channels;
    FOR_LANES(w->channels, c, n, input_tile(edge, from + c, &place, w->channels, n, to + c, stride))
  }
}

INLINE void winograd_input_loop(const struct nncc_winograd *w, const float *input, long first, long tiles,
                                float *v, long stride) {
  FOR_FORM(input_tiles, w, input, first, tiles, v, stride)
}

INLINE void output_tile(int edge, int outputs, const float *products, long stride, f32x16 start, int relu,
                        long n, float *to, const struct tile_place *place, long filters) {
#define TRANSFORM(x, y) transform_output(edge, outputs, x, y)
  f32x16 square[MOST_EDGE * MOST_EDGE];
  UNROLLED for (int i = 0; i < edge; i++) UNROLLED for (int j = 0; j < edge; j++)
      square[MOST_EDGE * i + j] = load(products + (edge * i + j) * stride);
  BOTH_WAYS(TRANSFORM, edge, outputs, square, square)
  UNROLLED for (int y = 0; y < outputs; y++) UNROLLED for (int x = 0; x < outputs; x++) {
    f32x16 result = square[MOST_EDGE * y + x] + start;
    // A NaN passes: it is not less than zero.
    if (relu) result = result < 0 ? splat(0) : result;
    if (y < place->rows && x < place->columns) put(to + y * place->row + x * filters, result, n);
  }
#undef TRANSFORM
}

INLINE void output_tiles(const struct nncc_winograd *w, const int edge, const int outputs, const float *products,
                         long stride, long first, long tiles, long column, const float *bias, int relu,
                         float *output) {
  const long columns = at_most(NNCC_PANEL, w->filters - column);
  for (long t = 0; t < tiles; t++) {
    const struct tile_place place =
        tile_at(w, first + t, outputs, outputs, w->output_height, w->output_width, w->filters);
    const float *from = products + t * NNCC_PANEL;
    float *to = output + place.first + column;
    FOR_LANES(columns, f, n,
              output_tile(edge, outputs, from + f, stride, bias ? get(bias + column + f, n) : splat(0), relu, n,
                          to + f, &place, w->filters))
  }
}

INLINE void winograd_output_loop(const struct nncc_winograd *w, const float *products, long stride, long first,
                                 long tiles, long column, const float *bias, int relu, float *output) {
  FOR_FORM(output_tiles, w, products, stride, first, tiles, column, bias, relu, output)
}

INLINE void output_gradient_tile(int edge, int outputs, const float *from, const struct tile_place *place,
                                 long filters, long n, float *to, long stride) {
#define TRANSFORM(x, y) transform_output_gradient(edge, outputs, x, y)
  f32x16 square[MOST_EDGE * MOST_EDGE];
  load_square(from, place, filters, outputs, n, square);
  BOTH_WAYS(TRANSFORM, outputs, edge, square, square)
  UNROLLED for (int i = 0; i < edge; i++) UNROLLED for (int j = 0; j < edge; j++)
      store(to + (edge * i + j) * stride, square[MOST_EDGE * i + j]);
#undef TRANSFORM
}

INLINE void output_gradient_tiles(const struct nncc_winograd *w, const int edge, const int outputs,
                                  const float *gradient, long first, long tiles, long in_block, long block,
                                  float *panels, long stride) {
  for (long t = 0; t < tiles; t++) {
    const struct tile_place place =
        tile_at(w, first + t, outputs, outputs, w->output_height, w->output_width, w->filters);
    const float *from = gradient + place.first;
    FOR_LANES(w->filters, f, n,
              output_gradient_tile(edge, outputs, from + f, &place, w->filters, n,
                                   panels + in_panels(w->filters, block, in_block + t, f), stride))
  }
}

INLINE void winograd_output_gradient_loop(const struct nncc_winograd *w, const float *gradient, long first,
                                          long tiles, long in_block, long block, float *panels,
                                          long stride) {
  FOR_FORM(output_gradient_tiles, w, gradient, first, tiles, in_block, block, panels, stride)
}

// MARK: The kernel

// n values at each of the window's places, transformed.
INLINE void kernel_square(int edge, int taps, const float *kernel, long step, int turned, long n,
                          f32x16 *square) {
#define TRANSFORM(x, y) transform_kernel(edge, taps, x, y)
  UNROLLED for (int y = 0; y < taps; y++) UNROLLED for (int x = 0; x < taps; x++) {
    const int place = turned ? taps * taps - 1 - taps * y - x : taps * y + x;
    square[MOST_EDGE * y + x] = get(kernel + place * step, n);
  }
  BOTH_WAYS(TRANSFORM, taps, edge, square, square)
#undef TRANSFORM
}

// The right sides [channels, filters] of the products: rows first ..< last of the panels of each.
INLINE void kernel_panels(const struct nncc_winograd *w, const int edge, const int outputs, const float *kernel,
                          long first, long last, float *panels, long stride) {
  const int taps = edge - outputs + 1;
  for (long c = first; c < last; c++)
    for (long f = 0; f < nncc_panel_words(1, w->filters); f += LANES) {
      f32x16 square[MOST_EDGE * MOST_EDGE];
      kernel_square(edge, taps, kernel + c * w->filters + f, w->channels * w->filters, 0,
                    at_most(LANES, w->filters - f), square);
      float *to = panels + in_panels(w->filters, w->channels, c, f);
      UNROLLED for (int i = 0; i < edge; i++) UNROLLED for (int j = 0; j < edge; j++)
          store(to + (edge * i + j) * stride, square[MOST_EDGE * i + j]);
    }
}

INLINE void winograd_kernel_loop(const struct nncc_winograd *w, const float *kernel, long first, long last,
                                 float *panels, long stride) {
  FOR_FORM(kernel_panels, w, kernel, first, last, panels, stride)
}

// The same of the turned kernel, [filters, channels]: sixteen channels' columns from the one at `first` on.
INLINE void turned_kernel_panels(const struct nncc_winograd *w, const int edge, const int outputs,
                                 const float *kernel, long first, long last, float *panels, long stride) {
  const int taps = edge - outputs + 1;
  for (long c = first; c < last; c += LANES)
    for (long f = 0; f < w->filters; f += LANES) {
      const long n = at_most(LANES, w->filters - f);
      float block[MOST_EDGE * MOST_EDGE][LANES * LANES];  // [place][channel][filter]
      for (long i = 0; i < LANES; i++) {
        f32x16 square[MOST_EDGE * MOST_EDGE];
        const int exists = c + i < w->channels;
        kernel_square(edge, taps, kernel + (c + (exists ? i : 0)) * w->filters + f, w->channels * w->filters, 1, n,
                      square);
        UNROLLED for (int y = 0; y < edge; y++) UNROLLED for (int x = 0; x < edge; x++)
            store(block[edge * y + x] + LANES * i, exists ? square[MOST_EDGE * y + x] : splat(0));
      }
      const long to = in_panels(w->channels, w->filters, f, c);
      const long width = in_panels(w->channels, w->filters, f + 1, c) - to;
      for (int place = 0; place < edge * edge; place++)
        transpose_loop(block[place], LANES, panels + place * stride + to, width, LANES, n);
    }
}

INLINE void winograd_turned_kernel_loop(const struct nncc_winograd *w, const float *kernel, long first, long last,
                                        float *panels, long stride) {
  FOR_FORM(turned_kernel_panels, w, kernel, first, last, panels, stride)
}

INLINE void kernel_gradient_values(const struct nncc_winograd *w, const int edge, const int outputs,
                                   const float *products, long stride, long first, long last, float *gradient) {
  const int taps = edge - outputs + 1;
#define TRANSFORM(x, y) transform_kernel_gradient(edge, taps, x, y)
  for (long at = first; at < last; at += LANES) {
    const long n = at_most(LANES, last - at);
    f32x16 square[MOST_EDGE * MOST_EDGE];
    UNROLLED for (int i = 0; i < edge; i++) UNROLLED for (int j = 0; j < edge; j++)
        square[MOST_EDGE * i + j] = get(products + (edge * i + j) * stride + at, n);
    BOTH_WAYS(TRANSFORM, edge, taps, square, square)
    UNROLLED for (int y = 0; y < taps; y++) UNROLLED for (int x = 0; x < taps; x++)
        put(gradient + (taps * y + x) * w->channels * w->filters + at, square[MOST_EDGE * y + x], n);
  }
#undef TRANSFORM
}

INLINE void winograd_kernel_gradient_loop(const struct nncc_winograd *w, const float *products, long stride,
                                          long first, long last, float *gradient) {
  FOR_FORM(kernel_gradient_values, w, products, stride, first, last, gradient)
}

#undef UNROLLED
#undef ITEM
#undef P
#undef Q
#undef P2
#undef Q2
#undef P_SCALE
#undef Q_SCALE
#undef BOTH_WAYS
#undef FOR_FORM
#undef FOR_LANES

#endif
