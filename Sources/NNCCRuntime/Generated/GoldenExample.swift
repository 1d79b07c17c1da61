/// One example of a network's inputs, with the outputs that its weights gave for it: stored with the weights, so that
/// an app can test that it computes the same.
public struct GoldenExample: Sendable {
  /// By the names of inputs and outputs.
  private let inputs: [String: WeightFile.Tensor]
  private let outputs: [String: WeightFile.Tensor]

  // Layers have no ':' in their names, so no weight can be called so.
  private static let inputPrefix = "golden:input/"
  private static let outputPrefix = "golden:output/"

  /// An example; tensors are named as the network's inputs and outputs.
  public init(inputs: [WeightFile.Tensor], outputs: [WeightFile.Tensor]) {
    self.inputs = Dictionary(inputs.map { ($0.name, $0) }) { first, _ in first }
    self.outputs = Dictionary(outputs.map { ($0.name, $0) }) { first, _ in first }
  }

  /// The example in a weight file; nil if it has none.
  ///
  /// - Throws: `ModelError.goldenMismatch` unless it is one example of the network's inputs and outputs, all finite.
  init?(in file: WeightFile, of layout: ModelLayout) throws {
    func named(_ prefix: String, _ ports: [ModelLayout.Port]) throws -> [WeightFile.Tensor] {
      try ports.map { port in
        guard let tensor = file[prefix + port.name], tensor.shape == [1] + port.shape,
          tensor.type == (port.isInteger ? .int32 : .float32),
          try port.isInteger || tensor.floats().allSatisfy(\.isFinite)
        else { throw ModelError.goldenMismatch(name: port.name) }
        return try .init(port.name, type: tensor.type, shape: tensor.shape, bytes: tensor.bytes)
      }
    }
    guard file.tensors.contains(where: { Self.contains($0.name) }) else { return nil }
    self.init(
      inputs: try named(Self.inputPrefix, layout.inputs), outputs: try named(Self.outputPrefix, layout.outputs))
  }

  /// Whether a tensor of a weight file is a part of its golden example.
  package static func contains(_ name: String) -> Bool { name.hasPrefix(inputPrefix) || name.hasPrefix(outputPrefix) }

  /// What a weight file holds of it.
  public var tensors: [WeightFile.Tensor] {
    get throws {
      func named(_ prefix: String, _ tensors: [String: WeightFile.Tensor]) throws -> [WeightFile.Tensor] {
        try tensors.sorted { $0.key < $1.key }.map { name, tensor in
          try .init(prefix + name, type: tensor.type, shape: tensor.shape, bytes: tensor.bytes)
        }
      }
      return try named(Self.inputPrefix, inputs) + named(Self.outputPrefix, outputs)
    }
  }

  /// An input of floats.
  ///
  /// - Throws: `WeightFileError` where the example has none of that name and type.
  public func floats(_ input: String) throws -> [Float] { try tensor(inputs, input).floats() }

  /// An input of whole numbers.
  ///
  /// - Throws: `WeightFileError` where the example has none of that name and type.
  public func int32s(_ input: String) throws -> [Int32] { try tensor(inputs, input).int32s() }

  /// Compares an output with what it was.
  ///
  /// Processors with other vector units add in other orders, so that bits may differ.
  ///
  /// - Parameter tolerance: the largest difference that passes, relative to the output's largest value, or to 0.1 where
  ///   that is less: what comes of large numbers that cancel is no more exact.
  /// - Throws: `ModelError.selfTest`, or `WeightFileError` where the example has no such output.
  public func expect(_ output: String, _ values: [Float], tolerance: Float = 1e-4) throws {
    let expected = try tensor(outputs, output).floats()
    let bound = tolerance * expected.reduce(0.1) { max($0, abs($1)) }
    let differences = zip(values, expected).map { abs($0 - $1) }
    // NaN is not within any bound.
    guard expected.count == values.count, differences.allSatisfy({ $0 <= bound }) else {
      let largest = differences.contains { $0.isNaN } ? Float.nan : differences.max() ?? .infinity
      throw ModelError.selfTest(output: output, largestDifference: largest)
    }
  }

  private func tensor(_ tensors: [String: WeightFile.Tensor], _ name: String) throws -> WeightFile.Tensor {
    guard let tensor = tensors[name] else { throw WeightFileError.missingTensor(name) }
    return tensor
  }
}
