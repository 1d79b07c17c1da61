extension Floats {
  /// Copies what a caller gives to this place.
  ///
  /// - Precondition: there are `count` elements.
  public func write(_ elements: Span<Float>, count: Int) {
    precondition(elements.count == count, "an array of \(elements.count) elements is to have \(count)")
    elements.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { update(from: base, count: count) }
    }
  }

  /// Copies what a caller gives to this place.
  ///
  /// - Precondition: there are `count` elements.
  public func write(_ elements: Span<Int32>, count: Int) {
    precondition(elements.count == count, "an array of \(elements.count) elements is to have \(count)")
    elements.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { integers.update(from: base, count: count) }
    }
  }

  /// Copies this place to what a caller gives, from its element `first` on.
  ///
  /// - Precondition: it has so many elements.
  public func read(into elements: inout MutableSpan<Float>, at first: Int = 0, count: Int) {
    precondition(first + count <= elements.count, "an array of \(elements.count) elements is to have \(first + count)")
    elements.withUnsafeMutableBufferPointer { target in
      if let base = target.baseAddress { (base + first).update(from: self, count: count) }
    }
  }
}
