/// A place for floats in an arena.
public typealias Floats = UnsafeMutablePointer<Float>

extension Floats {
  /// The same place, where it holds whole numbers.
  public var integers: UnsafeMutablePointer<Int32> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Int32.self)
  }

  /// Copies floats from elsewhere; the two places do not overlap.
  ///
  /// Not `update(from:count:)`, of which the compiler thinks that it may deallocate.
  func copy(from source: UnsafePointer<Float>, count: Int) { initialize(from: source, count: count) }
}
