#include "isa.h"

#include <stdlib.h>
#include <string.h>

static enum nncc_isa selected = NNCC_ISA_BASELINE;
static const char *const names[NNCC_ISA_COUNT] = {"baseline", "avx2", "avx512"};

static enum nncc_isa best(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
    return NNCC_ISA_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return NNCC_ISA_AVX2;
#endif
  return NNCC_ISA_BASELINE;
}

// Before main, so that no thread can see the choice change. Priority 101 runs ahead of the tables'.
__attribute__((constructor(101))) static void select_isa(void) {
  selected = best();
  const char *forced = getenv("NNCC_ISA");
  if (!forced) return;
  for (int i = 0; i < NNCC_ISA_COUNT; i++)
    if (strcmp(forced, names[i]) == 0 && i <= (int)selected) selected = (enum nncc_isa)i;
}

enum nncc_isa nncc_isa(void) { return selected; }

const char *nncc_isa_name(void) { return names[selected]; }
