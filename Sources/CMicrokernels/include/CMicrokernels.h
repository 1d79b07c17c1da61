#ifndef NNCC_CMICROKERNELS_H
#define NNCC_CMICROKERNELS_H

#include "allocates_nothing.h"
#include "isa.h"
#include "matrix.h"
#include "part.h"
#include "pause.h"
#include "scalar.h"
#include "vector.h"

#endif
