extension NDArray.Elements {
  /// Elements that were first-axis-fastest, now last-axis-fastest.
  func reorderedFromFortran(shape: [Int]) -> NDArray.Elements {
    // With at most one axis longer than 1 both orders are the same.
    guard shape.count(where: { $0 != 1 }) > 1, count > 0 else { return self }
    return switch self {
    case .float32(let values): .float32(reordered(values, shape))
    case .float64(let values): .float64(reordered(values, shape))
    case .uint8(let values): .uint8(reordered(values, shape))
    case .int32(let values): .int32(reordered(values, shape))
    case .int64(let values): .int64(reordered(values, shape))
    }
  }
}

/// Walks the result in order, and keeps the position in `values` by counting the index up like an odometer.
private func reordered<Element>(_ values: [Element], _ shape: [Int]) -> [Element] {
  var strides: [Int] = []
  var stride = 1
  for size in shape {
    strides.append(stride)
    stride *= size
  }
  var index = [Int](repeating: 0, count: shape.count)
  var source = 0
  var result: [Element] = []
  result.reserveCapacity(values.count)
  for _ in 0..<values.count {
    result.append(values[source])
    var axis = shape.count - 1
    while axis >= 0 {
      index[axis] += 1
      source += strides[axis]
      if index[axis] < shape[axis] { break }
      source -= index[axis] * strides[axis]
      index[axis] = 0
      axis -= 1
    }
  }
  return result
}
