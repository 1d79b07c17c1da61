#include "activation_loops.h"

#define NNCC_FUNCTIONS "include/activation_functions.inc"
#include "family.inc"
