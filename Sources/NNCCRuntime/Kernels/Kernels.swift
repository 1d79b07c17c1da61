/// The fast kernels: each is one call that a plan's step becomes.
///
/// They work on raw pointers into an arena, allocate nothing, take no lock beyond the thread pool's, and
/// give the same bits for any number of threads. `ReferenceKernels` says what each computes.
public enum Kernels {}
