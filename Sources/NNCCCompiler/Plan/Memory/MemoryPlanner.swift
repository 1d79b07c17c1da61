import NNCCRuntime

/// Gives every buffer its place in one arena.
///
/// What lives between runs comes first, in the program's order, so that plans of one network for other
/// batch sizes find it at the same offsets. The rest shares memory: buffers whose lifetimes overlap never
/// share a word; the others may. Larger ones are placed first, each at the lowest offset free over its
/// whole life (greedy by size).
struct MemoryPlanner {
  /// Offsets are multiples of 16 words, 64 bytes: a cache line, and the widest vector.
  static let alignment = 16

  /// Where everything lies, in words.
  struct Layout {
    var offsets: [Int]
    /// Of what lives between runs; it lies in front.
    var persistentWords: Int
    var totalWords: Int
    /// Of weights that only the preparation reads, behind everything else: memory that can be given back
    /// once they are packed.
    var stagingWords: Int
    /// What the arena would take if every buffer had a place of its own.
    var unsharedWords: Int
    /// The most words alive at once: no arena can be smaller.
    var lowerBoundWords: Int
  }

  /// The steps, the first and the last, between which a buffer holds something.
  struct Lifetime: Sendable, Hashable {
    var first: Int
    var last: Int

    func overlaps(_ other: Lifetime) -> Bool { first <= other.last && other.first <= last }
  }

  /// Buffers that share one place, each taking it over from the one before.
  private struct Block {
    var members: [Int]
    var words: Int
    var lifetime: Lifetime
    var offset = 0
  }

  static func layout(_ program: Program, sharesMemory: Bool = true) -> Layout {
    var offsets = Array(repeating: 0, count: program.buffers.count)
    var next = 0
    let staged = staged(program)
    // States grow with the batch, so that they come last.
    for holdsState in [false, true] {
      for (index, buffer) in program.buffers.enumerated()
      where isPersistent(buffer, program) && !staged.contains(index) && (buffer.role == .state) == holdsState {
        offsets[index] = next
        next += aligned(buffer.words)
      }
    }
    let persistentWords = next

    var blocks = blocks(of: program, sharesMemory: sharesMemory)
    let order = blocks.indices.sorted {
      (blocks[$0].words, blocks[$1].lifetime.first, $1) > (blocks[$1].words, blocks[$0].lifetime.first, $0)
    }
    var occupancy = Occupancy(steps: -1...program.steps.count)
    for index in order {
      let block = blocks[index]
      let offset = occupancy.firstFit(block.words, from: persistentWords, during: block.lifetime)
      occupancy.take(offset..<offset + block.words, during: block.lifetime)
      blocks[index].offset = offset
    }
    for block in blocks { for member in block.members { offsets[member] = block.offset } }
    let totalWords = pageAligned(blocks.reduce(persistentWords) { max($0, $1.offset + $1.words) })
    next = totalWords
    for index in program.buffers.indices where staged.contains(index) {
      offsets[index] = next
      next += aligned(program.buffers[index].words)
    }
    return Layout(
      offsets: offsets, persistentWords: persistentWords, totalWords: totalWords,
      stagingWords: next - totalWords,
      unsharedWords: Self.blocks(of: program, sharesMemory: false)
        .reduce(persistentWords + next - totalWords) { $0 + $1.words },
      lowerBoundWords: persistentWords + peak(blocks))
  }

  /// Whole pages, so that what lies behind can be given back.
  static func pageAligned(_ words: Int) -> Int { (words + 1023) / 1024 * 1024 }

  /// Parameters that no step reads, only the preparation.
  static func staged(_ program: Program) -> Set<Int> {
    guard !program.preparation.isEmpty else { return [] }
    var staged = Set(program.preparation.flatMap(\.reads).map(\.index))
    for step in program.steps { staged.subtract(step.reads.map(\.index)) }
    return staged.filter { program.buffers[$0].role == .parameter }
  }

  static func aligned(_ words: Int) -> Int { (words + alignment - 1) / alignment * alignment }

  /// Parameters, slots and states live on; so does a weight packed at load.
  static func isPersistent(_ buffer: Buffer, _ program: Program) -> Bool {
    switch buffer.role {
    case .parameter, .slot, .state: true
    case .packed: !program.preparation.isEmpty
    default: false
    }
  }

  /// The lifetime of every buffer: from where it is first written to where it is last used. Inputs and
  /// targets are written before the first step; results are read after the last one.
  static func lifetimes(_ program: Program) -> [Lifetime?] {
    var lifetimes: [Lifetime?] = Array(repeating: nil, count: program.buffers.count)
    for (index, buffer) in program.buffers.enumerated() where buffer.role == .input || buffer.role == .target {
      lifetimes[index] = Lifetime(first: -1, last: -1)
    }
    for (position, step) in program.steps.enumerated() {
      let operands = step.operands
      for id in operands.reads + operands.writes {
        lifetimes[id.index] = Lifetime(first: lifetimes[id.index]?.first ?? position, last: position)
      }
    }
    for id in program.results { lifetimes[id.index]?.last = program.steps.count }
    return lifetimes
  }

  private static func blocks(of program: Program, sharesMemory: Bool) -> [Block] {
    var lifetimes = lifetimes(program)
    if !sharesMemory {
      let always = Lifetime(first: -1, last: program.steps.count)
      lifetimes = lifetimes.map { $0.map { _ in always } }
    }
    var blocks: [Block] = []
    var blockOf: [Int: Int] = [:]
    for (index, buffer) in program.buffers.enumerated() where !isPersistent(buffer, program) {
      guard let lifetime = lifetimes[index] else { continue }
      blockOf[index] = blocks.count
      blocks.append(Block(members: [index], words: aligned(buffer.words), lifetime: lifetime))
    }
    // A step may write over what it reads where that dies with it.
    for (position, step) in program.steps.enumerated() {
      let operands = step.operands
      guard let (source, result) = operands.sharing.map({ ($0.source, $0.result) }), source != result,
        let from = blockOf[source.index], let to = blockOf[result.index], from != to,
        lifetimes[source.index]?.last == position, lifetimes[result.index]?.first == position,
        program[source].words == program[result].words,
        operands.reads.count(where: { $0 == source }) == 1
      else { continue }
      blocks[from].lifetime.last = blocks[to].lifetime.last
      for member in blocks[to].members { blockOf[member] = from }
      blocks[from].members += blocks[to].members
      blocks[to].members = []
      blocks[to].words = 0
    }
    return blocks.filter { !$0.members.isEmpty }
  }

  private static func peak(_ blocks: [Block]) -> Int {
    var changes: [Int: Int] = [:]
    for block in blocks {
      changes[block.lifetime.first, default: 0] += block.words
      changes[block.lifetime.last + 1, default: 0] -= block.words
    }
    var alive = 0
    var most = 0
    for (_, change) in changes.sorted(by: { $0.key < $1.key }) {
      alive += change
      most = max(most, alive)
    }
    return most
  }
}
