#include "winograd_loops.h"

#define NNCC_FUNCTIONS "include/winograd_functions.inc"
#include "family.inc"
