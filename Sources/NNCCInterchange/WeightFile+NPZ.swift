import NNCCRuntime

extension WeightFile {
  /// Weights from a .npz file whose keys are tensor names; all arrays become float32.
  ///
  /// - Parameter limit: the most bytes that all of them together may take in memory. A model's parameters as
  ///   float64 are a good bound: a damaged or hostile archive can then cost no more than they do.
  /// - Throws: `FormatError`, or `WeightFileError`.
  package init(npz archive: NPZArchive, limit: Int = FormatError.defaultLimit) throws {
    var left = limit
    try self.init(
      archive.keys.map { key in
        let array = try archive.array(key, limit: left)
        left -= array.elements.count * MemoryLayout<Float>.size
        return try Tensor(key, shape: array.shape, array.floats())
      })
  }
}
