/// Arithmetic on the shapes of examples, which never include the batch.
enum Shapes {
  /// One less than kernels can transpose, since the batch comes in front.
  static let maximumRank = 5
  /// A tensor's offset in an arena is counted in 32-bit words, and must leave room for others.
  static let maximumVolume = Int(Int32.max)

  /// The number of elements, or nil if it is beyond `maximumVolume`.
  static func volume(_ shape: [Int]) -> Int? {
    var product = 1
    for extent in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      if overflow || next > maximumVolume { return nil }
      product = next
    }
    return product
  }
}
