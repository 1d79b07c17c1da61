import NNCCRuntime

/// output = activation(input), element by element
package struct Activate: Step {
  package var input: BufferID
  package var output: BufferID
  package var count: Int
  package var activation: Activation

  package var name: String { "activate" }
  package var reads: [BufferID] { [input] }
  package var writes: [BufferID] { [output] }
  package var details: String { "\(count), \(activation)" }
  package var overwritable: BufferID? { input }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    let fromOutput = activation.hasGradientFromOutput
    program.contribute(to: input) {
      ActivationGradient(
        value: fromOutput ? output : input, isOutput: fromOutput, outputGradient: gradient,
        inputGradient: $0, count: count, activation: activation)
    }
  }

  package func run(on machine: Machine) {
    Kernels.activate(
      machine[input], machine[output], count: count, activation: activation, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    "Kernels.activate(\(input), \(output), count: \(count), activation: \(activation), pool: pool)"
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.activate(machine[input], machine[output], count: count, activation: activation)
  }
}

/// inputGradient = outputGradient · activation'(x), from x or, where that is enough, from y
package struct ActivationGradient: Step {
  /// x, or y where `isOutput`.
  package var value: BufferID
  package var isOutput: Bool
  package var outputGradient: BufferID
  package var inputGradient: BufferID
  package var count: Int
  package var activation: Activation

  package var name: String { "activation_gradient" }
  package var reads: [BufferID] { [outputGradient, value] }
  package var writes: [BufferID] { [inputGradient] }
  package var details: String { "\(count), \(activation)" }
  package var overwritable: BufferID? { outputGradient }

  package func run(on machine: Machine) {
    if isOutput {
      Kernels.activationGradient(
        fromOutput: machine[value], machine[outputGradient], machine[inputGradient], count: count,
        activation: activation, pool: machine.threads.pool)
    } else {
      Kernels.activationGradient(
        fromInput: machine[value], machine[outputGradient], machine[inputGradient], count: count,
        activation: activation, pool: machine.threads.pool)
    }
  }

  package var call: KernelCall {
    isOutput
      ? """
      Kernels.activationGradient(fromOutput: \(value), \(outputGradient), \(inputGradient), count: \(count), \
      activation: \(activation), pool: pool)
      """
      : """
      Kernels.activationGradient(fromInput: \(value), \(outputGradient), \(inputGradient), count: \(count), \
      activation: \(activation), pool: pool)
      """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
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
package struct ActivationAndBiasGradient: Step {
  package var output: BufferID
  package var outputGradient: BufferID
  package var inputGradient: BufferID
  package var sums: BufferID
  package var scratch: BufferID
  package var rows: Int
  package var columns: Int
  package var activation: Activation

  package var name: String { "activation_and_bias_gradient" }
  package var reads: [BufferID] { [outputGradient, output] }
  package var writes: [BufferID] { [inputGradient, sums, scratch] }
  package var details: String { "\(rows)×\(columns), \(activation)" }
  package var overwritable: BufferID? { outputGradient }

  package func run(on machine: Machine) {
    Kernels.activationGradientAndColumnSums(
      fromOutput: machine[output], machine[outputGradient], machine[inputGradient], machine[sums],
      rows: rows, columns: columns, activation: activation, scratch: machine[scratch], pool: machine.threads.pool)
  }

  package var call: KernelCall {
    """
    Kernels.activationGradientAndColumnSums(fromOutput: \(output), \(outputGradient), \(inputGradient), \(sums), \
    rows: \(rows), columns: \(columns), activation: \(activation), scratch: \(scratch), pool: pool)
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.activationGradient(
      fromOutput: machine[output], machine[outputGradient], machine[inputGradient], count: rows * columns,
      activation: activation)
    ReferenceKernels.columnSums(machine[inputGradient], machine[sums], rows: rows, columns: columns)
  }
}

/// sums[columns] = the sum of each column of [rows, columns]: a bias's gradient.
package struct ColumnSums: Step {
  package var matrix: BufferID
  package var sums: BufferID
  package var scratch: BufferID
  package var rows: Int
  package var columns: Int

  package var name: String { "column_sums" }
  package var reads: [BufferID] { [matrix] }
  package var writes: [BufferID] { [sums, scratch] }
  package var details: String { "\(rows)×\(columns)" }

  package func run(on machine: Machine) {
    Kernels.columnSums(
      machine[matrix], machine[sums], rows: rows, columns: columns, scratch: machine[scratch],
      pool: machine.threads.pool)
  }

  package var call: KernelCall {
    """
    Kernels.columnSums(\(matrix), \(sums), rows: \(rows), columns: \(columns), scratch: \(scratch), pool: pool)
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.columnSums(machine[matrix], machine[sums], rows: rows, columns: columns)
  }
}

extension Activation {
  /// The function where calls have to name it: `linear` is their default.
  var unlessLinear: Activation? { self == .linear ? nil : self }
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
