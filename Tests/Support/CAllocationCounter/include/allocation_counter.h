#pragma once

/// Whether this process counts its heap allocations: only where glibc lets malloc be replaced.
int nncc_counts_allocations(void);

/// Heap allocations of the calling thread since it began.
long nncc_allocation_count(void);
