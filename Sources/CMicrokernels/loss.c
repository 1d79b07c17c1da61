#include "loss_loops.h"

#define NNCC_FUNCTIONS "include/loss_functions.inc"
#include "family.inc"
