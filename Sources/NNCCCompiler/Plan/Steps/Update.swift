import NNCCRuntime

/// The factor that brings a gradient's norm, or that of several together, down to a limit.
///
/// factor = limit / norm where the norm is higher, else 1.
public struct NormLimit: Step {
  public var gradients: [BufferID]
  public var counts: [Int]
  public var factor: BufferID
  public var limit: Float

  public var name: String { "norm_limit" }
  public var reads: [BufferID] { gradients }
  public var writes: [BufferID] { [factor] }
  public var details: String { "\(limit)" }

  public func run(on machine: Machine) {
    var squares = 0.0
    for (gradient, count) in zip(gradients, counts) {
      squares += Kernels.sum(.squares, machine[gradient], count: count, pool: machine.pool)
    }
    machine[factor][0] = UpdateStep.scale(norm: Float(squares.squareRoot()), bound: limit)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    var squares: Scalar = 0
    for (gradient, count) in zip(gradients, counts) {
      squares += ReferenceKernels.sum(.squares, machine[gradient], count: count)
    }
    let norm = squares.squareRoot()
    machine[factor][0] = norm > Scalar(limit) ? Scalar(limit) / norm : 1
  }
}

/// One step of the optimizer for one parameter, in place, in one pass.
public struct Update: Step {
  public var parameter: BufferID
  public var gradient: BufferID
  public var slots: [BufferID]
  public var count: Int
  public var optimizer: Optimizer
  /// The highest magnitude of a gradient's element.
  public var clipValue: Float?
  /// A factor on the gradient, from a `NormLimit`.
  public var factor: BufferID?
  public var weightDecay: Float?

  public var name: String { "update" }
  public var reads: [BufferID] { [gradient, parameter] + slots + (factor.map { [$0] } ?? []) }
  public var writes: [BufferID] { [parameter] + slots }
  public var details: String {
    "\(optimizer)" + (clipValue.map { ", clip at \($0)" } ?? "") + (weightDecay.map { ", decay \($0)" } ?? "")
  }

  public func run(on machine: Machine) {
    // An optimizer's slots for one parameter lie one after the other, at equal distances.
    Kernels.update(
      optimizer, parameter: machine[parameter], gradient: machine[gradient],
      slots: slots.isEmpty ? nil : machine[slots[0]],
      slotStride: slots.count < 2 ? 0 : machine[slots[1]] - machine[slots[0]], count: count,
      step: step(machine.context, gradientScale: factor.map { machine[$0][0] } ?? 1), pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
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
public struct Constrain: Step {
  public var parameter: BufferID
  public var constraint: Constraint
  public var shape: Axes

  public var name: String { "constrain" }
  public var reads: [BufferID] { [parameter] }
  public var writes: [BufferID] { [parameter] }
  public var details: String { "\(constraint)" }

  public func run(on machine: Machine) {
    Kernels.constrain(constraint, parameter: machine[parameter], shape: shape, pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.constrain(constraint, parameter: machine[parameter], shape: shape)
  }
}
