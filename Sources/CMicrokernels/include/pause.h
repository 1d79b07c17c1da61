#ifndef NNCC_PAUSE_H
#define NNCC_PAUSE_H

/// Tells the processor that this is a spin loop.
static inline void nncc_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

#endif
