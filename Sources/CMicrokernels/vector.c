#include "include/vector.h"

#include "activation_loops.h"
#include "ctc_loops.h"
#include "elementwise_loops.h"
#include "include/isa.h"
#include "loss_loops.h"
#include "normalization_loops.h"
#include "pooling_loops.h"
#include "random_loops.h"
#include "recurrent_loops.h"
#include "reduction_loops.h"
#include "softmax_loops.h"
#include "update_loops.h"
#include "winograd_loops.h"

#define NNCC_FUNCTION(result, name, parameters, arguments) result(*name) parameters;
struct functions {
#include "include/vector_functions.inc"
};
#undef NNCC_FUNCTION

#define NNCC_LOOPS "vector_loops.inc"
#include "each_isa.inc"

static const struct functions *functions = &functions_baseline;

// After isa.c has chosen the instruction set (priority 101), and before main.
__attribute__((constructor(102))) static void select_functions(void) {
#if defined(__x86_64__)
  if (nncc_isa() == NNCC_ISA_AVX512) functions = &functions_avx512;
  if (nncc_isa() == NNCC_ISA_AVX2) functions = &functions_avx2;
#endif
}

#define NNCC_FUNCTION(result, name, parameters, arguments) \
  result nncc_##name parameters { return functions->name arguments; }
#include "include/vector_functions.inc"
