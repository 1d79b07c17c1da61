#pragma once

/// Whether this process counts its heap allocations: only where glibc lets malloc be replaced.
int nncc_counts_allocations(void);

/// Heap allocations of all threads since the process began.
long nncc_allocation_count(void);
