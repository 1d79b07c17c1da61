import NNCCRuntime

/// output = softmax(input), or its logarithm, over each row of [rows, classes]
package struct Softmax: Step {
  package var input: BufferID
  package var output: BufferID
  package var rows: Int
  package var classes: Int
  package var isLogarithmic: Bool

  package var name: String { isLogarithmic ? "log_softmax" : "softmax" }
  package var reads: [BufferID] { [input] }
  package var writes: [BufferID] { [output] }
  package var details: String { "\(rows)×\(classes)" }
  package var overwritable: BufferID? { input }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) {
      SoftmaxGradient(
        output: output, outputGradient: gradient, inputGradient: $0, rows: rows, classes: classes,
        isLogarithmic: isLogarithmic)
    }
  }

  package func run(on machine: Machine) {
    if isLogarithmic {
      Kernels.logSoftmax(
        machine[input], machine[output], rows: rows, columns: classes, pool: machine.threads.pool)
    } else {
      Kernels.softmax(machine[input], machine[output], rows: rows, columns: classes, pool: machine.threads.pool)
    }
  }

  package var call: KernelCall {
    isLogarithmic
      ? "Kernels.logSoftmax(\(input), \(output), rows: \(rows), columns: \(classes), pool: pool)"
      : "Kernels.softmax(\(input), \(output), rows: \(rows), columns: \(classes), pool: pool)"
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    if isLogarithmic {
      ReferenceKernels.logSoftmax(machine[input], machine[output], rows: rows, columns: classes)
    } else {
      ReferenceKernels.softmax(machine[input], machine[output], rows: rows, columns: classes)
    }
  }
}

/// inputGradient of softmax or log_softmax, from its output
package struct SoftmaxGradient: Step {
  package var output: BufferID
  package var outputGradient: BufferID
  package var inputGradient: BufferID
  package var rows: Int
  package var classes: Int
  package var isLogarithmic: Bool

  package var name: String { isLogarithmic ? "log_softmax_gradient" : "softmax_gradient" }
  package var reads: [BufferID] { [outputGradient, output] }
  package var writes: [BufferID] { [inputGradient] }
  package var details: String { "\(rows)×\(classes)" }
  package var overwritable: BufferID? { outputGradient }

  package func run(on machine: Machine) {
    if isLogarithmic {
      Kernels.logSoftmaxGradient(
        fromOutput: machine[output], machine[outputGradient], machine[inputGradient], rows: rows,
        columns: classes, pool: machine.threads.pool)
    } else {
      Kernels.softmaxGradient(
        fromOutput: machine[output], machine[outputGradient], machine[inputGradient], rows: rows,
        columns: classes, pool: machine.threads.pool)
    }
  }

  package var call: KernelCall {
    isLogarithmic
      ? """
      Kernels.logSoftmaxGradient(fromOutput: \(output), \(outputGradient), \(inputGradient), rows: \(rows), \
      columns: \(classes), pool: pool)
      """
      : """
      Kernels.softmaxGradient(fromOutput: \(output), \(outputGradient), \(inputGradient), rows: \(rows), \
      columns: \(classes), pool: pool)
      """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    if isLogarithmic {
      ReferenceKernels.logSoftmaxGradient(
        fromOutput: machine[output], machine[outputGradient], machine[inputGradient], rows: rows,
        columns: classes)
    } else {
      ReferenceKernels.softmaxGradient(
        fromOutput: machine[output], machine[outputGradient], machine[inputGradient], rows: rows,
        columns: classes)
    }
  }
}
