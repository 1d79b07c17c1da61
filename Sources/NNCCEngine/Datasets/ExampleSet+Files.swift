import NNCCInterchange

extension ExampleSet {
  /// Images and labels in IDX files, plain or .gz, for a model of one input and one target.
  ///
  /// - Throws: `FormatError`, `DatasetError`.
  package init(idxImages images: String, labels: String, layout: ExampleLayout) throws {
    try self.init(
      inputs: Self.read(layout.inputs, from: Self.soleSource(images, of: layout.inputs)) {
        try IDX.read($0, checkShape: $1)
      },
      targets: Self.read(layout.targets, from: Self.soleSource(labels, of: layout.targets)) {
        try IDX.read($0, checkShape: $1)
      })
  }

  /// One .npy file for each input and target.
  ///
  /// - Parameters:
  ///   - inputs: paths by the inputs' names.
  ///   - targets: paths by the targets' names.
  /// - Throws: `FormatError`, `DatasetError`.
  package init(npyInputs inputs: [String: String], targets: [String: String], layout: ExampleLayout) throws {
    try self.init(
      inputs: Self.read(layout.inputs, from: inputs) { try NPY.read($0, checkShape: $1) },
      targets: Self.read(layout.targets, from: targets) { try NPY.read($0, checkShape: $1) })
  }

  /// Arrays of one .npz file.
  ///
  /// - Parameters:
  ///   - inputs: keys by the inputs' names.
  ///   - targets: keys by the targets' names.
  /// - Throws: `FormatError`, `DatasetError`.
  package init(
    npz path: String, inputs: [String: String], targets: [String: String], layout: ExampleLayout
  ) throws {
    let archive = try NPZArchive(path)
    try self.init(
      inputs: Self.read(layout.inputs, from: inputs, archive: path) {
        try archive.array($0, checkShape: $1)
      },
      targets: Self.read(layout.targets, from: targets, archive: path) {
        try archive.array($0, checkShape: $1)
      })
  }

  private static func soleSource(_ source: String, of slots: [ExampleLayout.Slot]) -> [String: String] {
    slots.first.map { [$0.name: source] } ?? [:]
  }

  private static func read(
    _ slots: [ExampleLayout.Slot], from sources: [String: String], archive: String? = nil,
    _ read: (_ source: String, _ checkShape: ([Int]) throws -> Void) throws -> NDArray
  ) throws -> [ExampleArray] {
    let known = slots.map(\.name)
    if let unknown = sources.keys.sorted().first(where: { !known.contains($0) }) {
      throw DatasetError.unknownName(name: unknown, known: known)
    }
    return try slots.map { slot in
      guard let source = sources[slot.name] else {
        throw DatasetError.missingSource(name: slot.name, given: sources.keys.sorted())
      }
      let origin = archive.map { "\($0):\(source)" } ?? source
      // A compressed file of another shape may be of any size: it is refused before it is read.
      let array = try read(source) { shape in
        try ExampleArray.exampleCount(slot, shape, origin: origin)
      }
      return try ExampleArray(slot, array, origin: origin)
    }
  }
}
