#include "recurrent_loops.h"

#define NNCC_FUNCTIONS "include/recurrent_functions.inc"
#include "family.inc"
