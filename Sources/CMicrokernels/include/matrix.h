#ifndef NNCC_MATRIX_H
#define NNCC_MATRIX_H

#include "allocates_nothing.h"
#include "isa.h"

NNCC_BEGIN_ALLOCATES_NOTHING

/// The columns of a full panel of the right side. A last panel of half as many or fewer is half as wide.
enum { NNCC_PANEL = 32 };

/// A walk through memory in three nested loops: position i is at
/// (i / (inner · middle)) · outer_stride + (i / inner % middle) · middle_stride + (i % inner) · inner_stride.
struct nncc_walk {
  long middle, inner;
  long outer_stride, middle_stride, inner_stride;
};

/// How the elements of a product's result begin.
enum nncc_start {
  NNCC_START_ZERO,
  NNCC_START_BIAS,   ///< from `bias`, one value a column
  NNCC_START_RESULT  ///< from what the result holds: accumulation
};

/// result[row, column] = Σ over k of left[row, k] · right[k, column], k ascending in one chain of
/// multiply-adds that starts as `start` says. Its bits depend on nothing else.
///
/// The left side is read in place by two walks: element (row, k) is at left + rows(row) + depths(k).
/// So a matrix, its transpose, a convolution's windows and their transpose are all left sides.
///
/// The right side is packed in panels (see `nncc_pack`), or, where `right_stride` is not 0, it is a
/// plain matrix of that row stride.
struct nncc_product {
  const float *left;
  struct nncc_walk rows, depths;
  const float *right;
  long right_stride;
  const float *bias;
  float *result;
  long result_stride;
  long depth, columns;
  enum nncc_start start;
  int relu;  ///< whether max(x, 0) ends the chain
};

/// A matrix [inner, columns] that is packed as panels, or a part of its rows.
struct nncc_packing {
  const float *source;
  long row_stride;  ///< of the source as it is stored
  long inner, columns;
  float *panels;
  long first_inner, panel_inner;  ///< where in the panels the rows go, and how many rows they have
};

/// The loops of one instruction set.
struct nncc_matrix_loops {
  /// Computes the result's rows first_row ..< last_row in panels first_panel ..< last_panel.
  void (*multiply)(const struct nncc_product *, long first_row, long last_row, long first_panel,
                   long last_panel);
  /// Packs panels first ..< last of a source stored as [inner, columns].
  void (*pack)(const struct nncc_packing *, long first, long last);
  /// Packs panels first ..< last of a source stored as [columns, inner].
  void (*pack_transposed)(const struct nncc_packing *, long first, long last);
  /// Multiplies and adds in registers for `rounds` rounds; returns the number of floating-point operations.
  double (*peak)(long rounds);
  /// How many full panels the loop for a single row takes at once.
  long row_panels;
  /// How many the loop for more rows takes at once.
  long tile_panels;
};

/// The loops of an instruction set, or NULL if this machine lacks it.
const struct nncc_matrix_loops *nncc_matrix_loops_of(enum nncc_isa);

/// The loops of the instruction set in use.
const struct nncc_matrix_loops *nncc_matrix_loops(void);

/// `multiply` of the instruction set in use.
static inline void nncc_multiply(const struct nncc_product *product, long first_row, long last_row, long first_panel,
                                 long last_panel) {
  nncc_matrix_loops()->multiply(product, first_row, last_row, first_panel, last_panel);
}

/// `pack` of the instruction set in use.
static inline void nncc_pack(const struct nncc_packing *packing, long first, long last) {
  nncc_matrix_loops()->pack(packing, first, last);
}

/// `pack_transposed` of the instruction set in use.
static inline void nncc_pack_transposed(const struct nncc_packing *packing, long first, long last) {
  nncc_matrix_loops()->pack_transposed(packing, first, last);
}

/// The floats that the panels of a matrix [inner, columns] take.
static inline long nncc_panel_words(long inner, long columns) {
  long rest = columns % NNCC_PANEL;
  long width = rest == 0 ? 0 : rest <= NNCC_PANEL / 2 ? NNCC_PANEL / 2 : NNCC_PANEL;
  return inner * (columns - rest + width);
}

NNCC_END_ALLOCATES_NOTHING

#endif
