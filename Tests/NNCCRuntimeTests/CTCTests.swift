import Foundation
import NNCCReference
import NNCCRuntime
import Testing

/// A batch for the loss of connectionist temporal classification.
private struct CTCCase {
  var geometry: CTCGeometry
  var logits: [Float]
  var labels: [Int32]
  /// Of each example and step.
  var mask: [Float]?

  init(_ geometry: CTCGeometry, logits: [Float], labels: [Int32], mask: [Float]? = nil) {
    (self.geometry, self.logits, self.labels, self.mask) = (geometry, logits, labels, mask)
  }

  /// Examples of every number of labels from 0 up, with repeats among them.
  init(_ geometry: CTCGeometry, spread: Float = 3, seed: UInt64 = 1) {
    let words = geometry.examples * geometry.time * geometry.classes
    let noise = Samples.uniform(
      geometry.examples * geometry.labels, 1, Float(geometry.classes) - 0.01, seed: seed + 1)
    let labels = noise.indices.map { index -> Int32 in
      let (example, place) = index.quotientAndRemainder(dividingBy: geometry.labels)
      return place < (example * 3 + 1) % (geometry.labels + 1) ? Int32(noise[index]) : 0
    }
    self.init(geometry, logits: Samples.uniform(words, -spread, spread, seed: seed), labels: labels)
  }

  func run(
    hasGradient: Bool = true, scale: Float = 1, on machine: Kernels.Machine = serial
  ) -> (total: Double, losses: [Float], gradient: [Float]) {
    var (total, gradient) = ([Float](), [Float]())
    // Whatever was in the workspace must not matter.
    let scratchWords = geometry.examples * geometry.scratchWords(hasGradient: hasGradient)
    let scratch = Samples.place([Float](repeating: .nan, count: scratchWords) + [-77])
    // Whole numbers in the place of floats.
    let labels = Samples.place(labels.map { Float(bitPattern: UInt32(bitPattern: $0)) })
    let losses = Samples.output(geometry.examples) { losses in
      func run(_ gradient: Floats?) {
        total = Samples.output(1) {
          Kernels.CTC(
            logits: Samples.place(logits), labels: labels, mask: mask.map(Samples.place), amount: $0,
            exampleLosses: losses, gradient: gradient, scratch: scratch, geometry: geometry, scale: scale
          ).run(on: machine)
        }
      }
      if hasGradient { gradient = Samples.output(logits.count) { run($0) } } else { run(nil) }
    }
    #expect(scratch[scratchWords] == -77, "wrote past the workspace")
    return (Double(total[0]), losses, gradient)
  }

  func reference(
    _ logits: [Double], scale: Float = 1
  ) -> (total: Double, losses: [Double], gradient: [Double]) {
    var (total, gradient) = ([Double](), [Double]())
    let losses = Samples.output(geometry.examples, of: Double.self) { losses in
      gradient = Samples.output(logits.count, of: Double.self) { gradient in
        total = Samples.output(1, of: Double.self) {
          ReferenceMachine<Double>().visit(
            Kernels.CTC(
              logits: Samples.place(logits), labels: Samples.place(labels.map(Double.init)),
              mask: (mask?.doubles).map(Samples.place), amount: $0, exampleLosses: losses, gradient: gradient,
              scratch: Samples.place([]), geometry: geometry, scale: scale))
        }
      }
    }
    return (total[0], losses, gradient)
  }
}

@Suite struct CTCTests {
  static let geometries = [
    (1, 1, 2, 1), (3, 2, 3, 1), (4, 5, 3, 2), (5, 40, 17, 15), (3, 64, 16, 16), (4, 70, 33, 31), (2, 90, 5, 40),
    (1, 3000, 4, 60),
  ].map { CTCGeometry(examples: $0.0, time: $0.1, classes: $0.2, labels: $0.3) }

  @Test(arguments: geometries) func agreesWithTheReference(_ geometry: CTCGeometry) {
    for spread in [0, 3, 30] as [Float] {
      let example = CTCCase(geometry, spread: spread)
      let fast = example.run(scale: 0.5)
      let exact = example.reference(example.logits.doubles, scale: 0.5)
      #expect(distance(fast.losses, exact.losses) < 2e-6)
      #expect(distance(fast.gradient, exact.gradient) < 1e-5)
      if exact.total.isFinite { #expect(abs(fast.total - exact.total) < 2e-6 * (1 + exact.total)) }
    }
  }

  /// The definition itself: every path there is, and what it spells.
  @Test(arguments: [(1, 2), (2, 2), (3, 3), (4, 3), (5, 2)]) func sumsOverAllPaths(_ time: Int, _ classes: Int) {
    let geometry = CTCGeometry(examples: 1, time: time, classes: classes, labels: time)
    let logits = Samples.uniform(time * classes, -2, 2)
    let probabilities = Samples.output(logits.count, of: Double.self) {
      ReferenceMachine<Double>().visit(
        Kernels.Softmax(Samples.place(logits.doubles), $0, rows: time, columns: classes))
    }
    var shares: [[Int32]: Double] = [:]
    for number in 0..<Int(pow(Double(classes), Double(time))) {
      var (rest, share, before, spelt) = (number, 1.0, 0, [Int32]())
      for t in 0..<time {
        let name = rest % classes
        rest /= classes
        share *= probabilities[t * classes + name]
        if name != 0, name != before { spelt.append(Int32(name)) }
        before = name
      }
      shares[spelt, default: 0] += share
    }
    #expect(abs(shares.values.reduce(0, +) - 1) < 1e-12)
    for (spelt, share) in shares {
      let labels = spelt + Array(repeating: 0, count: time - spelt.count)
      let example = CTCCase(geometry, logits: logits, labels: labels)
      #expect(abs(example.reference(logits.doubles).total + log(share)) < 1e-12)
      #expect(abs(example.run().total + log(share)) < 1e-5)
    }
  }

  @Test(arguments: geometries.prefix(3)) func referenceGradientIsTheDerivative(_ geometry: CTCGeometry) {
    var example = CTCCase(geometry, spread: 2)
    // All of one label: there are paths whatever the time, if there is any.
    example.labels = example.labels.indices.map { $0 % geometry.labels == 0 ? example.labels[$0] : 0 }
    let logits = example.logits.doubles
    let gradient = example.reference(logits, scale: 0.5).gradient
    let numeric = centralDifferences(logits) { example.reference($0, scale: 0.5).total }
    #expect(zip(gradient, numeric).allSatisfy { abs($0 - $1) < 1e-7 * (1 + abs($1)) })
  }

  @Test(arguments: geometries) func bitsDependNeitherOnOtherExamplesNorOnThreadsNorOnTheGradient(
    _ geometry: CTCGeometry
  ) {
    let example = CTCCase(geometry)
    let all = example.run()
    #expect(example.run(hasGradient: false).losses.bits == all.losses.bits)
    for threads in [2, 3] {
      let pool = ThreadPool(threads: threads)
      let run = example.run(on: Kernels.Machine(pool))
      #expect(run.losses.bits == all.losses.bits && run.gradient.bits == all.gradient.bits)
    }
    let words = geometry.time * geometry.classes
    var one = geometry
    one.examples = 1
    for index in 0..<geometry.examples {
      let alone = CTCCase(
        one, logits: Array(example.logits[index * words..<(index + 1) * words]),
        labels: Array(example.labels[index * geometry.labels..<(index + 1) * geometry.labels])
      ).run()
      #expect(alone.losses.bits == [all.losses[index].bitPattern])
      #expect(alone.gradient.bits == Array(all.gradient[index * words..<(index + 1) * words]).bits)
    }
  }

  @Test func masksLeaveStepsOut() {
    let whole = CTCGeometry(examples: 1, time: 9, classes: 5, labels: 3)
    let noise = Samples.uniform(45)
    let mask: [Float] = [1, 0, 0, 1, 1, 1, 0, 1, 0]
    let masked = CTCCase(whole, logits: noise, labels: [2, 2, 4], mask: mask)
    var short = whole
    short.time = 5
    let kept = mask.indices.filter { mask[$0] == 1 }
    let alone = CTCCase(short, logits: kept.flatMap { noise[$0 * 5..<($0 + 1) * 5] }, labels: [2, 2, 4]).run()
    let run = masked.run()
    #expect(run.losses.bits == alone.losses.bits)
    #expect(masked.run(hasGradient: false).losses.bits == alone.losses.bits)
    #expect(kept.flatMap { run.gradient[$0 * 5..<($0 + 1) * 5] }.bits == alone.gradient.bits)
    #expect(mask.indices.allSatisfy { t in mask[t] == 1 || run.gradient[t * 5..<(t + 1) * 5].allSatisfy { $0 == 0 } })
  }

  @Test func whatCannotBeSpeltIsInfiniteAndWhatIsNoNumberIsNaN() {
    let geometry = CTCGeometry(examples: 7, time: 3, classes: 3, labels: 3)
    var logits = [Float](repeating: 0.5, count: 7 * 9)
    logits[5 * 9 + 4] = .nan
    logits[6 * 9 + 1] = -.infinity
    let run = CTCCase(
      geometry, logits: logits,
      labels: [1, 1, 1, 1, 2, 1, 3, 0, 0, -1, 0, 0, 0, 3, -7, 1, 0, 0, 1, 2, 0]
    ).run()
    let isFinite = [false, true, false, false, true, false, true]
    #expect(run.losses[0] == .infinity)
    #expect([2, 3, 5].allSatisfy { run.losses[$0].isNaN })
    for index in 0..<7 {
      #expect(run.losses[index].isFinite == isFinite[index])
      let gradient = run.gradient[index * 9..<(index + 1) * 9]
      #expect(gradient.allSatisfy { isFinite[index] ? $0.isFinite : $0.isNaN })
    }
  }

  @Test(arguments: [
    "one_step", "one_label", "repeats", "just_enough", "too_short", "lengths", "vectors", "sharp", "flat",
  ])
  func matchesTorch(_ name: String) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/ctc/torch.safetensors")
    let file = try WeightFile(path: path.standardized.path)
    let logits = try #require(file["\(name)/logits"])
    let labels = try #require(file["\(name)/labels"])
    let lengths = try #require(try file["\(name)/lengths"]?.int32s())
    let geometry = CTCGeometry(
      examples: logits.shape[0], time: logits.shape[1], classes: logits.shape[2], labels: labels.shape[1])
    let isWhole = lengths.allSatisfy { $0 == geometry.time }
    let example = CTCCase(
      geometry, logits: try logits.floats(), labels: try labels.int32s(),
      mask: isWhole ? nil : lengths.flatMap { length in (0..<geometry.time).map { $0 < length ? 1 : 0 } })
    let losses = try #require(try file["\(name)/losses"]?.floats()).doubles
    let gradient = try #require(try file["\(name)/gradient"]?.floats()).doubles
    let fast = example.run()
    #expect(distance(fast.losses, losses) < 1e-6)
    // Logits of ±90 as Float are known to 4e-6 no better.
    #expect(distance(fast.gradient, gradient) < (name == "sharp" ? 1e-5 : 2e-6))
    let exact = example.reference(example.logits.doubles)
    #expect(distance(exact.losses.map { Float($0) }, losses) < 1e-6)
    #expect(distance(exact.gradient.map { Float($0) }, gradient) < 1e-6)
  }
}
