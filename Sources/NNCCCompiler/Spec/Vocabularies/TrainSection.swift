import NNCCRuntime

/// The `train:` section.
enum TrainSection {
  static let entry = Vocabulary.Entry(
    "train", "how the network is trained",
    [
      loss, lossWeights, optimizer, batchSize, epochs, steps, shuffles, seed, validationSplit, metrics, checkpoints,
      earlyStopping, keepsLastBatch, sample,
    ])

  /// What is said of each output.
  enum PerOutput<Value: Sendable>: Sendable {
    case byName([NamedValue<Value>])
    case inOrder([Value])
  }

  enum Loss: Sendable {
    case ofAll(Chosen<Losses.Choice>)
    case ofEach(PerOutput<Chosen<Losses.Choice>>)
  }

  static let loss = Key<Loss>(
    "loss",
    .either(
      Form<Chosen<Losses.Choice>>.named { Losses.family }.map { .ofAll($0) },
      Form<PerOutput<Chosen<Losses.Choice>>>.perOutput(.named { Losses.family }).map { .ofEach($0) }),
    "a loss, or one for each output: by name, or a list in the outputs' order")
  static let lossWeights = Key(
    "loss_weights", .perOutput(.float(.nonNegative)), default: .dictionary([]),
    "a factor for each output's loss: by name, or a list in the outputs' order")
  static let optimizer = Key(
    "optimizer", .named { Optimizers.family }, default: .word("rmsprop"), "how parameters move")
  static let batchSize = Key(
    "batch_size", .integer(atLeast: 1, atMost: 1 << 20), default: .integer(32), "examples a step")
  static let epochs = Key(
    "epochs", .integer(atLeast: 0, atMost: 1 << 30), default: .integer(1), "passes over the training data"
  ).deciding(.nothing).orElse(steps)
  static let steps = Key(
    "steps", .optional(.integer(atLeast: 0, atMost: 1 << 40)), default: .null, "steps in all, instead of epochs"
  ).deciding(.nothing)
  static let shuffles = Key("shuffle", .boolean, default: .boolean(true), "a new order every epoch")
  static let seed = Key(
    "seed", Form<Int>.integer(atLeast: 0).map { UInt64($0) }, default: .integer(0),
    "what everything random derives from")
  static let validationSplit = Key(
    "validation_split", .number(.rate), default: .number(0), "the last share of the training data, held out")
  static let metrics = Key(
    "metrics", .locatedList(.named { Metrics.family }, orOne: true), default: .list([]), "what to report"
  ).deciding(.nothing)
  static let keepsLastBatch = Key(
    "last_batch", .word(["keep": true, "drop": false]), default: .string("keep"),
    "what becomes of a short last batch")

  // MARK: Checkpoints

  struct Checkpoints {
    var everyEpochs: Int
    var everySteps: Int?
    var everyMinutes: Double?
    var kept: Int
    var best: String?
  }

  static let checkpoints = Key(
    "checkpoint",
    .optional(
      .record({ checkpointEntry }) {
        Checkpoints(
          everyEpochs: $0[everyEpochs], everySteps: $0[everySteps], everyMinutes: $0[everyMinutes], kept: $0[kept],
          best: $0[best])
      }),
    default: .null, "how often a checkpoint is written, and how many stay"
  ).deciding(.nothing)

  private static let checkpointEntry = Vocabulary.Entry(
    "checkpoint", "when checkpoints are written", [everyEpochs, everySteps, everyMinutes, kept, best])
  private static let everyEpochs = Key(
    "every_epochs", .integer(atLeast: 1), default: .integer(1), "epochs between two")
  private static let everySteps = Key(
    "every_steps", .optional(.integer(atLeast: 1)), default: .null, "steps between two, those of epochs beside them")
  private static let everyMinutes = Key(
    "every_minutes", .optional(.number(.positive)), default: .null,
    "minutes between two, those of epochs beside them; null is half a minute")
  private static let kept = Key("keep", .integer(atLeast: 1), default: .integer(1), "how many stay")
  private static let best = Key(
    "best", .optional(.string), default: .null,
    "a score, such as val_loss, by which the best epoch's weights are kept in best.safetensors")

  // MARK: Early stopping

  struct EarlyStopping {
    var monitor: String
    var isToRise: Bool?
    var patience: Int
    var minDelta: Double
    var baseline: Double?
    var startFromEpoch: Int
    var restoresBestWeights: Bool
  }

  static let earlyStopping = Key(
    "early_stopping",
    .optional(
      .record({ earlyStoppingEntry }) {
        EarlyStopping(
          monitor: $0[monitor], isToRise: $0[mode], patience: $0[patience], minDelta: $0[minDelta],
          baseline: $0[baseline], startFromEpoch: $0[startFromEpoch], restoresBestWeights: $0[restoresBestWeights])
      }),
    default: .null, "when training ends before its epochs are over, as Keras's EarlyStopping"
  ).deciding(.nothing)

  private static let earlyStoppingEntry = Vocabulary.Entry(
    "early_stopping", "when training ends before its epochs are over",
    [monitor, mode, patience, minDelta, baseline, startFromEpoch, restoresBestWeights])
  private static let monitor = Key(
    "monitor", .string, default: .string("val_loss"), "the score that is looked at after each epoch")
  private static let mode = Key<Bool?>(
    "mode", .word(["auto": nil, "min": false, "max": true]), default: .string("auto"),
    "whether it is to fall or to rise; auto knows it of each score")
  private static let patience = Key(
    "patience", .integer(atLeast: 0), default: .integer(0), "epochs without a better score that are waited for")
  private static let minDelta = Key(
    "min_delta", .number(.nonNegative), default: .number(0), "what a score must be better by")
  private static let baseline = Key(
    "baseline", .optional(.number()), default: .null, "what it must be better than for the wait to begin anew")
  private static let startFromEpoch = Key(
    "start_from_epoch", .integer(atLeast: 0), default: .integer(0), "epochs that are not looked at")
  private static let restoresBestWeights = Key(
    "restore_best_weights", .boolean, default: .boolean(false),
    "whether the run ends with the best epoch's weights, not the last one's")

  // MARK: Samples

  static let sample = Key(
    "sample",
    .optional(
      .record({ sampleEntry }) {
        Training.Sample(every: $0[every], length: $0[length], prompt: $0[prompt])
      }), default: .null, "what a text model writes now and then while it trains"
  ).deciding(.nothing)

  private static let sampleEntry = Vocabulary.Entry(
    "sample", "what a text model writes now and then while it trains", [every, length, prompt])
  private static let every = Key("every", .integer(atLeast: 1), "steps between two")
  private static let length = Key(
    "length", .integer(atLeast: 1, atMost: 1 << 20), default: .integer(200), "characters, without the prompt's")
  private static let prompt = Key(
    "prompt", .optional(.string), default: .null, "what it goes on from; null starts as if after a line break")
}

extension Form {
  fileprivate static func perOutput<Element>(
    _ form: Form<Element>
  ) -> Form where Value == TrainSection.PerOutput<Element> {
    .either(
      Form<[NamedValue<Element>]>.dictionary(form).map { .byName($0) },
      Form<[Element]>.list(form).map { .inOrder($0) })
  }
}
