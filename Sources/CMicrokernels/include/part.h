#ifndef NNCC_PART_H
#define NNCC_PART_H

#include "allocates_nothing.h"

NNCC_BEGIN_ALLOCATES_NOTHING

/// Calls a function that Swift knows by its address alone, and that allocates nothing.
static inline void nncc_call_part(void (*_Nonnull body)(void *_Nonnull context, long part), void *_Nonnull context,
                                  long part) {
  body(context, part);
}

NNCC_END_ALLOCATES_NOTHING

#endif
