#include "matrix.h"

#include <string.h>

// How many rows of the result get their addresses at once, and how many positions of a right side that is
// not packed are copied to the stack at once: 32 KB of two panels, which leaves room in a first-level cache of 48 KB.
// Half as many cost more, for each block of positions reads and writes the result anew.
enum { ROW_BLOCK = 1024, PLAIN_DEPTH_BLOCK = 128 };

// Beyond this depth a block of a panel no longer stays in the second-level cache.
enum { PACKED_DEPTH_BLOCK = 4096 };

// How many positions ahead a tile of two panels fetches what it reads. Half and twice as many made no difference.
enum { AHEAD = 12 };

// One tile's part of a product: positions first ..< last of the chains of a few rows.
struct tile {
  const float *left;
  const long *offsets;  // from `left` to each row
  const struct nncc_walk *depths;
  long first, last;
  const float *right;
  long panel_stride;  // between the panels of a tile that spans several
  const float *start;
  long start_stride;
  float *result;
  long result_stride;
  int relu;
};

static inline long least(long a, long b) { return a < b ? a : b; }

static inline long panel_width(long columns) {
  return columns > NNCC_PANEL / 2 ? NNCC_PANEL : NNCC_PANEL / 2;
}

#define NNCC_LOOPS "matrix_loops.inc"
#include "each_isa.inc"

#define LOOPS(isa)                                                \
  {multiply_##isa, pack_##isa, pack_transposed_##isa, peak_##isa, \
   row_panels_##isa, tile_panels_##isa}

static const struct nncc_matrix_loops loops[NNCC_ISA_COUNT] = {
    [NNCC_ISA_BASELINE] = LOOPS(baseline),
#if defined(__x86_64__)
    [NNCC_ISA_AVX2] = LOOPS(avx2),
    [NNCC_ISA_AVX512] = LOOPS(avx512),
#endif
};

static const struct nncc_matrix_loops *selected;

__attribute__((constructor(102))) static void select_loops(void) { selected = &loops[nncc_isa()]; }

const struct nncc_matrix_loops *nncc_matrix_loops(void) { return selected; }

const struct nncc_matrix_loops *nncc_matrix_loops_of(enum nncc_isa isa) {
  return isa <= nncc_isa() ? &loops[isa] : NULL;
}
