extension ReferenceKernels {
  /// rows [count, width] = the rows of table [words, width] that `numbers` name, zeros for one that names none
  public static func gatherRows<Scalar: ReferenceScalar>(
    _ table: UnsafePointer<Scalar>, words: Int, width: Int, numbers: UnsafePointer<Scalar>, count: Int,
    _ rows: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<count {
      for column in 0..<width {
        let word = numbers[row]
        let isKnown = word >= 0 && word < Scalar(words)
        rows[row * width + column] = isKnown ? table[Int(word) * width + column] : 0
      }
    }
  }

  /// table [words, width] = the sum of the rows [count, width] that each word's number stands at
  public static func gatherRowsGradient<Scalar: ReferenceScalar>(
    _ rows: UnsafePointer<Scalar>, numbers: UnsafePointer<Scalar>, count: Int,
    _ table: UnsafeMutablePointer<Scalar>, words: Int, width: Int
  ) {
    for word in 0..<words {
      for column in 0..<width {
        var sum: Scalar = 0
        for row in 0..<count where numbers[row] == Scalar(word) { sum += rows[row * width + column] }
        table[word * width + column] = sum
      }
    }
  }

  /// rows [count, depth] = 1 at each number's place, 0 elsewhere
  public static func oneHot<Scalar: ReferenceScalar>(
    numbers: UnsafePointer<Scalar>, count: Int, _ rows: UnsafeMutablePointer<Scalar>, depth: Int
  ) {
    for row in 0..<count {
      for column in 0..<depth { rows[row * depth + column] = numbers[row] == Scalar(column) ? 1 : 0 }
    }
  }
}
