import Foundation
import NNCCRuntime
import Testing

/// A network and numbers to run it on: a spec of this repository with made-up ones, or a fixture with its own.
struct ArithmeticCase {
  var spec: String
  var overrides: [String] = []
  /// nil: as the spec has it.
  var batch: Int?
  /// Weights, inputs and targets by `weights/dense/kernel`, `input/image`, `target/logits`; those that are not here are
  /// made up.
  var tensors: [String: WeightFile.Tensor] = [:]

  /// All there are, as `specs/digits_mlp` or `keras/dense_rank_4`.
  static let names: [String] =
    names(in: "specs", ending: ".yaml") + names(in: keras, ending: ".safetensors")
    + names(in: kerasRecurrent, ending: ".safetensors")
    + ((try? dropoutFile.get())?.metadata.keys.filter { $0 != "keras" }.sorted().map { "recurrent_dropout/\($0)" } ?? [])
    + ctcNames.map { "ctc/\($0)" } + ["min_char_rnn", "small_images"]

  init(_ name: String) throws {
    let (folder, base) = (String(name.prefix { $0 != "/" }), String(name.drop { $0 != "/" }.dropFirst()))
    switch folder {
    case "specs": self.init(spec: try Self.text(of: "specs/\(base).yaml"))
    case "keras": try self.init(fixture: "\(Self.keras)/\(base).safetensors")
    case "keras_recurrent": try self.init(fixture: "\(Self.kerasRecurrent)/\(base).safetensors")
    case "recurrent_dropout": try self.init(dropout: base)
    case "ctc": try self.init(ctc: base)
    case "min_char_rnn": try self.init(minCharRNN: "Tests/Fixtures/min_char_rnn.safetensors")
    default: self.init(spec: Self.smallImages)
    }
  }

  private init(spec: String) { self.spec = spec }

  /// For convolutions by F(2×2, 3×3), the one of Winograd's forms that no spec and no fixture takes.
  private static let smallImages = """
    input: [6, 6, 3]
    layers:
      - conv2d: {filters: 20, kernel_size: 3, padding: same, activation: relu}
      - conv2d: {filters: 37, kernel_size: 3, padding: same, activation: tanh}
      - conv2d: {filters: 24, kernel_size: 3, activation: gelu}
      - flatten
      - dense: {name: logits, units: 5}
    train: {loss: {sparse_categorical_crossentropy: {from_logits: true}}, optimizer: adam, batch_size: 9}
    """

  // MARK: Fixtures

  private static let keras = "Tests/Fixtures/keras"
  private static let kerasRecurrent = "Tests/Fixtures/keras_recurrent"
  private static let dropoutFile = Result { try file("Tests/Fixtures/recurrent_dropout/keras.safetensors") }
  private static let ctcFile = Result { try file("Tests/Fixtures/ctc/torch.safetensors") }

  /// Of those that a spec can describe: none allows an example more labels than time steps.
  private static let ctcNames: [String] = {
    guard let file = try? ctcFile.get() else { return [] }
    let names = file.tensors.filter { $0.name.hasSuffix("/logits") }.map { String($0.name.dropLast("/logits".count)) }
    return names.sorted().filter { name in
      guard let logits = file["\(name)/logits"], let labels = file["\(name)/labels"] else { return false }
      return labels.shape[1] <= logits.shape[1]
    }
  }()

  /// A fixture that `Tests/Oracle/make_fixtures.py` made.
  private init(fixture path: String) throws {
    let file = try Self.file(path)
    spec = try #require(file.metadata["spec"])
    batch = file.metadata["batch"].flatMap { Int($0) }
    for tensor in file.tensors { tensors[tensor.name] = tensor }
  }

  /// A recurrent layer with dropout; its masks are drawn, where the fixture's results are of masks that it holds.
  private init(dropout name: String) throws {
    let file = try Self.dropoutFile.get()
    let layer = try #require(file.metadata[name])
    spec = """
      input: [5, 6]
      layers:
        - \(layer)
      train: {loss: mse, optimizer: adam}
      """
    batch = 4
    let node = layer.prefix { $0 != ":" }
    tensors["input/input"] = try file.tensor("\(name)/input")
    tensors["target/\(node)"] = try file.tensor("\(name)/target")
    for parameter in ["kernel", "recurrent_kernel", "bias"] {
      tensors["weights/\(node)/\(parameter)"] = try file.tensor("\(name)/weights/\(parameter)")
    }
  }

  /// The loss of the fixture's logits, and training from there.
  private init(ctc name: String) throws {
    let file = try Self.ctcFile.get()
    let (logits, labels) = (try file.tensor("\(name)/logits"), try file.tensor("\(name)/labels"))
    let classes = logits.shape[2]
    spec = """
      inputs:
        sequence: {shape: [\(logits.shape[1]), \(classes)], sequence_length: lengths}
        lengths: {shape: [1], dtype: int32}
      layers:
        - dense: {name: logits, inputs: sequence, units: \(classes), kernel_initializer: identity}
      train: {loss: {ctc: {label_length: \(labels.shape[1])}}, optimizer: adam}
      """
    batch = logits.shape[0]
    tensors = try [
      "input/sequence": logits, "input/lengths": file.tensor("\(name)/lengths"), "target/logits": labels,
    ]
  }

  /// `specs/min_char_rnn.yaml` on the first window of the fixture's text, from its weights.
  private init(minCharRNN path: String) throws {
    let file = try Self.file(path)
    let text = Array(try #require(file.metadata["text"]))
    let characters = Set(text).sorted()
    let numbers = text.prefix(26).map { Int32(characters.firstIndex(of: $0)!) }
    spec = try Self.text(of: "specs/min_char_rnn.yaml")
    overrides = ["layers.one_hot.depth=\(characters.count)", "layers.logits.units=\(characters.count)"]
    tensors["input/input"] = try .init("input", shape: [1, 25], Array(numbers.dropLast()))
    tensors["target/logits"] = try .init("target", shape: [1, 25], Array(numbers.dropFirst()))
    for tensor in file.tensors { tensors["weights/\(tensor.name)"] = tensor }
  }

  // MARK: Files

  private static func names(in folder: String, ending: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: Repository.path(folder))) ?? []
    let prefix = folder.split(separator: "/").last!
    return files.filter { $0.hasSuffix(ending) }.map { "\(prefix)/\($0.dropLast(ending.count))" }.sorted()
  }

  private static func file(_ path: String) throws -> WeightFile { try WeightFile(path: Repository.path(path)) }

  private static func text(of path: String) throws -> String {
    try String(contentsOfFile: Repository.path(path), encoding: .utf8)
  }
}
