/// Several plans of one network in one arena: what lives between runs has one place for all of them, and the rest of
/// each lies behind it in the same memory, since one plan runs at a time.
struct SharedLayout {
  /// Of each plan's buffers, in words from the arena's start.
  private(set) var offsets: [[Int]] = []
  /// Words of the arena while it runs.
  private(set) var words = 0
  /// Behind them, of weights that only the preparation of every plan reads.
  private(set) var stagingWords = 0

  /// What makes buffers of two plans the same.
  private struct Key: Hashable {
    var name: String
    var words: Int
    /// Of states alone.
    var stream: Stream?
    /// Among those of the plan that are called so.
    var number: Int
  }

  /// Calls that go on from where the one before ended: each kind has states of its own, so that none disturbs another.
  enum Stream: Hashable {
    /// Steps of training, and the gradients of what they would do.
    case training
    case evaluation
    /// Predictions for so many sequences, whole or step by step.
    case inference(sequences: Int)

    init(_ plan: Plan) {
      self =
        switch plan.purpose {
        case .training, .gradient: .training
        case .evaluation: .evaluation
        case .inference: .inference(sequences: plan.batch)
        }
    }
  }

  init(_ plans: [Plan]) {
    let keys = plans.map(Self.residentKeys)
    var staged: Set<Key> = []
    var resident: Set<Key> = []
    for (plan, keys) in zip(plans, keys) {
      let isStaged = MemoryPlanner.staged(Self.program(of: plan))
      for (index, key) in keys { if isStaged.contains(index) { staged.insert(key) } else { resident.insert(key) } }
    }
    staged.subtract(resident)

    var places: [Key: Int] = [:]
    var next = 0
    func place(_ wanted: Set<Key>, _ roles: [Buffer.Role]) {
      for role in roles {
        for (plan, keys) in zip(plans, keys) {
          for (index, key) in keys
          where plan.buffers[index].role == role && wanted.contains(key) && places[key] == nil {
            places[key] = next
            next += MemoryPlanner.aligned(key.words)
          }
        }
      }
    }
    place(resident, [.parameter, .slot, .packed, .state])
    let residentWords = next
    let transientWords = plans.map { ($0.memory.bytes - $0.memory.persistentBytes) / 4 }.max() ?? 0
    words = MemoryPlanner.pageAligned(residentWords + transientWords)
    next = words
    place(staged, [.parameter])
    stagingWords = next - words

    offsets = zip(plans, keys).map { plan, keys in
      var offsets = plan.offsets.map { $0 - plan.memory.persistentBytes / 4 + residentWords }
      for (index, key) in keys { offsets[index] = places[key] ?? 0 }
      return offsets
    }
  }

  private static func program(of plan: Plan) -> Program {
    Program(buffers: plan.buffers, preparation: plan.preparation, steps: plan.steps)
  }

  /// The buffers that live between runs, in the plan's order.
  private static func residentKeys(_ plan: Plan) -> [(index: Int, key: Key)] {
    let program = program(of: plan)
    var counts: [Key: Int] = [:]
    return plan.buffers.enumerated().compactMap { index, buffer in
      guard MemoryPlanner.isPersistent(buffer, program) else { return nil }
      var key = Key(
        name: buffer.name, words: buffer.words, stream: buffer.role == .state ? Stream(plan) : nil, number: 0)
      let number = counts[key, default: 0]
      counts[key] = number + 1
      key.number = number
      return (index, key)
    }
  }
}
