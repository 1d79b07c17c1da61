import NNCCRuntime

/// What `nncc compile -o` is asked for.
package struct GenerationOptions: Sendable {
  /// Leave out all that training needs.
  package var inferenceOnly = false
  /// Examples of a batch; nil for the spec's, or one where it has no `train:`.
  package var batch: Int?
  package var memoryLimit = Int.max
  /// Whether the plans and the arena that they share are checked, as tests do.
  package var verifiesEach = false

  package init() {}
}

/// A network as the plans that its generated code is made of.
struct GeneratedModel {
  let graph: Graph
  let training: Training?
  /// What the spec says of its data, which nncc does to files and an app to its arrays.
  let data: Options?
  let sources: SourceMap
  let typeName: String
  let batch: Int
  private(set) var inference: PlacedPlan
  /// Its calls, for one example or a batch, by `rows`; nil where the two differ in more than that.
  private(set) var inferenceInRows: [KernelCall]?
  /// Then, the plan for one.
  private(set) var one: PlacedPlan?
  /// One time step of one sequence, of a network whose layers carry their state.
  private(set) var timeStep: PlacedPlan?
  private(set) var trained: Trained?
  /// Of the arena.
  let words: Int
  let stagingWords: Int

  /// The plans of a network that learns.
  struct Trained {
    var evaluation: PlacedPlan
    var gradient: PlacedPlan
    var step: PlacedPlan
  }

  /// A plan with the places that its buffers have in the shared arena.
  struct PlacedPlan {
    var plan: Plan
    var offsets: [Int] = []

    func offset(_ buffer: BufferID) -> Int { offsets[buffer.index] }
  }

  init(
    _ graph: Graph, training: Training?, data: Options?, sources: SourceMap, one: Plan, batch: Plan?, timeStep: Plan?,
    trained: [Plan], verifiesEach: Bool
  ) throws {
    self.graph = graph
    self.training = training
    self.data = data
    self.sources = sources
    typeName = Identifiers.typeName(graph.typeName)
    let inference = batch ?? one
    self.batch = inference.batch
    let inRows = zip(one.steps, inference.steps).compactMap {
      KernelCall.inRows(one: $0.call, batch: $1.call, count: inference.batch)
    }
    // The state of one sequence is none of the batch's.
    let needsOne =
      inRows.count < max(one.steps.count, inference.steps.count) || inference.batch > 1 && !inference.states.isEmpty
    if !needsOne { inferenceInRows = inRows }
    let further = [needsOne ? one : nil, timeStep].compactMap { $0 }
    let plans = [inference] + trained + further
    let layout = SharedLayout(plans)
    if verifiesEach { try layout.verify(plans) }
    words = layout.words
    stagingWords = layout.stagingWords
    let placed = zip(plans, layout.offsets).map { PlacedPlan(plan: $0, offsets: $1) }
    self.inference = placed[0]
    if trained.count == 3 {
      self.trained = Trained(evaluation: placed[1], gradient: placed[2], step: placed[3])
    }
    if needsOne { self.one = placed[1 + trained.count] }
    if timeStep != nil { self.timeStep = placed[placed.count - 1] }
  }

  var isTrainable: Bool { trained != nil }

  /// Every plan, the one with all that lives between runs first.
  var plans: [PlacedPlan] {
    (trained.map { [$0.step, $0.gradient, $0.evaluation] } ?? []) + [inference] + [one, timeStep].compactMap { $0 }
  }

  /// Whether a buffer has one place for all plans.
  static func livesOn(_ buffer: Buffer, in plan: Plan) -> Bool {
    switch buffer.role {
    case .parameter, .state: true
    case .packed: !plan.preparation.isEmpty
    default: false
    }
  }

  /// What lives between runs and steps name.
  var members: Members {
    var places: [Int: String] = [:]
    for placed in plans {
      for step in placed.plan.preparation + placed.plan.steps {
        for (id, _) in step.call.buffers where Self.livesOn(placed.plan.buffers[id.index], in: placed.plan) {
          let buffer = placed.plan.buffers[id.index]
          places[placed.offset(id)] =
            (buffer.role == .state ? statePrefix(placed.plan) : "") + Identifiers.short(buffer.name)
        }
      }
    }
    return Members(places: places, known: training.map { [$0.optimizer.literal: "Self.optimizer"] } ?? [:])
  }

  /// What the name of a state begins with, by the calls that carry it.
  private func statePrefix(_ plan: Plan) -> String {
    switch SharedLayout.Stream(plan) {
    case .training: "training_"
    case .evaluation: "evaluation_"
    case .inference(sequences: 1) where batch > 1: "single_"
    case .inference: ""
    }
  }

  /// The statements of a plan.
  func body(_ placed: PlacedPlan, _ members: Members, calls: [KernelCall], parameters: [String]) -> PlanBody {
    PlanBody(
      placed.plan, offsets: placed.offsets, sources: sources, members: members, calls: calls, parameters: parameters)
  }
}

extension Compilation {
  /// The network as Swift source: one file, the same bytes for the same spec and options.
  ///
  /// - Returns: nil after adding diagnostics, such as one that a plan takes too much memory.
  package mutating func swiftSource(_ options: GenerationOptions) throws -> String? {
    try generatedModel(options)?.source
  }

  /// An extension of that type which runs all of it on given examples, to be held against what the same plans give
  /// where nncc runs them.
  package mutating func swiftCheckSource(_ options: GenerationOptions) throws -> String? {
    try generatedModel(options)?.checkSource
  }

  /// All calls that the source makes.
  package mutating func swiftCalls(_ options: GenerationOptions) throws -> [KernelCall] {
    guard let model = try generatedModel(options) else { return [] }
    return model.plans.flatMap { $0.plan.preparation + $0.plan.steps }.map(\.call)
  }

  private mutating func generatedModel(_ options: GenerationOptions) throws -> GeneratedModel? {
    guard isValid, let graph else { return nil }
    let batch = options.batch ?? training?.batchSize ?? 1
    let purposes: [PlanPurpose] =
      training == nil || options.inferenceOnly ? [] : [.evaluation, .gradient(isTraining: false), .training]
    func plan(_ batch: Int, _ purpose: PlanPurpose, _ compilation: inout Compilation) throws -> Plan? {
      try compilation.plan(
        batch: batch, purpose: purpose,
        PlanOptions(
          returnsOutputs: purpose == .inference, memoryLimit: options.memoryLimit, verifiesEach: options.verifiesEach))
    }
    guard let one = try plan(1, .inference, &self), let whole = try plan(batch, .inference, &self) else { return nil }
    var trained: [Plan] = []
    for purpose in purposes {
      guard let plan = try plan(batch, purpose, &self) else { return nil }
      trained.append(plan)
    }
    let timeStep = try generatedTimeStep?.inferencePlan(options)
    let model = try GeneratedModel(
      graph, training: purposes.isEmpty ? nil : training, data: spec?.data, sources: sources, one: one,
      batch: batch > 1 ? whole : nil, timeStep: timeStep, trained: trained,
      verifiesEach: options.verifiesEach)
    try model.checkSlots()
    return model
  }

  /// The network for one step at a time, which the generated `step` runs; nil where there is no such method: where no
  /// layer carries its state, or one cannot be run step by step, such as one that reads sequences backward.
  package var generatedTimeStep: Compilation? {
    guard graph?.isStateful == true else { return nil }
    var copy = self
    return copy.singleStep()
  }

  /// The plan for one example.
  private func inferencePlan(_ options: GenerationOptions) throws -> Plan? {
    var copy = self
    return try copy.plan(batch: 1, purpose: .inference, PlanOptions(memoryLimit: options.memoryLimit))
  }

  /// The generated type's name.
  package var swiftTypeName: String? { graph.map { Identifiers.typeName($0.typeName) } }
}
