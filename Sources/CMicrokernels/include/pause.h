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

NNCC_END_ALLOCATES_NOTHING

#endif
