#include "random_loops.h"

#define NNCC_FUNCTIONS "include/random_functions.inc"
#include "family.inc"
