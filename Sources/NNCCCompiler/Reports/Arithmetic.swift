import NNCCRuntime

/// A step whose work is products and sums: what a network's FLOPs are counted by.
package protocol MultiplyAdding: Step {
  /// Products that are added up, in one run.
  var multiplyAdds: Int { get }
  /// What is multiplied.
  var factors: [BufferID] { get }
}

extension Matmul: MultiplyAdding {
  /// Products that are added up, in one run.
  package var multiplyAdds: Int { geometry.rows * geometry.inner * geometry.columns }
  package var factors: [BufferID] { [left, right ?? panels].compactMap { $0 } }
}

extension MatmulTransposedLeft: MultiplyAdding {
  /// Products that are added up, in one run.
  package var multiplyAdds: Int { geometry.rows * geometry.inner * geometry.columns }
  package var factors: [BufferID] { [left, right] }
}

extension RecurrentSequence: MultiplyAdding {
  /// Products that are added up, in one run.
  package var multiplyAdds: Int { geometry.multiplyAdds }
  package var factors: [BufferID] { [inputs, weights.recurrent] }
}

extension Convolution: MultiplyAdding {
  /// Products that are added up, in one run.
  package var multiplyAdds: Int { geometry.multiplyAdds }
  package var factors: [BufferID] { [input, packedKernel] }
}

extension ConvolutionKernelGradient: MultiplyAdding {
  /// Products that are added up, in one run.
  package var multiplyAdds: Int { geometry.multiplyAdds }
  package var factors: [BufferID] { [input, outputGradient] }
}

extension RecurrentGeometry {
  fileprivate var multiplyAdds: Int {
    examples * time * (stateWords * gateWords + units * (projection ?? 0))
  }
}

extension ConvolutionGeometry {
  fileprivate var multiplyAdds: Int {
    images * outputHeight * outputWidth * filters * kernelHeight * kernelWidth * (channels / groups)
  }
}

extension Plan {
  /// Floating-point operations of one run: the multiply-adds of products and convolutions, two each, and
  /// nothing else.
  ///
  /// A backward pass counts what the mathematics asks for, once the forward count for a weight that is
  /// trained and once for an input that a trained weight reaches; that a strided convolution's gradient
  /// also multiplies by zeros is no work of use.
  package var floatingPointOperations: Int {
    var reached = trainedParameters
    var total = 0
    for step in steps {
      let operands = step.operands
      guard buffers[operands.results[0].index].role != .gradient else { continue }
      if let product = step as? any MultiplyAdding {
        total += 2 * product.multiplyAdds * (1 + product.factors.count(where: reached.contains))
      }
      if operands.reads.contains(where: reached.contains) { reached.formUnion(operands.writes) }
    }
    return total
  }

  /// The parameters that the plan updates, or computes gradients for.
  private var trainedParameters: Set<BufferID> {
    let differentiated = Set(gradients.map(\.name))
    return Set(steps.compactMap { ($0 as? Update)?.parameter })
      .union(parameters.filter { differentiated.contains($0.name) }.map(\.buffer))
  }
}
