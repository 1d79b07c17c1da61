import Foundation
import NNCCCompiler
import NNCCInterchange

/// What can be said of a spec's data files by their names and headers alone: that one is missing, or that its arrays or
/// columns are none that the network takes.
///
/// - Parameter directory: what the spec's paths are relative to.
/// - Returns: warnings, at the places that name the files; none of a spec that is not valid.
package func checkDataFiles(of compilation: Compilation, directory: String) throws -> [Diagnostic] {
  guard compilation.isValid, let data = compilation.spec?.data, let graph = compilation.graph else { return [] }
  let layout = ExampleLayout(graph, losses: compilation.training?.losses ?? [])
  var check = DataFileCheck(layout: layout, directory: directory)
  for file in data.files { check.look(for: file) }
  for part in DataSection.parts {
    if let source = data[part] { check.readHeaders(of: source) }
  }
  return check.warnings
}

private struct DataFileCheck {
  let layout: ExampleLayout
  let directory: String
  private(set) var warnings: [Diagnostic] = []
  /// Files that are missing, or that it would take long to read.
  private var passedOver: Set<String> = []

  /// Of a file that is read for its header.
  private static let mostBytes = 64 << 20

  init(layout: ExampleLayout, directory: String) {
    self.layout = layout
    self.directory = directory
  }

  mutating func look(for file: (path: String, range: SourceRange?)) {
    let path = file.path.path(in: directory)
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
      passedOver.insert(path)
      warn(file.range, "\(path): there is no such file")
      return
    }
    if (attributes[.size] as? Int ?? 0) > Self.mostBytes { passedOver.insert(path) }
  }

  private mutating func warn(_ range: SourceRange?, _ message: String) {
    warnings.append(Diagnostic("data", .warning, at: range, message))
  }

  mutating func readHeaders(of source: Chosen<DataSource>) {
    let files = source.files
    func range(_ path: String) -> SourceRange? {
      files.first { $0.path.path(in: directory) == path }?.range ?? source.range
    }
    switch source.value {
    case .idx(let images, let labels):
      let reads = zip(layout.inputs.prefix(1) + layout.targets.prefix(1), [images, labels])
      compare(
        reads.map { slot, file in
          let path = file.path(in: directory)
          return Array(slot: slot, origin: path, range: range(path)) { _ = try IDX.read(path, checkShape: $0) }
        })
    case .npy(let inputs, let targets):
      let paths = inputs.texts(for: layout.inputs).merging(targets.texts(for: layout.targets)) { first, _ in first }
      compare(
        (layout.inputs + layout.targets).compactMap { slot in
          guard let path = paths[slot.name]?.path(in: directory) else { return nil }
          return Array(slot: slot, origin: path, range: range(path)) { _ = try NPY.read(path, checkShape: $0) }
        })
    case .npz(let file, let inputs, let targets, _):
      let path = file.path(in: directory)
      let keys = inputs.texts(for: layout.inputs).merging(targets.texts(for: layout.targets)) { first, _ in first }
      compare(
        (layout.inputs + layout.targets).compactMap { slot in
          guard let key = keys[slot.name] else { return nil }
          return Array(slot: slot, origin: path, range: range(path)) {
            _ = try NPZArchive(path).array(key, checkShape: $0)
          }
        })
    case .csv(let table):
      let path = table.path.path(in: directory)
      guard !passedOver.contains(path) else { return }
      let header: [String]
      do {
        let table = try TableSource(table, directory: directory).table()
        header = table.header
        if table.rowCount == 0 { warn(range(path), "\(path): the table has no rows") }
      } catch {
        warn(range(path), "\(error)")
        return
      }
      for column in table.features + table.targets where !header.contains(column) {
        warn(range(path), "\(DatasetError.unknownColumn(origin: path, name: column, known: header))")
      }
    case .text, .synthetic: break
    }
  }

  /// An array of a file, as its header has it.
  private struct Array {
    var slot: ExampleLayout.Slot
    var origin: String
    var range: SourceRange?
    /// Reads the file, up to what it is given throws.
    var read: ((_ shape: [Int]) throws -> Void) throws -> Void
  }

  /// Ends reading once the shape is known.
  private struct HeaderIsRead: Error {
    var examples: Int
  }

  /// Holds arrays against what they are for, and the number of their examples against each other.
  private mutating func compare(_ arrays: [Array]) {
    var first: (origin: String, examples: Int)?
    for array in arrays where !passedOver.contains(array.origin) {
      do {
        try array.read { shape in
          throw HeaderIsRead(
            examples: try ExampleArray.exampleCount(array.slot, shape, origin: array.origin))
        }
      } catch let header as HeaderIsRead {
        if let first, first.examples != header.examples {
          warn(
            array.range,
            "\(DatasetError.countMismatch(origin: first.origin, count: first.examples, otherOrigin: array.origin, otherCount: header.examples))"
          )
        }
        first = first ?? (array.origin, header.examples)
      } catch {
        warn(array.range, "\(error)")
      }
    }
  }
}
