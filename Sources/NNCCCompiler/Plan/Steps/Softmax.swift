import NNCCRuntime

/// output = softmax(input), or its logarithm, over each row of [rows, classes]
public struct Softmax: Step {
  public var input: BufferID
  public var output: BufferID
  public var rows: Int
  public var classes: Int
  public var isLogarithmic: Bool

  public var name: String { isLogarithmic ? "log_softmax" : "softmax" }
  public var reads: [BufferID] { [input] }
  public var writes: [BufferID] { [output] }
  public var details: String { "\(rows)×\(classes)" }
  public var overwritable: BufferID? { input }

  public func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) {
      SoftmaxGradient(
        output: output, outputGradient: gradient, inputGradient: $0, rows: rows, classes: classes,
        isLogarithmic: isLogarithmic)
    }
  }

  public func run(on machine: Machine) {
    if isLogarithmic {
      Kernels.logSoftmax(
        machine[input], machine[output], rows: rows, columns: classes, pool: machine.pool)
    } else {
      Kernels.softmax(machine[input], machine[output], rows: rows, columns: classes, pool: machine.pool)
    }
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    if isLogarithmic {
      ReferenceKernels.logSoftmax(machine[input], machine[output], rows: rows, columns: classes)
    } else {
      ReferenceKernels.softmax(machine[input], machine[output], rows: rows, columns: classes)
    }
  }
}

/// inputGradient of softmax or log_softmax, from its output
public struct SoftmaxGradient: Step {
  public var output: BufferID
  public var outputGradient: BufferID
  public var inputGradient: BufferID
  public var rows: Int
  public var classes: Int
  public var isLogarithmic: Bool

  public var name: String { isLogarithmic ? "log_softmax_gradient" : "softmax_gradient" }
  public var reads: [BufferID] { [outputGradient, output] }
  public var writes: [BufferID] { [inputGradient] }
  public var details: String { "\(rows)×\(classes)" }
  public var overwritable: BufferID? { outputGradient }

  public func run(on machine: Machine) {
    if isLogarithmic {
      Kernels.logSoftmaxGradient(
        fromOutput: machine[output], machine[outputGradient], machine[inputGradient], rows: rows,
        columns: classes, pool: machine.pool)
    } else {
      Kernels.softmaxGradient(
        fromOutput: machine[output], machine[outputGradient], machine[inputGradient], rows: rows,
        columns: classes, pool: machine.pool)
    }
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
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
