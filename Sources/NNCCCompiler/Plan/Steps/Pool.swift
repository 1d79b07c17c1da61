import NNCCRuntime

/// The largest value of each window.
package struct MaxPool: Step {
  package var input: BufferID
  package var output: BufferID
  /// Where in its window each maximum was found: only its gradient asks.
  package var positions: BufferID?
  package var geometry: PoolingGeometry

  package var name: String { "max_pool" }
  package var reads: [BufferID] { [input] }
  package var writes: [BufferID] { [output] + (positions.map { [$0] } ?? []) }
  package var details: String { geometry.details }

  package func appendGradient(to program: inout GradientBuilder) throws {
    guard let gradient = program.gradient(of: output) else { return }
    guard let positions else { throw InternalError("max_pool kept no positions for its gradient") }
    program.contribute(to: input) {
      MaxPoolGradient(
        outputGradient: gradient, positions: positions, inputGradient: $0, geometry: geometry)
    }
  }

  package func run(on machine: Machine) {
    Kernels.maxPooling(
      machine[input], machine[output], positions: positions.map { machine.integers($0) }, geometry: geometry,
      pool: machine.threads.pool)
  }

  package var call: KernelCall {
    """
    Kernels.maxPooling(\(input), \(output), positions: \(integers: positions), geometry: \(geometry), pool: pool)
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.maxPooling(
      machine[input], machine[output], positions: machine[optional: positions], geometry: geometry)
  }
}

/// Hands each window's gradient to its maximum.
package struct MaxPoolGradient: Step {
  package var outputGradient: BufferID
  package var positions: BufferID
  package var inputGradient: BufferID
  package var geometry: PoolingGeometry

  package var name: String { "max_pool_gradient" }
  package var reads: [BufferID] { [outputGradient, positions] }
  package var writes: [BufferID] { [inputGradient] }
  package var details: String { geometry.details }

  package func run(on machine: Machine) {
    Kernels.maxPoolingGradient(
      machine[outputGradient], positions: machine.integers(positions), machine[inputGradient],
      geometry: geometry, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    """
    Kernels.maxPoolingGradient(\(outputGradient), positions: \(integers: positions), \(inputGradient), \
    geometry: \(geometry), pool: pool)
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.maxPoolingGradient(
      machine[outputGradient], positions: machine[positions], machine[inputGradient], geometry: geometry)
  }
}

/// The mean of each window, without its padding.
package struct AveragePool: Step {
  package var input: BufferID
  package var output: BufferID
  package var geometry: PoolingGeometry

  package var name: String { "average_pool" }
  package var reads: [BufferID] { [input] }
  package var writes: [BufferID] { [output] }
  package var details: String { geometry.details }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) {
      AveragePoolGradient(outputGradient: gradient, inputGradient: $0, geometry: geometry)
    }
  }

  package func run(on machine: Machine) {
    Kernels.averagePooling(machine[input], machine[output], geometry: geometry, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    "Kernels.averagePooling(\(input), \(output), geometry: \(geometry), pool: pool)"
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.averagePooling(machine[input], machine[output], geometry: geometry)
  }
}

/// Shares each window's gradient out among its elements.
package struct AveragePoolGradient: Step {
  package var outputGradient: BufferID
  package var inputGradient: BufferID
  package var geometry: PoolingGeometry

  package var name: String { "average_pool_gradient" }
  package var reads: [BufferID] { [outputGradient] }
  package var writes: [BufferID] { [inputGradient] }
  package var details: String { geometry.details }

  package func run(on machine: Machine) {
    Kernels.averagePoolingGradient(
      machine[outputGradient], machine[inputGradient], geometry: geometry, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    """
    Kernels.averagePoolingGradient(\(outputGradient), \(inputGradient), geometry: \(geometry), pool: pool)
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
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
