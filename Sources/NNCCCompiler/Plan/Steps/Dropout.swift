import NNCCRuntime

/// output = input / (1 − rate) where a random draw keeps the element, else 0.
///
/// Draws come from a counter, so the backward pass makes the same mask again and none is stored.
public struct Dropout: Step {
  public var input: BufferID
  public var output: BufferID
  public var rate: Float
  public var count: Int
  /// Where one draw serves many elements (`noise_shape`): the mask is the right side.
  public var mask: Broadcast?
  /// Which layer draws.
  public var stream: Int
  /// The layer's own seed, where it has one.
  public var seed: UInt64?

  public var name: String { "dropout" }
  public var reads: [BufferID] { [input] }
  public var writes: [BufferID] { [output] }
  public var details: String { "\(count), rate \(rate)" + (mask == nil ? "" : ", one draw for several") }
  public var overwritable: BufferID? { mask == nil ? input : nil }

  public func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) {
      var back = self
      back.input = gradient
      back.output = $0
      return back
    }
  }

  public func run(on machine: Machine) {
    let key = key(machine.context)
    if let mask {
      Kernels.dropout(
        machine[input], machine[output], broadcast: mask, rate: rate, key: key,
        step: machine.context.iteration, pool: machine.pool)
    } else {
      Kernels.dropout(
        machine[input], machine[output], count: count, rate: rate, key: key,
        step: machine.context.iteration, pool: machine.pool)
    }
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
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
