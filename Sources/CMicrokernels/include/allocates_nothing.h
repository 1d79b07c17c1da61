#ifndef NNCC_ALLOCATES_NOTHING_H
#define NNCC_ALLOCATES_NOTHING_H

/// Between these two, functions promise to Swift that they allocate no memory: it checks that callers do not either.
#ifdef __clang__
#define NNCC_BEGIN_ALLOCATES_NOTHING \
  _Pragma("clang attribute push(__attribute__((swift_attr(\"@_noAllocation\"))), apply_to = function)")
#define NNCC_END_ALLOCATES_NOTHING _Pragma("clang attribute pop")
#else
#define NNCC_BEGIN_ALLOCATES_NOTHING
#define NNCC_END_ALLOCATES_NOTHING
#endif

#endif
