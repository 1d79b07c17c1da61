import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import SHA256
import Testing

/// The bits that a network computes. All that the list of arithmetic asks of the compiler and the engine is in this file.
struct ArithmeticRun {
  /// Something that was computed, such as `loss of step 3` or `trained dense/kernel`, and its SHA-256.
  struct Part {
    var name: String
    var digest: String
  }

  /// Of weights; a network of more is trained for a few steps on few examples. There is none near it.
  private static let large = 500_000

  private let example: ArithmeticCase
  private let threads: Int
  private let batch: Int
  private let steps: Int
  private var compilation: Compilation
  private let examples: ExampleSet
  private(set) var parts: [Part] = []

  init(_ example: ArithmeticCase, threads: Int) throws {
    self.example = example
    self.threads = threads
    compilation = Compilation(file: "spec.yaml", bytes: Array(example.spec.utf8), overrides: example.overrides)
    let messages = TextFormatter().format(compilation.diagnostics.all, in: compilation.sources)
    try #require(compilation.isValid, "\(messages)")
    let graph = try #require(compilation.graph)
    let training = compilation.training
    let weights = graph.parameters.reduce(0) { $0 + $1.shape.reduce(1, *) }
    let batch = example.batch ?? training?.batchSize ?? 4
    self.batch = weights > Self.large ? min(batch, 4) : batch
    steps = weights > Self.large ? 2 : 50
    examples = try ExampleSet(madeUpFor: graph, losses: training?.losses ?? [], count: self.batch, seed: 1)

    try addPredictions()
    guard training != nil else { return }
    try addEvaluation()
    for isTraining in [false, true] { try addGradients(isTraining: isTraining) }
    try addTraining()
  }

  // MARK: What is computed

  /// Twice, since stateful layers go on from where they were.
  private mutating func addPredictions() throws {
    let executor = try executor(.inference)
    executor.prepare()
    for run in 1...2 {
      try bind(executor)
      executor.run(RunContext(seed: 1))
      for output in executor.plan.outputs {
        add("\(output.name), predicted by run \(run)", executor.floats(output.buffer))
      }
    }
  }

  private mutating func addEvaluation() throws {
    let executor = try executor(.evaluation)
    executor.prepare()
    try bind(executor)
    executor.run(RunContext(seed: 1))
    add("loss in evaluation", [executor.loss])
  }

  private mutating func addGradients(isTraining: Bool) throws {
    let executor = try executor(.gradient(isTraining: isTraining))
    try bind(executor)
    executor.run(RunContext(seed: 1))
    let mode = isTraining ? "in training" : "in inference"
    add("loss beside the gradients \(mode)", [executor.loss])
    for gradient in executor.plan.gradients.sorted(by: { $0.name < $1.name }) {
      add("gradient \(mode) of \(gradient.name)", executor.floats(gradient.buffer))
    }
  }

  private mutating func addTraining() throws {
    let executor = try executor(.training)
    let plan = executor.plan
    executor.initializeSlots()
    for step in 0..<steps {
      try bind(executor)
      executor.run(RunContext(iteration: step, learningRate: plan.learningRate.value(at: step), seed: 1))
      add("loss of step \(step)", [executor.loss])
    }
    for parameter in plan.parameters.sorted(by: { $0.name < $1.name }) {
      add("trained \(parameter.name)", executor.floats(parameter.buffer))
    }
    for slot in plan.slots.sorted(by: { $0.name < $1.name }) { add(slot.name, executor.floats(slot.buffer)) }
  }

  private mutating func add(_ name: String, _ values: some Sequence<Float>) {
    let bits = values.map { $0.bitPattern.littleEndian }
    parts.append(Part(name: name, digest: bits.withUnsafeBytes { SHA256.digest($0) }))
  }

  // MARK: What it is computed from

  /// A plan with its weights in place: the case's, and otherwise those that training would start from.
  private mutating func executor(_ purpose: PlanPurpose) throws -> Executor {
    let plan = try #require(try compilation.plan(batch: batch, purpose: purpose))
    let executor = try Executor(plan, pool: SharedThreadPool(threads: threads))
    executor.initializeParameters(seed: 1)
    for parameter in plan.parameters {
      guard let tensor = example.tensors["weights/\(parameter.name)"] else { continue }
      try write(tensor.floats(), to: executor.floats(parameter.buffer))
    }
    return executor
  }

  /// Writes inputs and targets: before every run, since a plan may reuse their memory.
  private func bind(_ executor: Executor) throws {
    let plan = executor.plan
    BatchExecutor(executor).load(examples, Array(0..<batch)[...])
    for (ports, kind) in [(plan.inputs, "input"), (plan.targets, "target")] {
      for port in ports {
        guard let tensor = example.tensors["\(kind)/\(port.name)"] else { continue }
        if port.type == .int32 {
          try write(tensor.int32s(), to: executor.integers(port.buffer))
        } else {
          try write(tensor.floats(), to: executor.floats(port.buffer))
        }
      }
    }
  }

  private func write<Element>(_ values: [Element], to buffer: UnsafeMutableBufferPointer<Element>) throws {
    try #require(values.count == buffer.count)
    _ = buffer.update(fromContentsOf: values)
  }
}
