extension WeightFile {
  /// What a model needs of its weight file: a tensor of this name and shape.
  public struct Declaration: Sendable, Hashable {
    /// The tensor's name, `<layer>/<parameter>`.
    public var name: String
    /// Its sizes along the axes.
    public var shape: [Int]

    /// A declaration of a tensor.
    public init(_ name: String, shape: [Int]) {
      self.name = name
      self.shape = shape
    }
  }

  /// All that keeps the file from being the weights of a model with these parameters: tensors that are
  /// missing, of another shape, not of a floating-point type, not finite, or belong to no parameter. Empty
  /// where it fits. A golden example may stand beside them.
  public func mismatches(with declarations: [Declaration]) -> [WeightFileError] {
    let wanted = Set(declarations.map(\.name))
    let unknown = tensors.filter { !wanted.contains($0.name) && !GoldenExample.contains($0.name) }
    return declarations.compactMap(mismatch) + unknown.map { .unexpectedTensor($0.name) }
  }

  private func mismatch(with declaration: Declaration) -> WeightFileError? {
    guard let tensor = self[declaration.name] else { return .missingTensor(declaration.name) }
    guard tensor.shape == declaration.shape else {
      return .shapeMismatch(tensor: tensor.name, expected: declaration.shape, found: tensor.shape)
    }
    guard let elements = try? tensor.floats() else {
      return .notConvertible(tensor: tensor.name, type: tensor.type, wanted: "float32")
    }
    guard let first = elements.firstIndex(where: { !$0.isFinite }) else { return nil }
    let count = elements.count { !$0.isFinite }
    return .nonFinite(tensor: tensor.name, count: count, firstIndex: first)
  }
}
