#ifndef NNCC_SCALAR_H
#define NNCC_SCALAR_H

#include <math.h>

#include "allocates_nothing.h"

NNCC_BEGIN_ALLOCATES_NOTHING

/// xʸ, as the C library has it.
static inline double nncc_power(double x, double y) { return pow(x, y); }

/// √x, rounded once.
static inline double nncc_square_root(double x) { return sqrt(x); }

NNCC_END_ALLOCATES_NOTHING

#endif
