import NNCCRuntime

/// Moves an elementwise activation into the product or convolution whose result it alone reads: the values
/// are then activated while they are in registers or in the nearest cache.
///
/// - Parameter keepsInputs: whether a backward pass follows; an activation whose gradient needs its input
///   then stays a step of its own.
func fuseActivations(_ program: inout Program, keepsInputs: Bool) {
  var readers: [BufferID: Int] = [:]
  var writer: [BufferID: Int] = [:]
  for (position, step) in program.steps.enumerated() {
    let operands = step.operands
    for id in operands.reads { readers[id, default: 0] += 1 }
    for id in operands.writes { writer[id] = position }
  }
  var fused: Set<Int> = []
  for (position, step) in program.steps.enumerated() {
    guard let activate = step as? Activate, readers[activate.input] == 1,
      !program.results.contains(activate.input), let source = writer[activate.input],
      !keepsInputs || activate.activation.hasGradientFromOutput
    else { continue }
    if var matmul = program.steps[source] as? Matmul, matmul.activation == .linear {
      matmul.activation = activate.activation
      matmul.result = activate.output
      program.steps[source] = matmul
    } else if var convolution = program.steps[source] as? Convolution, convolution.activation == .linear {
      convolution.activation = activate.activation
      convolution.output = activate.output
      program.steps[source] = convolution
    } else {
      continue
    }
    writer[activate.output] = source
    fused.insert(position)
  }
  program.steps = program.steps.enumerated().filter { !fused.contains($0.offset) }.map(\.element)
}
