/// Where one part of the data comes from. Paths are relative to the spec file.
package enum DataSource: Sendable {
  case idx(images: String, labels: String)
  case npy(inputs: SlotTexts, targets: SlotTexts)
  /// Inputs and targets are keys of the archive.
  case npz(path: String, inputs: SlotTexts, targets: SlotTexts, shares: Shares?)
  case text(Text)
  case csv(Table)
  case synthetic(examples: Int, classes: Int?)

  /// One text for the only input or output, or one for each.
  package enum SlotTexts: Sendable {
    case only(String)
    case byName([NamedValue<String>])
  }

  package struct Text: Sendable {
    package let path: String
    package let sequenceLength: Int
    package let level: Level

    package enum Level: String, Sendable, CaseIterable { case char, byte }
  }

  package struct Table: Sendable {
    package let path: String
    package let features: [String]
    package let targets: [String]
    package let window: Int?
    package let horizon: Int?
    package let stride: Int
    let shares: Shares?
    /// What parts the cells of a row, and what encloses one that holds it.
    package let separator: String
    package let quote: String
  }

  /// As `split` says them.
  package enum Shares: Sendable {
    case inOrder([Double])
    case byName(train: Double?, validation: Double, test: Double, shuffles: Bool, stratifies: Bool)
  }

  /// The parts that a source is split into.
  package struct Split: Sendable, Hashable {
    package var train: Double
    package var validation: Double
    package var test: Double
    /// Whether chance decides which example is in which part, rather than their order.
    package var shuffles = false
    /// Whether each class has these shares.
    package var stratifies = false

    package init(train: Double, validation: Double, test: Double, shuffles: Bool = false, stratifies: Bool = false) {
      self.train = train
      self.validation = validation
      self.test = test
      self.shuffles = shuffles
      self.stratifies = stratifies
    }
  }
}

extension DataSource {
  /// As it is written; nil where nothing is.
  var shares: Shares? {
    switch self {
    case .csv(let table): table.shares
    case .npz(_, _, _, let shares): shares
    case .idx, .npy, .text, .synthetic: nil
    }
  }

  /// The shares of the parts; nil where `split` says none, or a list of another length.
  package var split: Split? {
    switch shares {
    case .byName(let train, let validation, let test, let shuffles, let stratifies):
      Split(
        train: train ?? 1 - validation - test, validation: validation, test: test, shuffles: shuffles,
        stratifies: stratifies)
    case .inOrder(let shares) where shares.count == 2: Split(train: shares[0], validation: 0, test: shares[1])
    case .inOrder(let shares) where shares.count == 3:
      Split(train: shares[0], validation: shares[1], test: shares[2])
    case .inOrder, nil: nil
    }
  }
}

extension Chosen<DataSource> {
  /// The files that it reads, and where the spec names them.
  package var files: [(path: String, range: SourceRange?)] {
    func files(_ texts: DataSource.SlotTexts, _ key: any DeclaredKey) -> [(path: String, range: SourceRange?)] {
      switch texts {
      case .only(let path): [(path, options.givenRange(of: key))]
      case .byName(let items): items.map { ($0.value.value, $0.value.range) }
      }
    }
    return switch value {
    case .idx(let images, let labels):
      files(.only(images), DataSources.images) + files(.only(labels), DataSources.labels)
    case .npy(let inputs, let targets): files(inputs, DataSources.inputs) + files(targets, DataSources.targets)
    case .npz(let path, _, _, _): files(.only(path), DataSources.archive)
    case .text(let text): files(.only(text.path), DataSources.file)
    case .csv(let table): files(.only(table.path), DataSources.table)
    case .synthetic: []
    }
  }
}

enum DataSources {
  static let family = Family<DataSource>(
    "a data source",
    [
      .init("idx", "MNIST's format, plain or .gz", images, labels) { .idx(images: $0, labels: $1) },
      .init("npy", "NumPy arrays", inputs, targets) { .npy(inputs: $0, targets: $1) },
      .init(
        "npz", "an archive of NumPy arrays", archive, slots("inputs", "a key, or one for each input"),
        slots("targets", "a key, or one for each output"), split
      ) { .npz(path: $0, inputs: $1, targets: $2, shares: $3) },
      .init("text", "next-character targets over consecutive windows of a UTF-8 file", file, sequenceLength, level) {
        .text(.init(path: $0, sequenceLength: $1, level: $2))
      },
      .init(
        "csv", "rows of a table, or windows of consecutive ones, oldest first", table, features, columns, window,
        horizon, stride, split, separator, quote
      ) {
        .csv(
          .init(
            path: $0, features: $1, targets: $2, window: $3, horizon: $4, stride: $5, shares: $6, separator: $7,
            quote: $8))
      },
      .init("synthetic", "seeded noise, for timing alone", examples, classes) {
        .synthetic(examples: $0, classes: $1)
      },
    ])

  fileprivate static let images = Key("images", .string, "the inputs' file").deciding(.nothing)
  fileprivate static let labels = Key("labels", .string, "the targets' file").deciding(.nothing)

  fileprivate static let inputs = slots("inputs", "a file, or one for each input")
  fileprivate static let targets = slots("targets", "a file, or one for each output")

  fileprivate static let archive = Key("path", .string, "the archive").deciding(.nothing)

  private static func slots(_ name: String, _ summary: String) -> Key<DataSource.SlotTexts> {
    Key(
      name,
      .either(
        Form<String>.string.map { .only($0) }, Form<[NamedValue<String>]>.dictionary(.string).map { .byName($0) }),
      summary
    ).deciding(.nothing)
  }

  // MARK: Texts

  fileprivate static let file = Key("path", .string, "the file").deciding(.nothing)
  static let sequenceLength = Key(
    "sequence_length", .integer(atLeast: 1, atMost: 1 << 20), "characters a window, the input's time steps")
  static let level = Key<DataSource.Text.Level>(
    "level", .word, default: .string("char"), "what a character is: a Unicode scalar, or a byte")

  // MARK: Tables

  fileprivate static let table = Key("path", .string, "the file, with a header row")
    .deciding(.nothing)
  private static let features = Key(
    "features", .list(.string, orOne: true), "the input's columns; one of words gives a 0 or 1 for each word")
  private static let columns = Key(
    "targets", .list(.string, orOne: true),
    "the output's columns; with 'normalize' they are normalized too, and predictions, mse and mae brought back")
  static let window = Key(
    "window", .optional(.integer(atLeast: 1, atMost: 1 << 20)), default: .null,
    "rows of an example, the input's time steps; null is one row, without a time axis")
  private static let horizon = Key(
    "horizon", .optional(.integer(atLeast: 0, atMost: 1 << 20)), default: .null,
    "how many rows after its window an example's target is, or all rows up to there for an output "
      + "[horizon, targets]; null is 1, and 0 without a window")
  private static let stride = Key(
    "stride", .integer(atLeast: 1, atMost: 1 << 20), default: .integer(1), "rows between the starts of two windows")
  static let separator = Key(
    "separator", .string, default: .string(","), "the character between two cells, such as ';' or a tab"
  ).deciding(.nothing)
  static let quote = Key(
    "quote", .string, default: .string("\""), "the character around a cell that holds others of these"
  ).deciding(.nothing)

  // MARK: Parts

  static let split = Key<DataSource.Shares?>(
    "split",
    .optional(
      .either(
        Form<[Double]>.list(.number(.unit)).map { .inOrder($0) },
        .record({ splitEntry }) {
          .byName(
            train: $0[trainShare], validation: $0[validationShare], test: $0[testShare], shuffles: $0[shuffles],
            stratifies: $0[stratifies])
        })),
    default: .null,
    "the shares of train and test, or of train, validation and test; in the order of the file unless they are "
      + "shuffled: a window is of the part that its target is in")

  private static let splitEntry = Vocabulary.Entry(
    "split", "the parts of a file", [trainShare, validationShare, testShare, shuffles, stratifies])
  private static let trainShare = Key(
    "train", .optional(.number(.unit)), default: .null, "its share; null is the rest")
  private static let validationShare = Key("validation", .number(.unit), default: .number(0), "its share")
  private static let testShare = Key("test", .number(.unit), default: .number(0), "its share")
  static let shuffles = Key(
    "shuffle", .boolean, default: .boolean(false),
    "whether chance decides which example is in which part, by train.seed")
  static let stratifies = Key(
    "stratify", .boolean, default: .boolean(false), "whether each class has these shares; goes with shuffle")

  // MARK: Noise

  private static let examples = Key("examples", .integer(atLeast: 1, atMost: 1 << 24), "how many")
  private static let classes = Key(
    "classes", .optional(.integer(atLeast: 1)), default: .null, "how many labels; null for noise as targets")
}
