/// The fast kernels: each is an operation whose `run` is one call that a plan's step becomes.
///
/// They work on raw pointers into an arena, allocate nothing, take no lock beyond the thread pool's, and give the same
/// bits for any number of threads.
public enum Kernels {}
