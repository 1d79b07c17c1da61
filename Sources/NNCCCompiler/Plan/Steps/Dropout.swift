import NNCCRuntime

/// output = input / (1 − rate) where a random draw keeps the element, else 0.
///
/// Draws come from a counter, so the backward pass makes the same mask again and none is stored.
public struct Dropout: Step {
  public var input: BufferID
  public var output: BufferID
  public var rate: Float
  /// The shape with the batch, and that of the mask: an axis of 1 in the mask drops along it together.
  public var shape: [Int]
  public var maskShape: [Int]
  /// Which layer draws.
  public var stream: UInt32
  /// The layer's own seed, where it has one.
  public var seed: UInt64?

  public var name: String { "dropout" }
  public var reads: [BufferID] { [input] }
  public var writes: [BufferID] { [output] }
  public var details: String {
    "\(shape), rate \(rate)" + (maskShape == shape ? "" : ", mask \(maskShape)")
  }
  public var overwritable: BufferID? { input }

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
    let key = PhiloxKey(seed: seed ?? machine.context.seed, purpose: .dropout, stream: stream)
    let step = UInt64(machine.context.iteration)
    if maskShape == shape {
      Kernels.dropout(
        machine[input], machine[output], count: shape.reduce(1, *), rate: rate, key: key, step: step,
        pool: machine.pool)
    } else {
      Kernels.dropout(
        machine[input], machine[output], shape: shape, maskShape: maskShape, rate: rate, key: key,
        step: step, pool: machine.pool)
    }
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    let key = PhiloxKey(seed: seed ?? machine.context.seed, purpose: .dropout, stream: stream)
    ReferenceKernels.dropout(
      machine[input], machine[output], shape: shape, maskShape: maskShape, rate: rate, key: key,
      step: UInt64(machine.context.iteration))
  }
}
