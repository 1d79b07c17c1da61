#ifndef NNCC_PAUSE_H
#define NNCC_PAUSE_H

#include "allocates_nothing.h"

NNCC_BEGIN_ALLOCATES_NOTHING

/// Tells the processor that this is a spin loop.
static inline void nncc_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

/// Calls a function that Swift knows by its address alone, and that allocates nothing.
static inline void nncc_call_part(void (*_Nonnull body)(void *_Nonnull context, long part), void *_Nonnull context,
                                  long part) {
  body(context, part);
}

NNCC_END_ALLOCATES_NOTHING

#endif
