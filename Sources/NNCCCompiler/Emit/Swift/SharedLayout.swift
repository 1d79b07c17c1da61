import NNCCRuntime

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
  private enum Key: Hashable {
    /// By its name in weight files and checkpoints, which is one of the network's.
    case parameter(String)
    case slot(String)
    case state(String, Stream)
    case packed(parameter: String, PackLayout)
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
      let isStaged = MemoryPlanner.staged(plan.program)
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
            next += MemoryPlanner.aligned(plan.buffers[index].words)
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

  /// The buffers that live between runs, in the plan's order.
  private static func residentKeys(_ plan: Plan) -> [(index: Int, key: Key)] {
    let program = plan.program
    let producers = program.producers
    return plan.buffers.enumerated().compactMap { index, buffer in
      guard MemoryPlanner.isPersistent(buffer, program) else { return nil }
      switch buffer.role {
      case .parameter: return (index, .parameter(buffer.name))
      case .slot: return (index, .slot(buffer.name))
      case .state: return (index, .state(buffer.name, Stream(plan)))
      case .packed:
        // One that nothing reads was packed by no step.
        guard let pack = producers[BufferID(index: index)] as? Pack else { return nil }
        return (index, .packed(parameter: program[pack.matrix].name, pack.layout))
      case .input, .target, .value, .gradient, .scalar, .scratch: return nil
      }
    }
  }

  /// The invariants of the shared arena, checked in tests: each plan's own, and that no plan writes what it does not
  /// know of over what another keeps between runs.
  func verify(_ plans: [Plan]) throws {
    var residents: [Range<Int>: String] = [:]
    for (plan, offsets) in zip(plans, offsets) {
      for (index, _) in Self.residentKeys(plan) where offsets[index] < words {
        let place = offsets[index]..<offsets[index] + plan.buffers[index].words
        for (other, name) in residents where other != place && other.overlaps(place) {
          throw InternalError("'\(plan.buffers[index].name)' and '\(name)' share memory that lives between runs")
        }
        residents[place] = plan.buffers[index].name
      }
    }
    for (plan, offsets) in zip(plans, offsets) {
      let program = plan.program
      let own = Set(Self.residentKeys(plan).map(\.index))
      for (index, lifetime) in MemoryPlanner.lifetimes(program).enumerated()
      where lifetime != nil && !own.contains(index) {
        let place = offsets[index]..<offsets[index] + plan.buffers[index].words
        if place.upperBound > words { throw InternalError("'\(plan.buffers[index].name)' lies outside the arena") }
        if let name = residents.first(where: { $0.key.overlaps(place) })?.value {
          throw InternalError("'\(plan.buffers[index].name)' lies over '\(name)', which lives between runs")
        }
      }
      try verifyPlaces(program, offsets: offsets, words: words + stagingWords)
    }
  }
}
