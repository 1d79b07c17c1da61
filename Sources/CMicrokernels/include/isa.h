#ifndef NNCC_ISA_H
#define NNCC_ISA_H

#include "allocates_nothing.h"

NNCC_BEGIN_ALLOCATES_NOTHING

/// The instruction sets that every loop of this module is compiled for, slowest first.
enum nncc_isa {
  NNCC_ISA_BASELINE = 0,  ///< what the target triple guarantees: SSE2 on x86-64, NEON on arm64
  NNCC_ISA_AVX2 = 1,      ///< AVX2 and FMA
  NNCC_ISA_AVX512 = 2,    ///< AVX-512 F, VL, DQ and BW
  NNCC_ISA_COUNT = 3
};

/// The instruction set in use: the best that the machine has, or the one that the environment variable
/// NNCC_ISA names (baseline, avx2, avx512), if the machine has it. Chosen once, when the process starts.
enum nncc_isa nncc_isa(void);

/// Its name, as NNCC_ISA spells it.
const char *nncc_isa_name(void);

NNCC_END_ALLOCATES_NOTHING

#endif
