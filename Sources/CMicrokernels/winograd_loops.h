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
#define ROLLED _Pragma("clang loop unroll(disable)")

// MARK: One dimension

// Vectors in memory whose first floats are `step` apart.
struct strided {
  float *first;
  long step;
};

INLINE struct strided every(long step, const float *first) { return (struct strided){(float *)first, step}; }

INLINE f32x16 item(struct strided s, long i) { return load(s.first + i * s.step); }
INLINE void set(struct strided s, long i, f32x16 v) { store(s.first + i * s.step, v); }

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
  const f32x16 x0 = item(x, 0), x1 = item(x, 1), x2 = item(x, 2), x3 = item(x, 3);
  if (edge == 4) {
    set(y, 0, x0 - x2);
    set(y, 1, x1 + x2);
    set(y, 2, x2 - x1);
    set(y, 3, x1 - x3);
  } else {
    const f32x16 x4 = item(x, 4), x5 = item(x, 5);
    const f32x16 even_p = x4 - Q2 * x2, odd_p = P * (x3 - Q2 * x1);
    const f32x16 even_q = x4 - P2 * x2, odd_q = Q * (x3 - P2 * x1);
    set(y, 0, (x4 - (P2 + Q2) * x2) + P2 * Q2 * x0);
    set(y, 1, even_p + odd_p);
    set(y, 2, even_p - odd_p);
    set(y, 3, even_q + odd_q);
    set(y, 4, even_q - odd_q);
    set(y, 5, (x5 - (P2 + Q2) * x3) + P2 * Q2 * x1);
  }
}

// Aᵀ x
INLINE void transform_output(int edge, int outputs, struct strided x, struct strided y) {
  const f32x16 x0 = item(x, 0), x1 = item(x, 1), x2 = item(x, 2), x3 = item(x, 3);
  const f32x16 sum_p = x1 + x2, difference_p = x1 - x2;
  if (edge == 4) {
    set(y, 0, x0 + sum_p);
    set(y, 1, difference_p - x3);
  } else {
    const f32x16 x4 = item(x, 4), x5 = item(x, 5);
    const f32x16 sum_q = x3 + x4, difference_q = x3 - x4;
    f32x16 last = P * difference_p + Q * difference_q;
    set(y, 0, (x0 + sum_p) + sum_q);
    if (outputs == 4) {
      set(y, 1, last);
      set(y, 2, P2 * sum_p + Q2 * sum_q);
      last = (P2 * P) * difference_p + (Q2 * Q) * difference_q;
    }
    set(y, outputs - 1, last + x5);
  }
}

// A x
INLINE void transform_output_gradient(int edge, int outputs, struct strided x, struct strided y) {
  const f32x16 x0 = item(x, 0), x1 = item(x, 1);
  if (edge == 4) {
    set(y, 0, x0);
    set(y, 1, x0 + x1);
    set(y, 2, x0 - x1);
    set(y, 3, -x1);
  } else {
    f32x16 even_p = x0, odd_p = P * x1, even_q = x0, odd_q = Q * x1, last = x1;
    if (outputs == 4) {
      const f32x16 x2 = item(x, 2), x3 = item(x, 3);
      even_p += P2 * x2, odd_p += (P2 * P) * x3;
      even_q += Q2 * x2, odd_q += (Q2 * Q) * x3;
      last = x3;
    }
    set(y, 0, x0);
    set(y, 1, even_p + odd_p);
    set(y, 2, even_p - odd_p);
    set(y, 3, even_q + odd_q);
    set(y, 4, even_q - odd_q);
    set(y, 5, last);
  }
}

// G x
INLINE void transform_kernel(int edge, int taps, struct strided x, struct strided y) {
  const f32x16 x0 = item(x, 0), x1 = item(x, 1), x2 = item(x, 2);
  if (edge == 4) {
    const f32x16 even = 0.5f * (x0 + x2), odd = 0.5f * x1;
    set(y, 0, x0);
    set(y, 1, even + odd);
    set(y, 2, even - odd);
    set(y, 3, x2);
  } else {
    f32x16 even_p = x0 + P2 * x2, odd_p = x1, even_q = x0 + Q2 * x2, odd_q = x1, last = x2;
    if (taps == 5) {
      const f32x16 x3 = item(x, 3), x4 = item(x, 4);
      even_p += (P2 * P2) * x4, odd_p += P2 * x3;
      even_q += (Q2 * Q2) * x4, odd_q += Q2 * x3;
      last = x4;
    }
    odd_p *= P, odd_q *= Q;
    set(y, 0, (1 / (P2 * Q2)) * x0);
    set(y, 1, P_SCALE * (even_p + odd_p));
    set(y, 2, P_SCALE * (even_p - odd_p));
    set(y, 3, Q_SCALE * (even_q + odd_q));
    set(y, 4, Q_SCALE * (even_q - odd_q));
    set(y, 5, last);
  }
}

// Gᵀ x
INLINE void transform_kernel_gradient(int edge, int taps, struct strided x, struct strided y) {
  const f32x16 x0 = item(x, 0), x1 = item(x, 1), x2 = item(x, 2), x3 = item(x, 3);
  f32x16 sum_p = x1 + x2, difference_p = x1 - x2;
  if (edge == 4) {
    set(y, 0, x0 + 0.5f * sum_p);
    set(y, 1, 0.5f * difference_p);
    set(y, 2, 0.5f * sum_p + x3);
  } else {
    const f32x16 x4 = item(x, 4), x5 = item(x, 5);
    const f32x16 sum_q = Q_SCALE * (x3 + x4), difference_q = Q_SCALE * (x3 - x4);
    sum_p *= P_SCALE, difference_p *= P_SCALE;
    f32x16 last = P2 * sum_p + Q2 * sum_q;
    set(y, 0, (sum_p + sum_q) + (1 / (P2 * Q2)) * x0);
    set(y, 1, P * difference_p + Q * difference_q);
    if (taps == 5) {
      set(y, 2, last);
      set(y, 3, (P2 * P) * difference_p + (Q2 * Q) * difference_q);
      last = (P2 * P2) * sum_p + (Q2 * Q2) * sum_q;
    }
    set(y, taps - 1, last + x5);
  }
}

// MARK: Two dimensions

// A square of vectors in memory.
struct square {
  float *first;
  long row, column;  // from one vector to the next below, and beside it
};

// Runs `body` for i in 0 ..< count. Unrolled where no more than 16 `vectors` lie between columns and rows: these stay in
// registers. More do not: a loop over lines in the first-level cache takes half to nine tenths of the time of what the
// compiler makes of them all at once, and a tenth of the code.
#define EACH_LINE(vectors, i, count, body)            \
  if ((vectors) <= 16) {                              \
    UNROLLED for (long i = 0; i < (count); i++) body; \
  } else {                                            \
    ROLLED for (long i = 0; i < (count); i++) body;   \
  }

// Columns, then rows: `from` is in × in, `to` out × out.
#define BOTH_WAYS(transform, in, out, from, to)                                                     \
  {                                                                                                 \
    f32x16 between[MOST_EDGE * MOST_EDGE];                                                          \
    float *const middle = (float *)between;                                                         \
    EACH_LINE((in) * (out), i, in, transform(every((from).row, (from).first + i * (from).column),   \
                                             every((in) * LANES, middle + i * LANES)))              \
    EACH_LINE((in) * (out), i, out, transform(every(LANES, middle + i * (in) * LANES),              \
                                              every((to).column, (to).first + i * (to).row)))       \
  }

// Runs `loop(w, edge, outputs, …)` with the form's sizes as constants.
#define FOR_FORM(loop, w, ...)                                            \
  switch ((w)->form) {                                                    \
    case NNCC_WINOGRAD_2_3: return loop(w, 4, 2, __VA_ARGS__);            \
    case NNCC_WINOGRAD_4_3: return loop(w, 6, 4, __VA_ARGS__);            \
    case NNCC_WINOGRAD_2_5: return loop(w, 6, 2, __VA_ARGS__);            \
  }

INLINE long edge_of(const struct nncc_winograd *w) { return w->form == NNCC_WINOGRAD_2_3 ? 4 : 6; }
INLINE long taps_of(const struct nncc_winograd *w) { return w->form == NNCC_WINOGRAD_2_5 ? 5 : 3; }

INLINE long at_most(long a, long b) { return a < b ? a : b; }

// Where element (row, column) of a matrix [inner, columns] is in its panels.
INLINE long in_panels(long columns, long inner, long row, long column) {
  const long in_panel = column % NNCC_PANEL, first = column - in_panel;
  const long width = columns - first > NNCC_PANEL / 2 ? NNCC_PANEL : NNCC_PANEL / 2;
  return first * inner + row * width + in_panel;
}

// The tiles of an array of images, of pixels of `depth` floats, one after the other.
struct tile_walk {
  long step, size, height, width, depth;  // tiles of size × size pixels begin `step` apart
  long high, wide;                        // the pixels at which an image's tiles end
  long image, y, x;                       // where the tile at hand begins
};

INLINE struct tile_walk walk_tiles(const struct nncc_winograd *w, long tile, long step, long size, long height,
                                   long width, long depth) {
  const long of_image = w->tiles_high * w->tiles_wide, inside = tile % of_image;
  return (struct tile_walk){
      .step = step, .size = size, .height = height, .width = width, .depth = depth,
      .high = w->tiles_high * step, .wide = w->tiles_wide * step,
      .image = tile / of_image, .y = inside / w->tiles_wide * step, .x = inside % w->tiles_wide * step,
  };
}

INLINE void next_tile(struct tile_walk *walk) {
  walk->x += walk->step;
  if (walk->x < walk->wide) return;
  walk->x = 0, walk->y += walk->step;
  if (walk->y < walk->high) return;
  walk->y = 0, walk->image++;
}

// Where a tile lies, and how many of its rows and columns lie within the array.
struct tile_place {
  long first, row, rows, columns;
  long end;  // of the image
};

INLINE struct tile_place place_of(const struct tile_walk *walk) {
  const long pixel = (walk->image * walk->height + walk->y) * walk->width + walk->x;
  return (struct tile_place){
      .first = pixel * walk->depth,
      .row = walk->width * walk->depth,
      .rows = at_most(walk->size, walk->height - walk->y),
      .columns = at_most(walk->size, walk->width - walk->x),
      .end = (walk->image + 1) * walk->height * walk->width * walk->depth,
  };
}

INLINE int is_whole(const struct tile_place *place, long size) {
  return place->rows == size && place->columns == size;
}

// Whether the image goes on for a whole vector from float c of the tile's last pixel on.
INLINE int goes_on_after(const struct tile_place *place, long c, long depth) {
  return place->first + (place->rows - 1) * place->row + (place->columns - 1) * depth + c + LANES <= place->end;
}

// Copies n lanes of rows × columns vectors, and makes zero all else of size × size whole ones. So the transforms need but
// one loop, over whole squares of whole vectors. With `goes_on` there is something to read after each vector's n lanes.
INLINE struct square padded(struct square from, long rows, long columns, long size, long n, int goes_on, f32x16 *copy) {
  f32x16 *to = copy;
  ROLLED for (long y = 0; y < size; y++, to += size) {
    const long inside = y < rows ? columns : 0;
    const float *p = from.first + y * from.row;
    ROLLED for (long x = 0; x < inside; x++, p += from.column) to[x] = goes_on ? keep(load(p), n) : get(p, n);
    ROLLED for (long x = inside; x < size; x++) to[x] = splat(0);
  }
  return (struct square){(float *)copy, size * LANES, LANES};
}

// Squares of few vectors are not worth a copy in memory. Here the one of 2 × 2 vectors of n lanes …
INLINE struct square padded_pair(struct square from, long rows, long columns, long n, f32x16 *values) {
  if (n == LANES && rows == 2 && columns == 2) {
    UNROLLED for (int y = 0; y < 2; y++) UNROLLED for (int x = 0; x < 2; x++)
        values[2 * y + x] = load(from.first + y * from.row + x * from.column);
  } else {
    UNROLLED for (int y = 0; y < 2; y++) UNROLLED for (int x = 0; x < 2; x++)
        values[2 * y + x] =
            y < rows && x < columns ? get(from.first + y * from.row + x * from.column, n) : splat(0);
  }
  return (struct square){(float *)values, 2 * LANES, LANES};
}

// … and the one of 4 × 4 whole vectors.
INLINE struct square padded_four(struct square from, long rows, long columns, f32x16 *values) {
  UNROLLED for (int y = 0; y < 4; y++) UNROLLED for (int x = 0; x < 4; x++)
      values[4 * y + x] = y < rows && x < columns ? load(from.first + y * from.row + x * from.column) : splat(0);
  return (struct square){(float *)values, 4 * LANES, LANES};
}

// Copies n lanes of rows × columns vectors out of a square.
INLINE void put_square(struct square from, long rows, long columns, long n, struct square to) {
  ROLLED for (long y = 0; y < rows; y++)
    ROLLED for (long x = 0; x < columns; x++)
      put(to.first + y * to.row + x * to.column, load(from.first + y * from.row + x * from.column), n);
}

INLINE void input_tiles(const struct nncc_winograd *w, const int edge, long outputs, const float *input, long first,
                        long tiles, float *v, long stride) {
#define TRANSFORM(x, y) transform_input(edge, x, y)
  const long channels = w->channels;
  struct tile_walk walk = walk_tiles(w, first, outputs, edge, w->input_height, w->input_width, channels);
  for (long t = 0; t < tiles; t++, next_tile(&walk)) {
    const struct tile_place place = place_of(&walk);
    for (long c = 0; c < channels; c += LANES) {
      const long n = at_most(LANES, channels - c), at = t * channels + c;
      f32x16 copy[MOST_EDGE * MOST_EDGE];
      struct square from = {(float *)input + place.first + c, place.row, channels};
      // What a whole vector has beyond the last channel is read where there is something to read; what is written
      // there is written again with the next tile, so long as there is one.
      const int whole = is_whole(&place, edge), goes_on = goes_on_after(&place, c, channels);
      const int fits = at + LANES <= tiles * channels;
      const struct square places = {v + at, edge * stride, stride}, copies = {(float *)copy, edge * LANES, LANES};
      const struct square to = fits ? places : copies;
      if (edge == 4 && goes_on && !whole) {
        f32x16 values[4 * 4];
        const struct square inside = padded_four(from, place.rows, place.columns, values);
        BOTH_WAYS(TRANSFORM, edge, edge, inside, to)
      } else {
        if (!goes_on || !whole) from = padded(from, place.rows, place.columns, edge, n, goes_on, copy);
        BOTH_WAYS(TRANSFORM, edge, edge, from, to)
      }
      if (!fits) put_square(copies, edge, edge, n, places);
    }
  }
#undef TRANSFORM
}

INLINE void winograd_input_loop(const struct nncc_winograd *w, const float *input, long first, long tiles,
                                float *v, long stride) {
  if (w->form == NNCC_WINOGRAD_2_3)
    input_tiles(w, 4, 2, input, first, tiles, v, stride);
  else
    input_tiles(w, 6, w->form == NNCC_WINOGRAD_4_3 ? 4 : 2, input, first, tiles, v, stride);
}

INLINE void output_tiles(const struct nncc_winograd *w, const int edge, const int outputs, const float *products,
                         long stride, long first, long tiles, long column, const float *bias, int relu,
                         float *output) {
  const long filters = w->filters, columns = at_most(NNCC_PANEL, filters - column);
  const float low = relu ? 0 : -INFINITY;
  struct tile_walk walk = walk_tiles(w, first, outputs, outputs, w->output_height, w->output_width, filters);
  for (long t = 0; t < tiles; t++, next_tile(&walk)) {
    const struct tile_place place = place_of(&walk);
    for (long f = 0; f < columns; f += LANES) {
      const long n = at_most(LANES, columns - f);
      const f32x16 start = bias ? get(bias + column + f, n) : splat(0);
      const float *from = products + t * NNCC_PANEL + f;
      f32x16 copy[MOST_EDGE * MOST_EDGE], between[MOST_EDGE * MOST_EDGE];
      float *const middle = (float *)between;
      const struct square pixels = {output + place.first + column + f, place.row, filters};
      const struct square copies = {(float *)copy, outputs * LANES, LANES};
      // Where not all results are whole vectors within the array, two by two are put one by one, more by way of a copy.
      const int whole = n == LANES && is_whole(&place, outputs), by_copy = outputs > 2 && !whole;
      const struct square to = by_copy ? copies : pixels;
      EACH_LINE(edge * outputs, i, edge,
                transform_output(edge, outputs, every(edge * stride, from + i * stride),
                                 every(edge * LANES, middle + i * LANES)))
      EACH_LINE(edge * outputs, i, outputs, {
        f32x16 row[MOST_EDGE];
        transform_output(edge, outputs, every(LANES, middle + i * edge * LANES), every(LANES, (float *)row));
        UNROLLED for (int j = 0; j < outputs; j++) {
          f32x16 result = row[j] + start;
          result = result < low ? splat(low) : result;  // A NaN passes: it is not less.
          if (outputs > 2 || whole)
            store(to.first + i * to.row + j * to.column, result);
          else if (i < place.rows && j < place.columns)
            put(to.first + i * to.row + j * to.column, result, n);
        }
      })
      if (by_copy) put_square(copies, place.rows, place.columns, n, pixels);
    }
  }
}

INLINE void winograd_output_loop(const struct nncc_winograd *w, const float *products, long stride, long first,
                                 long tiles, long column, const float *bias, int relu, float *output) {
  FOR_FORM(output_tiles, w, products, stride, first, tiles, column, bias, relu, output)
}

INLINE void output_gradient_tiles(const struct nncc_winograd *w, const int edge, const int outputs,
                                  const float *gradient, long first, long tiles, long in_block, long block,
                                  float *panels, long stride) {
#define TRANSFORM(x, y) transform_output_gradient(edge, outputs, x, y)
  const long filters = w->filters;
  struct tile_walk walk = walk_tiles(w, first, outputs, outputs, w->output_height, w->output_width, filters);
  for (long t = 0; t < tiles; t++, next_tile(&walk)) {
    const struct tile_place place = place_of(&walk);
    for (long f = 0; f < filters; f += LANES) {
      const long n = at_most(LANES, filters - f);
      f32x16 copy[MOST_EDGE * MOST_EDGE];
      struct square from = {(float *)gradient + place.first + f, place.row, filters};
      if (outputs == 2)
        from = padded_pair(from, place.rows, place.columns, n, copy);
      else if (n < LANES || !is_whole(&place, outputs))
        from = padded(from, place.rows, place.columns, outputs, n, goes_on_after(&place, f, filters), copy);
      const struct square to = {panels + in_panels(filters, block, in_block + t, f), edge * stride, stride};
      BOTH_WAYS(TRANSFORM, outputs, edge, from, to)
    }
  }
#undef TRANSFORM
}

INLINE void winograd_output_gradient_loop(const struct nncc_winograd *w, const float *gradient, long first,
                                          long tiles, long in_block, long block, float *panels,
                                          long stride) {
  FOR_FORM(output_gradient_tiles, w, gradient, first, tiles, in_block, block, panels, stride)
}

// MARK: The kernel

INLINE void kernel_tile(const struct nncc_winograd *w, int edge, int outputs, struct square from, struct square to) {
  const int taps = edge - outputs + 1;
#define TRANSFORM(x, y) transform_kernel(edge, taps, x, y)
  BOTH_WAYS(TRANSFORM, taps, edge, from, to)
#undef TRANSFORM
}

// Transforms n values at each of the window's places.
INLINE void transform_window(const struct nncc_winograd *w, struct square from, long n, int goes_on, struct square to) {
  const long taps = taps_of(w);
  f32x16 copy[MOST_EDGE * MOST_EDGE];
  if (n < LANES) from = padded(from, taps, taps, taps, n, goes_on, copy);
  FOR_FORM(kernel_tile, w, from, to)
}

// The right sides [channels, filters] of the products: rows first ..< last of the panels of each.
INLINE void winograd_kernel_loop(const struct nncc_winograd *w, const float *kernel, long first, long last,
                                 float *panels, long stride) {
  const long step = w->channels * w->filters;
  for (long c = first; c < last; c++)
    for (long f = 0; f < w->filters; f += LANES) {
      const long at = c * w->filters + f;
      const struct square from = {(float *)kernel + at, taps_of(w) * step, step};
      const struct square to = {panels + in_panels(w->filters, w->channels, c, f), edge_of(w) * stride, stride};
      transform_window(w, from, at_most(LANES, w->filters - f), at + LANES <= step, to);
    }
}

// The same of the turned kernel, [filters, channels]: sixteen channels' columns from the one at `first` on.
INLINE void winograd_turned_kernel_loop(const struct nncc_winograd *w, const float *kernel, long first, long last,
                                        float *panels, long stride) {
  const long edge = edge_of(w), taps = taps_of(w), step = w->channels * w->filters;
  for (long c = first; c < last; c += LANES)
    for (long f = 0; f < w->filters; f += LANES) {
      const long n = at_most(LANES, w->filters - f);
      float block[MOST_EDGE * MOST_EDGE][LANES * LANES];  // [place][channel][filter]
      for (long i = 0; i < LANES; i++) {
        const long at = (c + i) * w->filters + f;
        if (c + i < w->channels) {
          const struct square from = {(float *)kernel + (taps * taps - 1) * step + at, -taps * step, -step};
          const struct square to = {block[0] + LANES * i, edge * LANES * LANES, LANES * LANES};
          transform_window(w, from, n, at + LANES <= step, to);
        } else {
          for (long place = 0; place < edge * edge; place++) store(block[place] + LANES * i, splat(0));
        }
      }
      const long to = in_panels(w->channels, w->filters, f, c);
      const long width = in_panels(w->channels, w->filters, f + 1, c) - to;
      for (long place = 0; place < edge * edge; place++)
        transpose_loop(block[place], LANES, panels + place * stride + to, width, LANES, n);
    }
}

INLINE void kernel_gradient_tile(const struct nncc_winograd *w, int edge, int outputs, struct square from,
                                 struct square to) {
  const int taps = edge - outputs + 1;
#define TRANSFORM(x, y) transform_kernel_gradient(edge, taps, x, y)
  BOTH_WAYS(TRANSFORM, edge, taps, from, to)
#undef TRANSFORM
}

INLINE void kernel_gradient_by_form(const struct nncc_winograd *w, struct square from, struct square to) {
  FOR_FORM(kernel_gradient_tile, w, from, to)
}

INLINE void winograd_kernel_gradient_loop(const struct nncc_winograd *w, const float *products, long stride,
                                          long first, long last, float *gradient) {
  const long edge = edge_of(w), taps = taps_of(w), step = w->channels * w->filters;
  for (long at = first; at < last; at += LANES) {
    const long n = at_most(LANES, last - at);
    f32x16 copy[MOST_EDGE * MOST_EDGE];
    struct square from = {(float *)products + at, edge * stride, stride};
    if (n < LANES) from = padded(from, edge, edge, edge, n, 0, copy);
    const struct square places = {gradient + at, taps * step, step}, copies = {(float *)copy, taps * LANES, LANES};
    kernel_gradient_by_form(w, from, n == LANES ? places : copies);
    if (n < LANES) put_square(copies, taps, taps, n, places);
  }
}

#undef UNROLLED
#undef ROLLED
#undef P
#undef Q
#undef P2
#undef Q2
#undef P_SCALE
#undef Q_SCALE
#undef EACH_LINE
#undef BOTH_WAYS
#undef FOR_FORM

#endif
