#include "normalization_loops.h"

#define NNCC_FUNCTIONS "include/normalization_functions.inc"
#include "family.inc"
