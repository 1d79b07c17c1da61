import NNCCRuntime

/// amount = scale · Σ rows of a loss, and where asked for the gradient of that, in the same pass.
package struct LossStep: Step {
  package var prediction: BufferID
  /// Class numbers for a sparse loss, else values of the prediction's shape.
  package var target: BufferID
  /// What each row counts; nil for 1.
  package var weights: BufferID?
  package var amount: BufferID
  package var rowLosses: BufferID
  package var predictionGradient: BufferID?
  package var loss: Loss
  package var rows: Int
  package var classes: Int
  package var scale: Float

  package var name: String { "loss" }
  package var reads: [BufferID] { [prediction, target] + (weights.map { [$0] } ?? []) }
  package var writes: [BufferID] { [amount] + (predictionGradient.map { [$0] } ?? []) + [rowLosses] }
  package var details: String {
    "\(loss) over \(rows)×\(classes), scale \(scale)" + (weights == nil ? "" : ", weighted")
  }

  package func appendGradient(to program: inout GradientBuilder) {
    if let predictionGradient { program.adopt(predictionGradient, as: prediction) }
  }

  package func run(on machine: Machine) {
    machine[amount][0] = Float(
      Kernels.loss(
        loss, prediction: machine[prediction], target: UnsafeRawPointer(machine[target]),
        weights: machine[optional: weights].map { UnsafePointer($0) }, rows: rows, classes: classes, scale: scale,
        rowLosses: machine[rowLosses],
        gradient: machine[optional: predictionGradient], pool: machine.threads.pool))
  }

  package var call: KernelCall {
    """
    \(amount)[0] = Float(Kernels.loss(\(loss), prediction: \(prediction), target: \(target)\(", weights: ", weights), \
    rows: \(rows), classes: \(classes), scale: \(scale), rowLosses: \(rowLosses), gradient: \(predictionGradient), pool: pool))
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    machine[amount][0] = ReferenceKernels.loss(
      loss, prediction: machine[prediction], target: machine[target], weights: machine[optional: weights], rows: rows,
      classes: classes, scale: Scalar(scale), rowLosses: machine[rowLosses],
      gradient: machine[optional: predictionGradient])
  }
}

/// A regularizer's share of the loss, for a parameter or for what a layer gives.
package struct Penalty: Step {
  package var tensor: BufferID
  package var amount: BufferID
  package var scratch: BufferID
  package var regularizer: Regularizer
  package var count: Int
  /// The extent of the last axis.
  package var columns: Int

  package var name: String { "penalty" }
  package var reads: [BufferID] { [tensor] }
  package var writes: [BufferID] { [amount, scratch] }
  package var details: String { "\(regularizer) over \(count)" }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradientToAddTo(tensor) else { return }
    let scratch = program.scratch(
      for: tensor, words: Kernels.regularizerScratchWords(regularizer, count: count, columns: columns))
    program.append(
      PenaltyGradient(
        tensor: tensor, gradient: gradient, scratch: scratch, regularizer: regularizer, count: count,
        columns: columns))
  }

  package func run(on machine: Machine) {
    machine[amount][0] = Float(
      Kernels.regularize(
        regularizer, parameter: machine[tensor], addingTo: nil, count: count, columns: columns,
        scratch: machine[scratch], pool: machine.threads.pool))
  }

  package var call: KernelCall {
    """
    \(amount)[0] = Float(Kernels.regularize(\(regularizer), parameter: \(tensor), addingTo: nil, \
    count: \(count), columns: \(columns), scratch: \(scratch), pool: pool))
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    machine[amount][0] = ReferenceKernels.regularize(
      regularizer, parameter: machine[tensor], addingTo: nil, count: count, columns: columns)
  }
}

/// gradient += the gradient of a penalty
package struct PenaltyGradient: Step {
  package var tensor: BufferID
  package var gradient: BufferID
  package var scratch: BufferID
  package var regularizer: Regularizer
  package var count: Int
  package var columns: Int

  package var name: String { "penalty_gradient" }
  package var reads: [BufferID] { [tensor, gradient] }
  package var writes: [BufferID] { [gradient, scratch] }
  package var details: String { "\(regularizer) over \(count)" }

  package func run(on machine: Machine) {
    Kernels.regularize(
      regularizer, parameter: machine[tensor], addingTo: machine[gradient], count: count, columns: columns,
      scratch: machine[scratch], pool: machine.threads.pool)
  }

  package var call: KernelCall {
    """
    Kernels.regularize(\(regularizer), parameter: \(tensor), addingTo: \(gradient), count: \(count), \
    columns: \(columns), scratch: \(scratch), pool: pool)
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    _ = ReferenceKernels.regularize(
      regularizer, parameter: machine[tensor], addingTo: machine[gradient], count: count, columns: columns)
  }
}

/// total = the sum of numbers, at least one, in order
package struct Total: Step {
  package var amounts: [BufferID]
  package var total: BufferID

  package var name: String { "total" }
  package var reads: [BufferID] { amounts }
  package var writes: [BufferID] { [total] }

  /// The loss is linear in each amount, so the steps that write them start from a gradient of 1.
  package func appendGradient(to program: inout GradientBuilder) {}

  package func run(on machine: Machine) {
    machine[total][0] = machine[amounts[0]][0]
    for amount in amounts.dropFirst() { machine[total][0] += machine[amount][0] }
  }

  package var call: KernelCall {
    KernelCall(
      lines: amounts.enumerated().map { index, amount in
        index == 0 ? "\(total)[0] = \(amount)[0]" : "\(total)[0] += \(amount)[0]"
      })
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    machine[total][0] = machine[amounts[0]][0]
    for amount in amounts.dropFirst() { machine[total][0] += machine[amount][0] }
  }
}
