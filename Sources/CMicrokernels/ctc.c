#include "ctc_loops.h"

#define NNCC_FUNCTIONS "include/ctc_functions.inc"
#include "family.inc"
