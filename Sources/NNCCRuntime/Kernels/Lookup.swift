import CMicrokernels

extension Kernels {
  // @_noAllocation
  /// rows [count, width] = the rows of table [words, width] that `numbers` name. A number that names none
  /// gives zeros.
  public static func gatherRows(
    _ table: UnsafePointer<Float>, words: Int, width: Int, numbers: UnsafePointer<Int32>, count: Int,
    _ rows: UnsafeMutablePointer<Float>, pool: borrowing ThreadPool
  ) {
    let call = LookUpRowsCall(table: table, words: words, width: width, numbers: numbers, rows: rows)
    pool.crew.run(call, count: count, cost: width)
  }

  // @_noAllocation
  /// The gradient of `gatherRows` by its table: table [words, width] = the sum of the rows [count, width]
  /// that each word's number stands at, in ascending order; zeros for a word that is not named.
  public static func gatherRowsGradient(
    _ rows: UnsafePointer<Float>, numbers: UnsafePointer<Int32>, count: Int,
    _ table: UnsafeMutablePointer<Float>, words: Int, width: Int, pool: borrowing ThreadPool
  ) {
    // Each slice owns some words and looks through all numbers for them: one order of adding for any
    // number of threads.
    let call = AddToRowsCall(rows: rows, numbers: numbers, count: count, table: table, width: width)
    pool.crew.run(call, count: words, cost: width * (1 + count / max(1, words)))
  }

  // @_noAllocation
  /// rows [count, depth] = 1 at each number's place, 0 elsewhere. A number outside 0 ..< depth gives zeros.
  public static func oneHot(
    numbers: UnsafePointer<Int32>, count: Int, _ rows: UnsafeMutablePointer<Float>, depth: Int,
    pool: borrowing ThreadPool
  ) {
    pool.crew.run(OneHotCall(numbers: numbers, rows: rows, depth: depth), count: count, cost: depth)
  }
}

private struct LookUpRowsCall: SlicedCall {
  let table: UnsafePointer<Float>
  let words: Int
  let width: Int
  let numbers: UnsafePointer<Int32>
  let rows: UnsafeMutablePointer<Float>

  func run(_ slice: Range<Int>) {
    for row in slice {
      let (target, word) = (rows + row * width, Int(numbers[row]))
      if (0..<words).contains(word) {
        target.copy(from: table + word * width, count: width)
      } else {
        nncc_fill(target, width, 0)
      }
    }
  }
}

private struct AddToRowsCall: SlicedCall {
  let rows: UnsafePointer<Float>
  let numbers: UnsafePointer<Int32>
  let count: Int
  let table: UnsafeMutablePointer<Float>
  let width: Int

  /// The slice's items are words.
  func run(_ slice: Range<Int>) {
    nncc_fill(table + slice.lowerBound * width, slice.count * width, 0)
    for row in 0..<count where slice.contains(Int(numbers[row])) {
      nncc_add_into(table + Int(numbers[row]) * width, rows + row * width, width, 1)
    }
  }
}

private struct OneHotCall: SlicedCall {
  let numbers: UnsafePointer<Int32>
  let rows: UnsafeMutablePointer<Float>
  let depth: Int

  func run(_ slice: Range<Int>) {
    nncc_fill(rows + slice.lowerBound * depth, slice.count * depth, 0)
    for row in slice where (0..<depth).contains(Int(numbers[row])) {
      rows[row * depth + Int(numbers[row])] = 1
    }
  }
}
