import NNCCRuntime

/// output = input / (1 − rate) where a random draw keeps the element, else 0.
///
/// Draws come from a counter, so the backward pass makes the same mask again and none is stored.
package struct Dropout: Step {
  package var input: BufferID
  package var output: BufferID
  package var rate: Float
  package var count: Int
  /// Where one draw serves many elements (`noise_shape`): the mask is the right side.
  package var mask: Broadcast?
  /// Which layer draws.
  package var stream: Int
  /// The layer's own seed, where it has one.
  package var seed: UInt64?

  package var name: String { "dropout" }
  package var reads: [BufferID] { [input] }
  package var writes: [BufferID] { [output] }
  package var details: String { "\(count), rate \(rate)" + (mask == nil ? "" : ", one draw for several") }
  package var overwritable: BufferID? { mask == nil ? input : nil }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) {
      var back = self
      back.input = gradient
      back.output = $0
      return back
    }
  }

  package func run(on machine: Machine) {
    let key = key(machine.context)
    if let mask {
      Kernels.dropout(
        machine[input], machine[output], broadcast: mask, rate: rate, key: key,
        step: machine.context.iteration, pool: machine.threads.pool)
    } else {
      Kernels.dropout(
        machine[input], machine[output], count: count, rate: rate, key: key,
        step: machine.context.iteration, pool: machine.threads.pool)
    }
  }

  package var call: KernelCall {
    let seed: KernelCall = seed.map { "\($0)" } ?? "seed"
    let key: KernelCall = "RandomKey(seed: \(seed), purpose: .dropout, index: \(stream))"
    if let mask {
      return """
        Kernels.dropout(\(input), \(output), broadcast: \(mask), rate: \(rate), key: \(key), \
        step: iteration, pool: pool)
        """
    }
    return """
      Kernels.dropout(\(input), \(output), count: \(count), rate: \(rate), key: \(key), step: iteration, \
      pool: pool)
      """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    let key = key(machine.context)
    if let mask {
      ReferenceKernels.dropout(
        machine[input], machine[output], broadcast: mask, rate: rate, key: key,
        step: machine.context.iteration)
    } else {
      ReferenceKernels.dropout(
        machine[input], machine[output], count: count, rate: rate, key: key,
        step: machine.context.iteration)
    }
  }

  private func key(_ context: RunContext) -> RandomKey {
    RandomKey(seed: seed ?? context.seed, purpose: .dropout, index: stream)
  }
}
