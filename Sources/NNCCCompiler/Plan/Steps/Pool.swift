import NNCCRuntime

package typealias MaxPool = Kernels.MaxPool<BufferID>
package typealias MaxPoolGradient = Kernels.MaxPoolGradient<BufferID>
package typealias AveragePool = Kernels.AveragePool<BufferID>
package typealias AveragePoolGradient = Kernels.AveragePoolGradient<BufferID>

extension MaxPool: Step {
  package var details: String { geometry.details }

  package func appendGradient(to program: inout GradientBuilder) throws {
    guard let gradient = program.gradient(of: output) else { return }
    guard let positions else { throw InternalError("max_pool kept no positions for its gradient") }
    program.contribute(to: input) { MaxPoolGradient(gradient, positions: positions, $0, geometry: geometry) }
  }
}

extension MaxPoolGradient: Step, BackwardStep {
  package var details: String { geometry.details }
}

extension AveragePool: Step {
  package var details: String { geometry.details }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) { AveragePoolGradient(gradient, $0, geometry: geometry) }
  }
}

extension AveragePoolGradient: Step, BackwardStep {
  package var details: String { geometry.details }
}

extension PoolingGeometry {
  fileprivate var details: String {
    "\(images)×\(inputHeight)×\(inputWidth)×\(channels) by \(windowHeight)×\(windowWidth), "
      + "strides \(strideHeight)×\(strideWidth), to \(outputHeight)×\(outputWidth)"
  }
}
