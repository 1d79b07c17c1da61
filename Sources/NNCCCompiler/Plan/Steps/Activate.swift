import NNCCRuntime

/// output = activation(input), element by element
public struct Activate: Step {
  public var input: BufferID
  public var output: BufferID
  public var count: Int
  public var activation: Activation

  public var name: String { "activate" }
  public var reads: [BufferID] { [input] }
  public var writes: [BufferID] { [output] }
  public var details: String { "\(count), \(activation)" }
  public var overwritable: BufferID? { input }

  public func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    let fromOutput = activation.hasGradientFromOutput
    program.contribute(to: input) {
      ActivationGradient(
        value: fromOutput ? output : input, isOutput: fromOutput, outputGradient: gradient,
        inputGradient: $0, count: count, activation: activation)
    }
  }

  public func run(on machine: Machine) {
    Kernels.activate(
      machine[input], machine[output], count: count, activation: activation, pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.activate(machine[input], machine[output], count: count, activation: activation)
  }
}

/// inputGradient = outputGradient · activation'(x), from x or, where that is enough, from y
public struct ActivationGradient: Step {
  /// x, or y where `isOutput`.
  public var value: BufferID
  public var isOutput: Bool
  public var outputGradient: BufferID
  public var inputGradient: BufferID
  public var count: Int
  public var activation: Activation

  public var name: String { "activation_gradient" }
  public var reads: [BufferID] { [outputGradient, value] }
  public var writes: [BufferID] { [inputGradient] }
  public var details: String { "\(count), \(activation)" }
  public var overwritable: BufferID? { outputGradient }

  public func run(on machine: Machine) {
    if isOutput {
      Kernels.activationGradient(
        fromOutput: machine[value], machine[outputGradient], machine[inputGradient], count: count,
        activation: activation, pool: machine.pool)
    } else {
      Kernels.activationGradient(
        fromInput: machine[value], machine[outputGradient], machine[inputGradient], count: count,
        activation: activation, pool: machine.pool)
    }
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    if isOutput {
      ReferenceKernels.activationGradient(
        fromOutput: machine[value], machine[outputGradient], machine[inputGradient], count: count,
        activation: activation)
    } else {
      ReferenceKernels.activationGradient(
        fromInput: machine[value], machine[outputGradient], machine[inputGradient], count: count,
        activation: activation)
    }
  }
}
