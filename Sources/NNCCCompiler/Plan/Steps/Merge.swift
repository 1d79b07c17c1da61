import NNCCRuntime

/// output = left op right, element by element, over the shape that both stretch to.
package struct Merge: Step {
  package var left: BufferID
  package var right: BufferID
  package var output: BufferID
  package var operation: MergeOperation
  package var count: Int
  /// nil where both have the output's shape.
  package var broadcast: Broadcast?

  package var name: String { "\(operation)" }
  package var reads: [BufferID] { [left, right] }
  package var writes: [BufferID] { [output] }
  package var details: String { "\(count)" + (broadcast == nil ? "" : ", stretched") }
  package var overwritable: BufferID? { broadcast == nil ? left : nil }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    for (side, buffer) in [(MergeSide.left, left), (.right, right)] where program.needs(buffer) {
      func step(_ result: BufferID) -> MergeGradient {
        MergeGradient(
          left: left, right: right, outputGradient: gradient, gradient: result, operation: operation,
          side: side, count: count, broadcast: broadcast)
      }
      if broadcast == nil {
        program.contribute(to: buffer) { step($0) }
      } else if let sum = program.gradientToAddTo(buffer) {
        program.append(step(sum))
      }
    }
  }

  package func run(on machine: Machine) {
    if let broadcast {
      Kernels.merge(
        operation, machine[left], machine[right], machine[output], broadcast: broadcast, pool: machine.threads.pool)
    } else {
      Kernels.merge(
        operation, machine[left], machine[right], machine[output], count: count, pool: machine.threads.pool)
    }
  }

  package var call: KernelCall {
    if let broadcast {
      """
      Kernels.merge(\(operation), \(left), \(right), \(output), broadcast: \(broadcast), pool: pool)
      """
    } else {
      "Kernels.merge(\(operation), \(left), \(right), \(output), count: \(count), pool: pool)"
    }
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    if let broadcast {
      ReferenceKernels.merge(
        operation, machine[left], machine[right], machine[output], broadcast: broadcast)
    } else {
      ReferenceKernels.merge(operation, machine[left], machine[right], machine[output], count: count)
    }
  }
}

/// The gradient of a merge by one side: stored, or where that side was stretched added up in place.
package struct MergeGradient: Step {
  package var left: BufferID
  package var right: BufferID
  package var outputGradient: BufferID
  package var gradient: BufferID
  package var operation: MergeOperation
  package var side: MergeSide
  package var count: Int
  package var broadcast: Broadcast?

  package var name: String { "\(operation)_gradient" }
  package var reads: [BufferID] {
    let operands = operation == .add || operation == .subtract ? [] : left == right ? [left] : [left, right]
    return [outputGradient] + operands + (broadcast == nil ? [] : [gradient])
  }
  package var writes: [BufferID] { [gradient] }
  package var details: String { "\(side), \(count)" }

  package func run(on machine: Machine) {
    if let broadcast {
      Kernels.mergeGradient(
        operation, by: side, machine[left], machine[right], machine[outputGradient],
        addingTo: machine[gradient], broadcast: broadcast, pool: machine.threads.pool)
    } else {
      Kernels.mergeGradient(
        operation, by: side, machine[left], machine[right], machine[outputGradient], machine[gradient],
        count: count, pool: machine.threads.pool)
    }
  }

  package var call: KernelCall {
    if let broadcast {
      """
      Kernels.mergeGradient(\(operation), by: \(side), \(left), \(right), \(outputGradient), \
      addingTo: \(gradient), broadcast: \(broadcast), pool: pool)
      """
    } else {
      """
      Kernels.mergeGradient(\(operation), by: \(side), \(left), \(right), \(outputGradient), \(gradient), \
      count: \(count), pool: pool)
      """
    }
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    if let broadcast {
      ReferenceKernels.mergeGradient(
        operation, by: side, machine[left], machine[right], machine[outputGradient],
        addingTo: machine[gradient], broadcast: broadcast)
    } else {
      ReferenceKernels.mergeGradient(
        operation, by: side, machine[left], machine[right], machine[outputGradient], machine[gradient],
        count: count)
    }
  }
}

/// output = factor · input
package struct Scale: Step {
  package var input: BufferID
  package var output: BufferID
  package var count: Int
  package var factor: Float

  package var name: String { "scale" }
  package var reads: [BufferID] { [input] }
  package var writes: [BufferID] { [output] }
  package var details: String { "\(count) by \(factor)" }
  package var overwritable: BufferID? { input }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) { Scale(input: gradient, output: $0, count: count, factor: factor) }
  }

  package func run(on machine: Machine) {
    Kernels.scale(machine[input], machine[output], count: count, factor: factor, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    "Kernels.scale(\(input), \(output), count: \(count), factor: \(factor), pool: pool)"
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.scale(machine[input], machine[output], count: count, factor: Scalar(factor))
  }
}
