import NNCCRuntime

/// The largest value of each window.
public struct MaxPool: Step {
  public var input: BufferID
  public var output: BufferID
  /// Where in its window each maximum was found: only its gradient asks.
  public var positions: BufferID?
  public var geometry: PoolingGeometry

  public var name: String { "max_pool" }
  public var reads: [BufferID] { [input] }
  public var writes: [BufferID] { [output] + (positions.map { [$0] } ?? []) }
  public var details: String { geometry.details }

  public func appendGradient(to program: inout GradientBuilder) throws {
    guard let gradient = program.gradient(of: output) else { return }
    guard let positions else { throw InternalError("max_pool kept no positions for its gradient") }
    program.contribute(to: input) {
      MaxPoolGradient(
        outputGradient: gradient, positions: positions, inputGradient: $0, geometry: geometry)
    }
  }

  public func run(on machine: Machine) {
    Kernels.maxPooling(
      machine[input], machine[output], positions: positions.map { machine.integers($0) }, geometry: geometry,
      pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.maxPooling(
      machine[input], machine[output], positions: machine[optional: positions], geometry: geometry)
  }
}

/// Hands each window's gradient to its maximum.
public struct MaxPoolGradient: Step {
  public var outputGradient: BufferID
  public var positions: BufferID
  public var inputGradient: BufferID
  public var geometry: PoolingGeometry

  public var name: String { "max_pool_gradient" }
  public var reads: [BufferID] { [outputGradient, positions] }
  public var writes: [BufferID] { [inputGradient] }
  public var details: String { geometry.details }

  public func run(on machine: Machine) {
    Kernels.maxPoolingGradient(
      machine[outputGradient], positions: machine.integers(positions), machine[inputGradient],
      geometry: geometry, pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.maxPoolingGradient(
      machine[outputGradient], positions: machine[positions], machine[inputGradient], geometry: geometry)
  }
}

/// The mean of each window, without its padding.
public struct AveragePool: Step {
  public var input: BufferID
  public var output: BufferID
  public var geometry: PoolingGeometry

  public var name: String { "average_pool" }
  public var reads: [BufferID] { [input] }
  public var writes: [BufferID] { [output] }
  public var details: String { geometry.details }

  public func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) {
      AveragePoolGradient(outputGradient: gradient, inputGradient: $0, geometry: geometry)
    }
  }

  public func run(on machine: Machine) {
    Kernels.averagePooling(machine[input], machine[output], geometry: geometry, pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.averagePooling(machine[input], machine[output], geometry: geometry)
  }
}

/// Shares each window's gradient out among its elements.
public struct AveragePoolGradient: Step {
  public var outputGradient: BufferID
  public var inputGradient: BufferID
  public var geometry: PoolingGeometry

  public var name: String { "average_pool_gradient" }
  public var reads: [BufferID] { [outputGradient] }
  public var writes: [BufferID] { [inputGradient] }
  public var details: String { geometry.details }

  public func run(on machine: Machine) {
    Kernels.averagePoolingGradient(
      machine[outputGradient], machine[inputGradient], geometry: geometry, pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.averagePoolingGradient(
      machine[outputGradient], machine[inputGradient], geometry: geometry)
  }
}

extension PoolingGeometry {
  fileprivate var details: String {
    "\(images)×\(inputHeight)×\(inputWidth)×\(channels) by \(windowHeight)×\(windowWidth), "
      + "strides \(strideHeight)×\(strideWidth), to \(outputHeight)×\(outputWidth)"
  }
}
