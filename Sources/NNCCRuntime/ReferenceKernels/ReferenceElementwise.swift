extension ReferenceKernels {
  /// y += factor · x
  public static func addInto<Scalar: ReferenceScalar>(
    _ y: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>, count: Int, factor: Scalar = 1
  ) {
    for i in 0..<count { y[i] += factor * x[i] }
  }

  /// y = factor · x + offset
  public static func scale<Scalar: ReferenceScalar>(
    _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, count: Int, factor: Scalar,
    offset: Scalar = 0
  ) {
    for i in 0..<count { y[i] = factor * x[i] + offset }
  }

  /// y = value
  public static func fill<Scalar: ReferenceScalar>(
    _ y: UnsafeMutablePointer<Scalar>, count: Int, value: Scalar
  ) {
    for i in 0..<count { y[i] = value }
  }

  /// y = x
  public static func copy<Scalar: ReferenceScalar>(
    _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    for i in 0..<count { y[i] = x[i] }
  }

  /// y[b · targetStride + i] = or += x[b · stride + i], i in 0 ..< size
  public static func copyBlocks<Scalar: ReferenceScalar>(
    _ x: UnsafePointer<Scalar>, stride: Int, _ y: UnsafeMutablePointer<Scalar>, targetStride: Int,
    blocks: Int, size: Int, adding: Bool = false
  ) {
    for block in 0..<blocks {
      for i in 0..<size {
        let old = adding ? y[block * targetStride + i] : 0
        y[block * targetStride + i] = old + x[block * stride + i]
      }
    }
  }

  /// x op y of two numbers.
  static func merge<Scalar: ReferenceScalar>(_ operation: MergeOperation, _ x: Scalar, _ y: Scalar) -> Scalar {
    switch operation {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .maximum: x.isNaN || y.isNaN ? .nan : x >= y ? x : y
    case .minimum: x.isNaN || y.isNaN ? .nan : x <= y ? x : y
    case .average: (x + y) / 2
    }
  }

  /// The derivative of x op y by one side.
  static func slope<Scalar: ReferenceScalar>(
    _ operation: MergeOperation, by side: MergeSide, _ x: Scalar, _ y: Scalar
  ) -> Scalar {
    switch operation {
    case .add: 1
    case .subtract: side == .left ? 1 : -1
    case .multiply: side == .left ? y : x
    case .maximum: (x >= y) == (side == .left) ? 1 : 0
    case .minimum: (x <= y) == (side == .left) ? 1 : 0
    case .average: 0.5
    }
  }

  /// z = x op y
  public static func merge<Scalar: ReferenceScalar>(
    _ operation: MergeOperation, _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>,
    _ z: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    for i in 0..<count { z[i] = merge(operation, x[i], y[i]) }
  }

  /// z = x op y over the broadcast's shape
  public static func merge<Scalar: ReferenceScalar>(
    _ operation: MergeOperation, _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>,
    _ z: UnsafeMutablePointer<Scalar>, broadcast: Broadcast
  ) {
    for i in 0..<broadcast.count {
      z[i] = merge(
        operation, x[broadcast.shape.offset(of: i, strides: broadcast.left)],
        y[broadcast.shape.offset(of: i, strides: broadcast.right)])
    }
  }

  /// d = or += the gradient of x op y by one side
  public static func mergeGradient<Scalar: ReferenceScalar>(
    _ operation: MergeOperation, by side: MergeSide, _ x: UnsafePointer<Scalar>,
    _ y: UnsafePointer<Scalar>, _ dz: UnsafePointer<Scalar>, _ d: UnsafeMutablePointer<Scalar>,
    count: Int, adding: Bool = false
  ) {
    for i in 0..<count {
      let old = adding ? d[i] : 0
      d[i] = old + dz[i] * slope(operation, by: side, x[i], y[i])
    }
  }

  /// d += the gradient of x op y by one side, summed over the axes that this side lacks
  public static func mergeGradient<Scalar: ReferenceScalar>(
    _ operation: MergeOperation, by side: MergeSide, _ x: UnsafePointer<Scalar>,
    _ y: UnsafePointer<Scalar>, _ dz: UnsafePointer<Scalar>, addingTo d: UnsafeMutablePointer<Scalar>,
    broadcast: Broadcast
  ) {
    for i in 0..<broadcast.count {
      let left = broadcast.shape.offset(of: i, strides: broadcast.left)
      let right = broadcast.shape.offset(of: i, strides: broadcast.right)
      d[side == .left ? left : right] += dz[i] * slope(operation, by: side, x[left], y[right])
    }
  }

  /// y = x with its axes permuted
  public static func transpose<Scalar: ReferenceScalar>(
    _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, transposition: Transposition
  ) {
    for i in 0..<transposition.shape.product {
      y[i] = x[transposition.shape.offset(of: i, strides: transposition.strides)]
    }
  }

  /// y = x / (1 - rate) where the element's word is at least rate · 2³², else 0
  public static func dropout<Scalar: ReferenceScalar>(
    _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, count: Int, rate: Float,
    key: RandomKey, step: Int
  ) {
    for i in 0..<count {
      let kept = rate < 1 && Double(key.word(at: i, step: step)) >= (Double(rate) * 0x1p32).rounded()
      y[i] = kept ? x[i] / (1 - Scalar(rate)) : 0
    }
  }

  /// The same with one mask element for many of x's, by the right side of the broadcast
  public static func dropout<Scalar: ReferenceScalar>(
    _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, broadcast: Broadcast, rate: Float,
    key: RandomKey, step: Int
  ) {
    for i in 0..<broadcast.count {
      let element = broadcast.shape.offset(of: i, strides: broadcast.right)
      let kept = rate < 1 && Double(key.word(at: element, step: step)) >= (Double(rate) * 0x1p32).rounded()
      y[i] = kept ? x[i] / (1 - Scalar(rate)) : 0
    }
  }

  /// y = x + deviation · z, or with `multiplying` x · (1 + deviation · z), z normal
  public static func gaussianNoise<Scalar: ReferenceScalar>(
    _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, count: Int, deviation: Float,
    multiplying: Bool = false, key: RandomKey, step: Int
  ) {
    for i in 0..<count {
      let noise = Scalar(deviation) * Scalar(key.normal(at: i, step: step))
      y[i] = multiplying ? x[i] * (1 + noise) : x[i] + noise
    }
  }
}
