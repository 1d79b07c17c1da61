import NNCCReference
import NNCCRuntime
import Testing

@Suite struct MergeTests {
  static let operations: [MergeOperation] = [.add, .subtract, .multiply, .maximum, .minimum]
  static let shapes: [([Int], [Int])] = [
    ([3, 5], [3, 5]), ([4, 3, 17], [17]), ([4, 3, 17], [4, 1, 17]), ([2, 5, 1], [2, 1, 19]), ([7], [1]),
    ([2, 1, 3, 1, 2, 4], [2, 3, 1, 5, 1, 4]), ([1], [1]), ([2, 3], [2, 1]),
  ]

  @Test(arguments: operations) func equalsTheReferenceAtOddSizes(_ operation: MergeOperation) {
    for count in Samples.oddSizes {
      let (x, y) = (Samples.place(Samples.uniform(count)), Samples.place(Samples.uniform(count, seed: 2)))
      let z = Samples.output(count) { Kernels.Merge(operation, x, y, $0, count: count).run(on: serial) }
      let exact = Samples.output(count) {
        ReferenceMachine<Float>().visit(Kernels.Merge(operation, x, y, $0, count: count))
      }
      #expect(z == exact)
      for side in [MergeSide.left, .right] {
        func gradient(_ d: Floats) -> Kernels.MergeGradient<Floats> {
          .init(operation, by: side, left: x, right: y, y, d, count: count)
        }
        let d = Samples.output(count) { gradient($0).run(on: serial) }
        let reference = Samples.output(count) { ReferenceMachine<Float>().visit(gradient($0)) }
        #expect(distance(d, reference.doubles) < 1e-6)
      }
    }
  }

  @Test(arguments: operations, shapes)
  func broadcastsLikeTheReference(_ operation: MergeOperation, _ shapes: ([Int], [Int])) throws {
    let broadcast = try #require(Broadcast(shapes.0, shapes.1))
    let count = broadcast.count
    let x = Samples.uniform(shapes.0.reduce(1, *))
    let y = Samples.uniform(shapes.1.reduce(1, *), seed: 2)
    let z = Samples.output(count) {
      Kernels.Merge(operation, Samples.place(x), Samples.place(y), $0, count: count, broadcast: broadcast)
        .run(on: serial)
    }
    let exact = Samples.output(count) {
      ReferenceMachine<Float>().visit(
        Kernels.Merge(operation, Samples.place(x), Samples.place(y), $0, count: count, broadcast: broadcast))
    }
    #expect(z == exact)

    for side in [MergeSide.left, .right] {
      let operand = side == .left ? x : y
      // What was in the gradient stays.
      func gradient<Scalar: ReferenceScalar>(
        _ x: [Scalar], _ y: [Scalar], _ z: [Scalar], _ d: UnsafeMutablePointer<Scalar>
      ) -> Kernels.MergeGradient<UnsafeMutablePointer<Scalar>> {
        d.update(from: side == .left ? x : y, count: operand.count)
        return .init(
          operation, by: side, left: Samples.place(x), right: Samples.place(y), Samples.place(z), d, count: count,
          broadcast: broadcast)
      }
      let d = Samples.output(operand.count) { gradient(x, y, z, $0).run(on: serial) }
      let reference = Samples.output(operand.count, of: Double.self) {
        ReferenceMachine<Double>().visit(gradient(x.doubles, y.doubles, z.doubles, $0))
      }
      #expect(distance(d, reference) < 1e-5)
      let numeric = centralDifferences(operand.doubles) { changed in
        let left = Samples.place(side == .left ? changed : x.doubles)
        let right = Samples.place(side == .right ? changed : y.doubles)
        let merged = Samples.output(count, of: Double.self) {
          ReferenceMachine<Double>().visit(
            Kernels.Merge(operation, left, right, $0, count: count, broadcast: broadcast))
        }
        return zip(merged, z.doubles).reduce(0) { $0 + $1.0 * $1.1 }
      }
      #expect(zip(reference, zip(operand.doubles, numeric)).allSatisfy { abs($0 - $1.0 - $1.1) < 1e-6 })
    }
  }

  /// A sum's gradient needs no operands.
  @Test(arguments: [MergeOperation.add, .subtract], shapes)
  func sumsHaveTheirGradientFromThatOfTheOutput(_ operation: MergeOperation, _ shapes: ([Int], [Int])) throws {
    let broadcast = try #require(Broadcast(shapes.0, shapes.1))
    let x = Samples.place(Samples.uniform(shapes.0.reduce(1, *)))
    let y = Samples.place(Samples.uniform(shapes.1.reduce(1, *)))
    let dz = Samples.place(Samples.uniform(broadcast.count, seed: 3))
    for (side, shape) in [(MergeSide.left, shapes.0), (.right, shapes.1)] {
      let count = shape.reduce(1, *)
      func gradient(left: Floats?, right: Floats?) -> [Float] {
        Samples.output(count) {
          $0.update(repeating: 1, count: count)
          Kernels.MergeGradient(
            operation, by: side, left: left, right: right, dz, $0, count: broadcast.count, broadcast: broadcast
          ).run(on: serial)
        }
      }
      #expect(gradient(left: nil, right: nil).bits == gradient(left: x, right: y).bits)
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
    let (x, y) = (Samples.place([Float.nan, 1, 2, 3]), Samples.place([1, Float.nan, 2, 3]))
    let ones = Samples.place([Float](repeating: 1, count: 4))
    for operation in [MergeOperation.maximum, .minimum] {
      let z = Samples.output(4) { Kernels.Merge(operation, x, y, $0, count: 4).run(on: serial) }
      #expect(z[0].isNaN && z[1].isNaN && z[2] == 2)
      func gradient(by side: MergeSide) -> [Float] {
        Samples.output(4) {
          Kernels.MergeGradient(operation, by: side, left: x, right: y, ones, $0, count: 4).run(on: serial)
        }
      }
      #expect(gradient(by: .left)[2...] == [1, 1] && gradient(by: .right)[2...] == [0, 0])
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
    let x = Samples.place((0..<count).map(Float.init))
    let y = Samples.output(count) { Kernels.Transpose(x, $0, transposition: transposition).run(on: serial) }
    let exact = Samples.output(count) {
      ReferenceMachine<Float>().visit(Kernels.Transpose(x, $0, transposition: transposition))
    }
    #expect(y == exact)
    let back = Samples.output(count) {
      Kernels.Transpose(Samples.place(y), $0, transposition: transposition.inverse).run(on: serial)
    }
    #expect(back == (0..<count).map(Float.init))

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
    func join<Scalar>(_ a: Scalar, _ b: Scalar, to output: Scalar) -> [Kernels.CopyBlocks<Scalar>] {
      [
        .init(from: a, fromStride: 2, to: output, toStride: 5, blocks: 2, size: 2),
        .init(from: b, fromStride: 3, to: output, toStart: 2, toStride: 5, blocks: 2, size: 3, isPart: true),
      ]
    }
    let joined = Samples.output(10) {
      for call in join(Samples.place(a), Samples.place(b), to: $0) { call.run(on: serial) }
    }
    #expect(joined == [1, 2, 5, 6, 7, 3, 4, 8, 9, 10])
    let exact = Samples.output(10) {
      for call in join(Samples.place(a), Samples.place(b), to: $0) { ReferenceMachine<Float>().visit(call) }
    }
    #expect(exact == joined)
    func split(_ sum: Floats) -> Kernels.CopyBlocks<Floats> {
      sum.update(from: b, count: 6)
      return .init(
        from: Samples.place(joined), fromStart: 2, fromStride: 5, to: sum, toStride: 3, blocks: 2, size: 3,
        adding: true)
    }
    #expect(Samples.output(6) { split($0).run(on: serial) } == b.map { 2 * $0 })
    #expect(Samples.output(6) { ReferenceMachine<Float>().visit(split($0)) } == b.map { 2 * $0 })
  }

  @Test func turnsTimeAround() {
    let x = Samples.place((0..<12).map(Float.init))
    let reversed = Samples.output(12) { Kernels.ReverseTime(x, $0, examples: 2, time: 3, width: 2).run(on: serial) }
    #expect(reversed == [4, 5, 2, 3, 0, 1, 10, 11, 8, 9, 6, 7])
    let exact = Samples.output(12) {
      ReferenceMachine<Float>().visit(Kernels.ReverseTime(x, $0, examples: 2, time: 3, width: 2))
    }
    #expect(exact == reversed)
  }

  @Test func scalesAddsAndFills() {
    for count in Samples.oddSizes {
      let x = Samples.uniform(count)
      let y = Samples.output(count) {
        Kernels.Fill($0, count: count, value: 3).run(on: serial)
        Kernels.AddInto($0, Samples.place(x), count: count).run(on: serial)
        Kernels.Scale($0, $0, count: count, factor: 0.5).run(on: serial)
      }
      #expect(distance(y, x.doubles.map { 0.5 * (3 + $0) }) < 1e-6)
      #expect(
        Samples.output(count) { Kernels.Fill($0, count: count, value: 3).run(on: serial) }.allSatisfy { $0 == 3 })
    }
  }
}
