/// What each of `Kernels` computes, as the obvious loops, in Float or Double.
///
/// Every fast kernel is tested against these, and gradients are checked in Double. The arguments, and the
/// layouts of packed matrices, are the fast kernels' own, so a whole plan can be run either way.
public enum ReferenceKernels {}
