#include "pooling_loops.h"

#define NNCC_FUNCTIONS "include/pooling_functions.inc"
#include "family.inc"
