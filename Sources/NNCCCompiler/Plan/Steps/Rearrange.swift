import NNCCRuntime

/// Axis i of the output is axis order[i] of the input.
public struct Transpose: Step {
  public var input: BufferID
  public var output: BufferID
  /// The input's, with the batch.
  public var shape: [Int]
  public var order: [Int]
  private let transposition: Transposition

  init(input: BufferID, output: BufferID, shape: [Int], order: [Int]) throws {
    guard let transposition = Transposition(shape: shape, permutation: order) else {
      throw InternalError("axes \(order) are no permutation of those of \(shape)")
    }
    self.input = input
    self.output = output
    self.shape = shape
    self.order = order
    self.transposition = transposition
  }

  public var name: String { "transpose" }
  public var reads: [BufferID] { [input] }
  public var writes: [BufferID] { [output] }
  public var details: String { "\(shape) to order \(order)" }

  public func appendGradient(to program: inout GradientBuilder) throws {
    guard let gradient = program.gradient(of: output) else { return }
    var inverse = order
    for (position, axis) in order.enumerated() { inverse[axis] = position }
    try program.contribute(to: input) {
      try Transpose(input: gradient, output: $0, shape: order.map { shape[$0] }, order: inverse)
    }
  }

  public func run(on machine: Machine) {
    Kernels.transpose(
      machine[input], machine[output], transposition: transposition, pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.transpose(machine[input], machine[output], transposition: transposition)
  }
}

/// Copies `rows` runs of `width` words between buffers whose rows lie apart by strides: a part of a
/// concatenation, or the part of its gradient.
public struct CopyBlock: Step {
  public var input: BufferID
  public var inputStart = 0
  public var output: BufferID
  public var outputStart = 0
  public var rows: Int
  public var width: Int
  public var inputStride: Int
  public var outputStride: Int
  /// Whether the output's other words were written before, by the other parts.
  public var isPart = false

  public var name: String { "copy" }
  public var reads: [BufferID] { isPart ? [input, output] : [input] }
  public var writes: [BufferID] { [output] }
  public var details: String {
    "\(rows)×\(width)" + (inputStart == 0 ? "" : " from \(inputStart)")
      + (outputStart == 0 ? "" : " to \(outputStart)")
  }

  public func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) {
      CopyBlock(
        input: gradient, inputStart: outputStart, output: $0, outputStart: inputStart, rows: rows,
        width: width,
        inputStride: outputStride, outputStride: inputStride)
    }
  }

  public func run(on machine: Machine) {
    Kernels.copyBlocks(
      machine[input] + inputStart, stride: inputStride, machine[output] + outputStart,
      targetStride: outputStride, blocks: rows, size: width, pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.copyBlocks(
      machine[input] + inputStart, stride: inputStride, machine[output] + outputStart,
      targetStride: outputStride, blocks: rows, size: width)
  }
}

/// Sets every word to one value.
public struct Fill: Step {
  public var buffer: BufferID
  public var count: Int
  public var value: Float

  public var name: String { "fill" }
  public var reads: [BufferID] { [] }
  public var writes: [BufferID] { [buffer] }
  public var details: String { "\(count) with \(value)" }

  public func appendGradient(to program: inout GradientBuilder) {}

  public func run(on machine: Machine) {
    Kernels.fill(machine[buffer], count: count, value: value, pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.fill(machine[buffer], count: count, value: Scalar(value))
  }
}

/// sum += addend
public struct AddInto: Step {
  public var sum: BufferID
  public var addend: BufferID
  public var count: Int

  public var name: String { "add_into" }
  public var reads: [BufferID] { [addend, sum] }
  public var writes: [BufferID] { [sum] }
  public var details: String { "\(count)" }

  public func run(on machine: Machine) {
    Kernels.addInto(machine[sum], machine[addend], count: count, pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.addInto(machine[sum], machine[addend], count: count)
  }
}
