extension ExampleSet {
  /// Noise of a model's shapes, for timing alone. Equal arguments give equal examples.
  ///
  /// Floats are uniform in -1 ..< 1, integers in 0 ..< their slot's classes, or `classes`. A float target
  /// whose last axis has the length `classes` is one-hot; others are such as their loss is defined for. Lists of
  /// labels are of any length that can be spelt in the slot's time.
  ///
  /// - Parameters:
  ///   - hasSoftTargets: whether targets that are probabilities lie between 0 and 1, and are not the one or the other.
  ///   - limit: the most elements an array may have.
  /// - Throws: `DatasetError.empty` for no examples, `DatasetError.tooLarge` beyond the limit.
  package init(
    syntheticExamples count: Int, classes: Int, layout: ExampleLayout, seed: UInt64 = 0, hasSoftTargets: Bool = false,
    limit: Int = 1 << 29
  ) throws {
    let slots = layout.inputs + layout.targets
    var arrays: [ExampleArray] = []
    for (index, slot) in slots.enumerated() {
      let noise = Noise(seed: seed, stream: UInt64(index))
      let size = try Self.checkedSize(count, slot, limit: limit)
      let isTarget = index >= layout.inputs.count
      let elements: ExampleArray.Elements =
        switch slot.type {
        case .int32 where slot.labelTime != nil:
          .int32((0..<count).flatMap { noise.labels($0, slot, time: arrays.time(of: slot, example: $0)) })
        case .int32:
          .int32(
            (0..<size).map { Int32(truncatingIfNeeded: noise.integer($0, below: slot.classes ?? classes)) })
        case .float32 where isTarget && classes > 1 && slot.shape.last == classes:
          .float32((0..<size).map { noise.integer($0 / classes, below: classes) == $0 % classes ? 1 : 0 })
        case .float32:
          .float32(Self.floats(of: slot, from: (0..<size).map { noise.float($0) }, isSoft: hasSoftTargets))
        }
      arrays.append(ExampleArray(slot, count: count, elements, origin: "synthetic data"))
    }
    try self.init(
      inputs: Array(arrays[..<layout.inputs.count]), targets: Array(arrays[layout.inputs.count...]))
  }

  private static func floats(of slot: ExampleLayout.Slot, from noise: [Float], isSoft: Bool) -> [Float] {
    slot.rule?.targets(from: noise, isSoft: isSoft) ?? noise
  }

  private static func checkedSize(_ count: Int, _ slot: ExampleLayout.Slot, limit: Int) throws -> Int {
    guard count > 0, !slot.shape.contains(0) else { throw DatasetError.empty(origin: "synthetic data") }
    var size = count
    for axis in slot.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: axis)
      guard !overflow, product <= limit else {
        throw DatasetError.tooLarge(name: slot.name, examples: count, shape: slot.shape, limit: limit)
      }
      size = product
    }
    return size
  }
}

extension [ExampleArray] {
  /// The time steps that an example's labels are to be spelt in: as many as count, where an input among these says so.
  fileprivate func time(of slot: ExampleLayout.Slot, example: Int) -> Int {
    if let input = slot.lengthsInput, case .int32(let lengths) = self[input].elements { return Int(lengths[example]) }
    return slot.labelTime ?? 0
  }
}

/// Random numbers that are a function of their position: the finalizer of SplitMix64 over a counter.
private struct Noise {
  private let key: UInt64

  package init(seed: UInt64, stream: UInt64) {
    key = Self.mix(Self.mix(seed) &+ stream)
  }

  package func integer(_ position: Int, below bound: Int) -> Int {
    Int(bits(position).multipliedFullWidth(by: UInt64(max(1, bound))).high)
  }

  /// One example's labels, at least one if there is time, padded with 0: never more than can be spelt if all are equal.
  func labels(_ example: Int, _ slot: ExampleLayout.Slot, time: Int) -> [Int32] {
    let width = slot.shape[0]
    let first = example * (width + 1)
    let length = time == 0 ? 0 : 1 + integer(first, below: min(width, (time + 1) / 2))
    return (0..<width).map { $0 < length ? Int32(1 + integer(first + 1 + $0, below: (slot.classes ?? 2) - 1)) : 0 }
  }

  package func float(_ position: Int) -> Float {
    Float(Int64(bitPattern: bits(position)) >> 40) * 0x1p-23
  }

  private func bits(_ position: Int) -> UInt64 { Self.mix(key &+ UInt64(position) &* 0x9E37_79B9_7F4A_7C15) }

  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
