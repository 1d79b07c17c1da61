#include "allocation_counter.h"

#include <errno.h>
#include <stdlib.h>

// Of the thread alone, so that what runs beside does not count. In the executable's own block of thread storage, which is
// there from a thread's start: another model might allocate it here, within malloc.
static _Thread_local long count __attribute__((tls_model("initial-exec")));

long nncc_allocation_count(void) { return count; }

#if defined(__GLIBC__)

int nncc_counts_allocations(void) { return 1; }

// The executable's definitions come before those of the C library, for every library of the process. The
// originals stay in reach under these names.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static void note(void) { count++; }

void *malloc(size_t size) {
  note();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  note();
  return __libc_calloc(number, size);
}

void *realloc(void *block, size_t size) {
  note();
  return __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  note();
  void *memory = __libc_memalign(alignment, size);
  if (!memory) return ENOMEM;
  *block = memory;
  return 0;
}

#else

int nncc_counts_allocations(void) { return 0; }

#endif
