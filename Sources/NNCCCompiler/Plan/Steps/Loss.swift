import NNCCRuntime

/// amount = scale · Σ rows of a loss, and where asked for the gradient of that, in the same pass.
public struct LossStep: Step {
  public var prediction: BufferID
  /// Class numbers for a sparse loss, else values of the prediction's shape.
  public var target: BufferID
  public var amount: BufferID
  public var rowLosses: BufferID
  public var predictionGradient: BufferID?
  public var loss: Loss
  public var rows: Int
  public var classes: Int
  public var scale: Float

  public var name: String { "loss" }
  public var reads: [BufferID] { [prediction, target] }
  public var writes: [BufferID] { [amount] + (predictionGradient.map { [$0] } ?? []) + [rowLosses] }
  public var details: String { "\(loss) over \(rows)×\(classes), scale \(scale)" }

  public func appendGradient(to program: inout GradientBuilder) {
    if let predictionGradient { program.adopt(predictionGradient, as: prediction) }
  }

  public func run(on machine: Machine) {
    machine[amount][0] = Float(
      Kernels.loss(
        loss, prediction: machine[prediction], target: UnsafeRawPointer(machine[target]), rows: rows,
        classes: classes, scale: scale, rowLosses: machine[rowLosses],
        gradient: machine[optional: predictionGradient], pool: machine.pool))
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    machine[amount][0] = ReferenceKernels.loss(
      loss, prediction: machine[prediction], target: machine[target], rows: rows, classes: classes,
      scale: Scalar(scale), rowLosses: machine[rowLosses], gradient: machine[optional: predictionGradient])
  }
}

/// A regularizer's share of the loss, for a parameter or for what a layer gives.
public struct Penalty: Step {
  public var tensor: BufferID
  public var amount: BufferID
  public var scratch: BufferID
  public var regularizer: Regularizer
  public var count: Int
  /// The extent of the last axis.
  public var columns: Int

  public var name: String { "penalty" }
  public var reads: [BufferID] { [tensor] }
  public var writes: [BufferID] { [amount, scratch] }
  public var details: String { "\(regularizer) over \(count)" }

  public func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradientToAddTo(tensor) else { return }
    let scratch = program.scratch(
      for: tensor, words: Kernels.regularizerScratchWords(regularizer, count: count, columns: columns))
    program.append(
      PenaltyGradient(
        tensor: tensor, gradient: gradient, scratch: scratch, regularizer: regularizer, count: count,
        columns: columns))
  }

  public func run(on machine: Machine) {
    machine[amount][0] = Float(
      Kernels.regularize(
        regularizer, parameter: machine[tensor], addingTo: nil, count: count, columns: columns,
        scratch: machine[scratch], pool: machine.pool))
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    machine[amount][0] = ReferenceKernels.regularize(
      regularizer, parameter: machine[tensor], addingTo: nil, count: count, columns: columns)
  }
}

/// gradient += the gradient of a penalty
public struct PenaltyGradient: Step {
  public var tensor: BufferID
  public var gradient: BufferID
  public var scratch: BufferID
  public var regularizer: Regularizer
  public var count: Int
  public var columns: Int

  public var name: String { "penalty_gradient" }
  public var reads: [BufferID] { [tensor, gradient] }
  public var writes: [BufferID] { [gradient, scratch] }
  public var details: String { "\(regularizer) over \(count)" }

  public func run(on machine: Machine) {
    Kernels.regularize(
      regularizer, parameter: machine[tensor], addingTo: machine[gradient], count: count, columns: columns,
      scratch: machine[scratch], pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    _ = ReferenceKernels.regularize(
      regularizer, parameter: machine[tensor], addingTo: machine[gradient], count: count, columns: columns)
  }
}

/// total = the sum of numbers, in order
public struct Total: Step {
  public var amounts: [BufferID]
  public var total: BufferID

  public var name: String { "total" }
  public var reads: [BufferID] { amounts }
  public var writes: [BufferID] { [total] }

  /// The loss is linear in each amount, so the steps that write them start from a gradient of 1.
  public func appendGradient(to program: inout GradientBuilder) {}

  public func run(on machine: Machine) {
    var sum: Float = 0
    for amount in amounts { sum += machine[amount][0] }
    machine[total][0] = sum
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    var sum: Scalar = 0
    for amount in amounts { sum += machine[amount][0] }
    machine[total][0] = sum
  }
}
