extension Floats {
  // @_noAllocation
  /// Copies what a caller gives to this place.
  ///
  /// - Precondition: there are `count` elements.
  /// - Returns: the place.
  @discardableResult
  public func write(_ elements: Span<Float>, count: Int) -> Floats {
    guard elements.count == count else { wrongCount(elements.count, expected: count) }
    for index in 0..<count { self[index] = elements[unchecked: index] }
    return self
  }

  // @_noAllocation
  /// Copies what a caller gives to this place.
  ///
  /// - Precondition: there are `count` elements.
  /// - Returns: the place.
  @discardableResult
  public func write(_ elements: Span<Int32>, count: Int) -> Floats {
    guard elements.count == count else { wrongCount(elements.count, expected: count) }
    let integers = integers
    for index in 0..<count { integers[index] = elements[unchecked: index] }
    return self
  }

  // @_noAllocation
  /// Copies this place to what a caller gives, from its element `first` on.
  ///
  /// - Precondition: it has so many elements.
  public func read(into elements: inout MutableSpan<Float>, at first: Int = 0, count: Int) {
    guard first + count <= elements.count else { wrongCount(elements.count, expected: first + count, orMore: true) }
    for index in 0..<count { elements[unchecked: first + index] = self[index] }
  }
}

/// Ends the process: only here is anything allocated.
@inline(never)
@_semantics("no_performance_analysis")
private func wrongCount(_ count: Int, expected: Int, orMore: Bool = false) -> Never {
  // Unlike a failed precondition's, this message is there in release builds too.
  fatalError("an array of \(count) elements is to have \(expected)\(orMore ? " or more" : "")")
}
