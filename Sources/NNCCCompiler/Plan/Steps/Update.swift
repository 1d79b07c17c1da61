import NNCCRuntime

/// The factor that brings a gradient's norm, or that of several together, down to a limit.
///
/// factor = limit / norm where the norm is higher, else 1.
package struct NormLimit: Step {
  package var gradients: [BufferID]
  package var counts: [Int]
  package var factor: BufferID
  package var limit: Float

  package var name: String { "norm_limit" }
  package var reads: [BufferID] { gradients }
  package var writes: [BufferID] { [factor] }
  package var details: String { "\(limit)" }

  package func run(on machine: Machine) {
    var squares = 0.0
    for (gradient, count) in zip(gradients, counts) {
      squares += Kernels.sum(.squares, machine[gradient], count: count, pool: machine.threads.pool)
    }
    machine[factor][0] = UpdateStep.scale(squares: squares, bound: limit)
  }

  package var call: KernelCall {
    if gradients.count == 1 {
      return """
        \(factor)[0] = UpdateStep.scale(squares: \(squares(gradients[0], counts[0])), \
        bound: \(limit))
        """
    }
    // Only the norm of all gradients together has several, so the name is used once in a plan.
    let sums: [KernelCall] = zip(gradients, counts).map { "squares += \(squares($0, $1))" }
    return KernelCall(
      lines: ["var squares = 0.0"] + sums
        + ["\(factor)[0] = UpdateStep.scale(squares: squares, bound: \(limit))"])
  }

  private func squares(_ gradient: BufferID, _ count: Int) -> KernelCall {
    "Kernels.sum(.squares, \(gradient), count: \(count), pool: pool)"
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    var squares: Scalar = 0
    for (gradient, count) in zip(gradients, counts) {
      squares += ReferenceKernels.sum(.squares, machine[gradient], count: count)
    }
    let norm = squares.squareRoot()
    machine[factor][0] = norm > Scalar(limit) ? Scalar(limit) / norm : 1
  }
}

/// One step of the optimizer for one parameter, in place, in one pass.
package struct Update: Step {
  package var parameter: BufferID
  package var gradient: BufferID
  package var slots: [BufferID]
  package var count: Int
  package var optimizer: Optimizer
  /// The highest magnitude of a gradient's element.
  package var clipValue: Float?
  /// A factor on the gradient, from a `NormLimit`.
  package var factor: BufferID?
  package var weightDecay: Float?

  package var name: String { "update" }
  package var reads: [BufferID] { [gradient, parameter] + slots + (factor.map { [$0] } ?? []) }
  package var writes: [BufferID] { [parameter] + slots }
  package var details: String {
    "\(optimizer)" + (clipValue.map { ", clip at \($0)" } ?? "") + (weightDecay.map { ", decay \($0)" } ?? "")
  }

  package func run(on machine: Machine) {
    // An optimizer's slots for one parameter lie one after the other, at equal distances.
    Kernels.update(
      optimizer, parameter: machine[parameter], gradient: machine[gradient],
      slots: slots.isEmpty ? nil : machine[slots[0]],
      slotStride: slots.count < 2 ? 0 : machine[slots[1]] - machine[slots[0]], count: count,
      step: step(machine.context, gradientScale: factor.map { machine[$0][0] } ?? 1), pool: machine.threads.pool)
  }

  package var call: KernelCall {
    let step: KernelCall = factor.map { "step.scalingGradient(by: \($0)[0])" } ?? "step"
    let stride: KernelCall = slots.count < 2 ? "" : ", slotStride: \(from: slots[0], to: slots[1])"
    return """
      Kernels.update(Self.optimizer, parameter: \(parameter), gradient: \(gradient)\(", slots: ", slots.first)\
      \(stride), count: \(count), step: \(step), pool: pool)
      """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.update(
      optimizer, parameter: machine[parameter], gradient: machine[gradient],
      slots: slots.isEmpty ? nil : machine[slots[0]],
      slotStride: slots.count < 2 ? 0 : machine[slots[1]] - machine[slots[0]], count: count,
      step: step(machine.context, gradientScale: Float(factor.map { machine[$0][0] } ?? 1)))
  }

  private func step(_ context: RunContext, gradientScale: Float) -> UpdateStep {
    UpdateStep(
      iteration: context.iteration, learningRate: context.learningRate, gradientScale: gradientScale,
      clipValue: clipValue ?? .infinity, weightDecay: weightDecay ?? 0)
  }
}

/// Brings a parameter back to what its constraint allows, after its update.
package struct Constrain: Step {
  package var parameter: BufferID
  package var constraint: Constraint
  package var shape: Axes

  package var name: String { "constrain" }
  package var reads: [BufferID] { [parameter] }
  package var writes: [BufferID] { [parameter] }
  package var details: String { "\(constraint)" }

  package func run(on machine: Machine) {
    Kernels.constrain(constraint, parameter: machine[parameter], shape: shape, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    let rule: KernelCall = "Constraint\(constraint)"
    return """
      Kernels.constrain(\(constant: "constraint", rule), parameter: \(parameter), \
      shape: \(constant: "axes", "Axes(\(Array(shape)))!"), pool: pool)
      """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.constrain(constraint, parameter: machine[parameter], shape: shape)
  }
}
