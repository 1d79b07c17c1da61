#include "reduction_loops.h"

#define NNCC_FUNCTIONS "include/reduction_functions.inc"
#include "family.inc"
