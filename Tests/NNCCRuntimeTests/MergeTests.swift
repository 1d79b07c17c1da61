import NNCCRuntime
import Testing

@Suite struct MergeTests {
  static let operations: [MergeOperation] = [.add, .subtract, .multiply, .maximum, .minimum, .average]
  static let shapes: [([Int], [Int])] = [
    ([3, 5], [3, 5]), ([4, 3, 17], [17]), ([4, 3, 17], [4, 1, 17]), ([2, 5, 1], [2, 1, 19]), ([7], [1]),
    ([2, 1, 3, 1, 2, 4], [2, 3, 1, 5, 1, 4]), ([1], [1]), ([2, 3], [2, 1]),
  ]

  @Test(arguments: operations) func equalsTheReferenceAtOddSizes(_ operation: MergeOperation) {
    for count in Samples.oddSizes {
      let (x, y) = (Samples.uniform(count), Samples.uniform(count, seed: 2))
      let z = Samples.output(count) { Kernels.merge(operation, x, y, $0, count: count, pool: serial) }
      let exact = Samples.output(count, of: Float.self) {
        ReferenceKernels.merge(operation, x, y, $0, count: count)
      }
      #expect(z == exact)
      for side in [MergeSide.left, .right] {
        for adding in [false, true] {
          var (d, reference) = (x, x)
          Kernels.mergeGradient(
            operation, by: side, x, y, y, &d, count: count, adding: adding, pool: serial)
          ReferenceKernels.mergeGradient(
            operation, by: side, x, y, y, &reference, count: count, adding: adding)
          #expect(distance(d, reference.doubles) < 1e-6)
        }
      }
    }
  }

  @Test(arguments: operations, shapes)
  func broadcastsLikeTheReference(_ operation: MergeOperation, _ shapes: ([Int], [Int])) throws {
    let broadcast = try #require(Broadcast(shapes.0, shapes.1))
    let x = Samples.uniform(shapes.0.reduce(1, *))
    let y = Samples.uniform(shapes.1.reduce(1, *), seed: 2)
    let z = Samples.output(broadcast.count) {
      Kernels.merge(operation, x, y, $0, broadcast: broadcast, pool: serial)
    }
    let exact = Samples.output(broadcast.count, of: Float.self) {
      ReferenceKernels.merge(operation, x, y, $0, broadcast: broadcast)
    }
    #expect(z == exact)

    for side in [MergeSide.left, .right] {
      let operand = side == .left ? x : y
      var (d, reference) = (operand, operand.doubles)
      Kernels.mergeGradient(operation, by: side, x, y, z, addingTo: &d, broadcast: broadcast, pool: serial)
      ReferenceKernels.mergeGradient(
        operation, by: side, x.doubles, y.doubles, z.doubles, addingTo: &reference, broadcast: broadcast)
      #expect(distance(d, reference) < 1e-5)
      let numeric = centralDifferences(operand.doubles) { changed in
        let merged = Samples.output(broadcast.count, of: Double.self) {
          ReferenceKernels.merge(
            operation, side == .left ? changed : x.doubles, side == .right ? changed : y.doubles, $0,
            broadcast: broadcast)
        }
        return zip(merged, z.doubles).reduce(0) { $0 + $1.0 * $1.1 }
      }
      #expect(zip(reference, zip(operand.doubles, numeric)).allSatisfy { abs($0 - $1.0 - $1.1) < 1e-6 })
    }
  }

  @Test func rejectsShapesThatDoNotFit() {
    #expect(Broadcast([2, 3], [2, 4]) == nil)
    #expect(Broadcast([1, 1, 1, 1, 1, 1, 1], [1]) == nil)
  }

  @Test func joinsAxesThatRunOn() throws {
    #expect(try #require(Broadcast([2, 3, 4], [2, 3, 4])).shape.count == 1)
    #expect(try #require(Broadcast([2, 3, 4], [4])).shape.count == 2)
  }

  @Test func notANumberWinsAndTiesGoLeft() {
    let (x, y): ([Float], [Float]) = ([.nan, 1, 2, 3], [1, .nan, 2, 3])
    for operation in [MergeOperation.maximum, .minimum] {
      let z = Samples.output(4) { Kernels.merge(operation, x, y, $0, count: 4, pool: serial) }
      #expect(z[0].isNaN && z[1].isNaN && z[2] == 2)
      let left = Samples.output(4) {
        Kernels.mergeGradient(operation, by: .left, x, y, [1, 1, 1, 1], $0, count: 4, pool: serial)
      }
      let right = Samples.output(4) {
        Kernels.mergeGradient(operation, by: .right, x, y, [1, 1, 1, 1], $0, count: 4, pool: serial)
      }
      #expect(left[2...] == [1, 1] && right[2...] == [0, 0])
    }
  }
}

@Suite struct CopyTests {
  @Test(arguments: [
    ([3, 5], [1, 0]), ([2, 3, 4], [0, 2, 1]), ([2, 3, 4], [2, 0, 1]), ([5, 70, 3], [0, 2, 1]),
    ([2, 3, 4, 5], [0, 3, 1, 2]), ([2, 3, 4, 5], [3, 2, 1, 0]), ([130, 33], [1, 0]), ([7], [0]),
    ([2, 1, 3, 2, 4, 5], [5, 3, 0, 1, 4, 2]), ([4, 6], [0, 1]), ([1, 1], [1, 0]),
    ([3, 200, 100], [0, 2, 1]),
  ])
  func transposesLikeTheReference(shape: [Int], permutation: [Int]) throws {
    let transposition = try #require(Transposition(shape: shape, permutation: permutation))
    let count = shape.reduce(1, *)
    let x = (0..<count).map(Float.init)
    let y = Samples.output(count) { Kernels.transpose(x, $0, transposition: transposition, pool: serial) }
    let exact = Samples.output(count, of: Float.self) {
      ReferenceKernels.transpose(x, $0, transposition: transposition)
    }
    #expect(y == exact)

    // And by the definition: the result's axis i is the source's axis permutation[i].
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    for i in 0..<count {
      var (rest, source) = (i, 0)
      for axis in permutation.reversed() {
        source += rest % shape[axis] * strides[axis]
        rest /= shape[axis]
      }
      #expect(y[i] == Float(source))
    }
  }

  @Test func rejectsWhatIsNoPermutation() {
    #expect(Transposition(shape: [2, 3], permutation: [0, 0]) == nil)
    #expect(Transposition(shape: [2, 3], permutation: [1]) == nil)
  }

  @Test func concatenatesAndSplits() {
    let (a, b): ([Float], [Float]) = ([1, 2, 3, 4], [5, 6, 7, 8, 9, 10])
    let joined = Samples.output(10) {
      Kernels.copyBlocks(a, stride: 2, $0, targetStride: 5, blocks: 2, size: 2, pool: serial)
      Kernels.copyBlocks(b, stride: 3, $0 + 2, targetStride: 5, blocks: 2, size: 3, pool: serial)
    }
    #expect(joined == [1, 2, 5, 6, 7, 3, 4, 8, 9, 10])
    var sum = b
    joined.withUnsafeBufferPointer {
      Kernels.copyBlocks(
        $0.baseAddress! + 2, stride: 5, &sum, targetStride: 3, blocks: 2, size: 3, adding: true, pool: serial)
    }
    #expect(sum == b.map { 2 * $0 })
  }

  @Test func scalesAddsFillsAndCopies() {
    for count in Samples.oddSizes {
      let x = Samples.uniform(count)
      let y = Samples.output(count) {
        Kernels.copy(x, $0, count: count, pool: serial)
        Kernels.addInto($0, x, count: count, factor: 2, pool: serial)
        Kernels.scale($0, $0, count: count, factor: 0.5, offset: 1, pool: serial)
      }
      #expect(distance(y, x.doubles.map { 1.5 * $0 + 1 }) < 1e-6)
      #expect(
        Samples.output(count) { Kernels.fill($0, count: count, value: 3, pool: serial) }.allSatisfy {
          $0 == 3
        })
    }
  }
}
