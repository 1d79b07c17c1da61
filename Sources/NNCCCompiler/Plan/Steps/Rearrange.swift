import NNCCRuntime

/// Axis i of the output is axis order[i] of the input.
package struct Transpose: Step {
  package var input: BufferID
  package var output: BufferID
  /// The input's, with the batch.
  package var shape: [Int]
  package var order: [Int]
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

  package var name: String { "transpose" }
  package var reads: [BufferID] { [input] }
  package var writes: [BufferID] { [output] }
  package var details: String { "\(shape) to order \(order)" }

  package func appendGradient(to program: inout GradientBuilder) throws {
    guard let gradient = program.gradient(of: output) else { return }
    var inverse = order
    for (position, axis) in order.enumerated() { inverse[axis] = position }
    try program.contribute(to: input) {
      try Transpose(input: gradient, output: $0, shape: order.map { shape[$0] }, order: inverse)
    }
  }

  package func run(on machine: Machine) {
    Kernels.transpose(
      machine[input], machine[output], transposition: transposition, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    let transposition: KernelCall = "Transposition(shape: \(shape), permutation: \(order))!"
    return """
      Kernels.transpose(\(input), \(output), transposition: \(constant: "transposition", transposition), \
      pool: pool)
      """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.transpose(machine[input], machine[output], transposition: transposition)
  }
}

/// Copies `rows` runs of `width` words between buffers whose rows lie apart by strides: a part of a
/// concatenation, or the part of its gradient.
package struct CopyBlock: Step {
  package var input: BufferID
  package var inputStart = 0
  package var output: BufferID
  package var outputStart = 0
  package var rows: Int
  package var width: Int
  package var inputStride: Int
  package var outputStride: Int
  /// Whether the output's other words were written before, by the other parts.
  package var isPart = false
  /// Whether the words are added to the output's.
  package var isAdding = false

  package var name: String { isAdding ? "add_copy" : "copy" }
  package var reads: [BufferID] { isPart || isAdding ? [input, output] : [input] }
  package var writes: [BufferID] { [output] }
  package var details: String {
    "\(rows)×\(width)" + (inputStart == 0 ? "" : " from \(inputStart)")
      + (outputStart == 0 ? "" : " to \(outputStart)")
  }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    func back(to sum: BufferID, isAdding: Bool) -> CopyBlock {
      CopyBlock(
        input: gradient, inputStart: outputStart, output: sum, outputStart: inputStart, rows: rows,
        width: width, inputStride: outputStride, outputStride: inputStride, isAdding: isAdding)
    }
    if rows * width == program.buffer(input).words {
      program.contribute(to: input) { back(to: $0, isAdding: false) }
    } else if let sum = program.gradientToAddTo(input) {
      program.append(back(to: sum, isAdding: true))
    }
  }

  package func run(on machine: Machine) {
    Kernels.copyBlocks(
      machine[input] + inputStart, stride: inputStride, machine[output] + outputStart,
      targetStride: outputStride, blocks: rows, size: width, adding: isAdding,
      pool: machine.threads.pool)
  }

  package var call: KernelCall {
    """
    Kernels.copyBlocks(\(input, offset: inputStart), stride: \(inputStride), \(output, offset: outputStart), \
    targetStride: \(outputStride), blocks: \(rows), size: \(width), adding: \(isAdding), pool: pool)
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.copyBlocks(
      machine[input] + inputStart, stride: inputStride, machine[output] + outputStart,
      targetStride: outputStride, blocks: rows, size: width, adding: isAdding)
  }
}

/// Sets every word to one value.
package struct Fill: Step {
  package var buffer: BufferID
  package var count: Int
  package var value: Float

  package var name: String { "fill" }
  package var reads: [BufferID] { [] }
  package var writes: [BufferID] { [buffer] }
  package var details: String { "\(count) with \(value)" }

  package func appendGradient(to program: inout GradientBuilder) {}

  package func run(on machine: Machine) {
    Kernels.fill(machine[buffer], count: count, value: value, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    "Kernels.fill(\(buffer), count: \(count), value: \(value), pool: pool)"
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.fill(machine[buffer], count: count, value: Scalar(value))
  }
}

/// sum += addend
package struct AddInto: Step {
  package var sum: BufferID
  package var addend: BufferID
  package var count: Int

  package var name: String { "add_into" }
  package var reads: [BufferID] { [addend, sum] }
  package var writes: [BufferID] { [sum] }
  package var details: String { "\(count)" }

  package func run(on machine: Machine) {
    Kernels.addInto(machine[sum], machine[addend], count: count, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    "Kernels.addInto(\(sum), \(addend), count: \(count), pool: pool)"
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.addInto(machine[sum], machine[addend], count: count)
  }
}

/// Turns sequences [examples, time, width] around in time.
package struct ReverseTime: Step {
  package var input: BufferID
  package var output: BufferID
  package var examples: Int
  package var time: Int
  package var width: Int

  package var name: String { "reverse_time" }
  package var reads: [BufferID] { [input] }
  package var writes: [BufferID] { [output] }
  package var details: String { "\(examples)×\(time)×\(width)" }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) {
      ReverseTime(input: gradient, output: $0, examples: examples, time: time, width: width)
    }
  }

  package func run(on machine: Machine) {
    for example in 0..<examples {
      let start = example * time * width
      Kernels.copyBlocks(
        machine[input] + start, stride: width, machine[output] + start + (time - 1) * width,
        targetStride: -width, blocks: time, size: width, pool: machine.threads.pool)
    }
  }

  package var call: KernelCall {
    """
    for first in stride(from: 0, to: \(examples * time * width), by: \(time * width)) {
      Kernels.copyBlocks(\(input) + first, stride: \(width), \(output) + first + \((time - 1) * width), \
    targetStride: \(-width), blocks: \(time), size: \(width), pool: pool)
    }
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    for example in 0..<examples {
      let start = example * time * width
      ReferenceKernels.copyBlocks(
        machine[input] + start, stride: width, machine[output] + start + (time - 1) * width,
        targetStride: -width, blocks: time, size: width)
    }
  }
}
