#include "elementwise_loops.h"

#define NNCC_FUNCTIONS "include/elementwise_functions.inc"
#include "family.inc"
