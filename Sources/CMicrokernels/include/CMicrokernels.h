#ifndef NNCC_CMICROKERNELS_H
#define NNCC_CMICROKERNELS_H

#include "isa.h"
#include "matrix.h"
#include "pause.h"
#include "vector.h"

#endif
