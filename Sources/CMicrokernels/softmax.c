#include "softmax_loops.h"

#define NNCC_FUNCTIONS "include/softmax_functions.inc"
#include "family.inc"
