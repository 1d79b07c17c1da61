#include "update_loops.h"

#define NNCC_FUNCTIONS "include/update_functions.inc"
#include "family.inc"
