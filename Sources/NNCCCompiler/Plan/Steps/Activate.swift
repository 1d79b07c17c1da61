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

/// `ActivationGradient` from the output and, in the same pass, the column sums of what it gives: a bias's
/// gradient.
public struct ActivationAndBiasGradient: Step {
  public var output: BufferID
  public var outputGradient: BufferID
  public var inputGradient: BufferID
  public var sums: BufferID
  public var scratch: BufferID
  public var rows: Int
  public var columns: Int
  public var activation: Activation

  public var name: String { "activation_and_bias_gradient" }
  public var reads: [BufferID] { [outputGradient, output] }
  public var writes: [BufferID] { [inputGradient, sums, scratch] }
  public var details: String { "\(rows)×\(columns), \(activation)" }
  public var overwritable: BufferID? { outputGradient }

  public func run(on machine: Machine) {
    Kernels.activationGradientAndColumnSums(
      fromOutput: machine[output], machine[outputGradient], machine[inputGradient], machine[sums],
      rows: rows, columns: columns, activation: activation, scratch: machine[scratch], pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.activationGradient(
      fromOutput: machine[output], machine[outputGradient], machine[inputGradient], count: rows * columns,
      activation: activation)
    ReferenceKernels.columnSums(machine[inputGradient], machine[sums], rows: rows, columns: columns)
  }
}

/// sums[columns] = the sum of each column of [rows, columns]: a bias's gradient.
public struct ColumnSums: Step {
  public var matrix: BufferID
  public var sums: BufferID
  public var scratch: BufferID
  public var rows: Int
  public var columns: Int

  public var name: String { "column_sums" }
  public var reads: [BufferID] { [matrix] }
  public var writes: [BufferID] { [sums, scratch] }
  public var details: String { "\(rows)×\(columns)" }

  public func run(on machine: Machine) {
    Kernels.columnSums(
      machine[matrix], machine[sums], rows: rows, columns: columns, scratch: machine[scratch],
      pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.columnSums(machine[matrix], machine[sums], rows: rows, columns: columns)
  }
}

extension GradientBuilder {
  /// The part that products and convolutions share: from the gradient of act(product + bias), appends the
  /// gradient of the bias and returns that of the product.
  mutating func gradientBeforeActivation(
    of result: BufferID, activation: Activation, bias: BufferID?, rows: Int, columns: Int
  ) -> BufferID? {
    guard let gradient = gradient(of: result) else { return nil }
    let bias = bias.flatMap { needs($0) ? $0 : nil }
    let scratchWords = Kernels.columnSumsScratchWords(rows: rows, columns: columns)
    if activation == .linear {
      if let bias {
        let scratch = scratch(for: bias, words: scratchWords)
        contribute(to: bias) {
          ColumnSums(matrix: gradient, sums: $0, scratch: scratch, rows: rows, columns: columns)
        }
      }
      return gradient
    }
    let before = temporary(buffer(result).name + ".gradient_before_activation", like: result)
    if let bias {
      let scratch = scratch(for: bias, words: scratchWords)
      contribute(to: bias) {
        ActivationAndBiasGradient(
          output: result, outputGradient: gradient, inputGradient: before, sums: $0, scratch: scratch,
          rows: rows, columns: columns, activation: activation)
      }
    } else {
      append(
        ActivationGradient(
          value: result, isOutput: true, outputGradient: gradient, inputGradient: before,
          count: rows * columns, activation: activation))
    }
    return before
  }
}
