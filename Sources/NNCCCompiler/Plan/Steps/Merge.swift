import NNCCRuntime

/// output = left op right, element by element, over the shape that both stretch to.
public struct Merge: Step {
  public var left: BufferID
  public var right: BufferID
  public var output: BufferID
  public var operation: MergeOperation
  public var count: Int
  /// nil where both have the output's shape.
  public var broadcast: Broadcast?

  public var name: String { "\(operation)" }
  public var reads: [BufferID] { [left, right] }
  public var writes: [BufferID] { [output] }
  public var details: String { "\(count)" + (broadcast == nil ? "" : ", stretched") }
  public var overwritable: BufferID? { broadcast == nil ? left : nil }

  public func appendGradient(to program: inout GradientBuilder) {
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

  public func run(on machine: Machine) {
    if let broadcast {
      Kernels.merge(
        operation, machine[left], machine[right], machine[output], broadcast: broadcast, pool: machine.pool)
    } else {
      Kernels.merge(
        operation, machine[left], machine[right], machine[output], count: count, pool: machine.pool)
    }
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    if let broadcast {
      ReferenceKernels.merge(
        operation, machine[left], machine[right], machine[output], broadcast: broadcast)
    } else {
      ReferenceKernels.merge(operation, machine[left], machine[right], machine[output], count: count)
    }
  }
}

/// The gradient of a merge by one side: stored, or where that side was stretched added up in place.
public struct MergeGradient: Step {
  public var left: BufferID
  public var right: BufferID
  public var outputGradient: BufferID
  public var gradient: BufferID
  public var operation: MergeOperation
  public var side: MergeSide
  public var count: Int
  public var broadcast: Broadcast?

  public var name: String { "\(operation)_gradient" }
  public var reads: [BufferID] {
    let operands = operation == .add || operation == .subtract ? [] : left == right ? [left] : [left, right]
    return [outputGradient] + operands + (broadcast == nil ? [] : [gradient])
  }
  public var writes: [BufferID] { [gradient] }
  public var details: String { "\(side), \(count)" }

  public func run(on machine: Machine) {
    if let broadcast {
      Kernels.mergeGradient(
        operation, by: side, machine[left], machine[right], machine[outputGradient],
        addingTo: machine[gradient], broadcast: broadcast, pool: machine.pool)
    } else {
      Kernels.mergeGradient(
        operation, by: side, machine[left], machine[right], machine[outputGradient], machine[gradient],
        count: count, pool: machine.pool)
    }
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
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
public struct Scale: Step {
  public var input: BufferID
  public var output: BufferID
  public var count: Int
  public var factor: Float

  public var name: String { "scale" }
  public var reads: [BufferID] { [input] }
  public var writes: [BufferID] { [output] }
  public var details: String { "\(count) by \(factor)" }
  public var overwritable: BufferID? { input }

  public func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) { Scale(input: gradient, output: $0, count: count, factor: factor) }
  }

  public func run(on machine: Machine) {
    Kernels.scale(machine[input], machine[output], count: count, factor: factor, pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.scale(machine[input], machine[output], count: count, factor: Scalar(factor))
  }
}
