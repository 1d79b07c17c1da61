import NNCCRuntime

/// The invariants of a program, checked after each pass in tests:
///
/// - every buffer that a step reads was written before: by a step, by the preparation or from outside;
/// - no step writes an input, a target or, before the updates, a parameter; only a copy writes a state;
/// - no step writes the same buffer twice, nor reads its own workspace;
/// - what a step takes a buffer's elements for is what they are.
func verify(_ program: Program, stage: String) throws {
  var written: Set<BufferID> = []
  for (index, buffer) in program.buffers.enumerated() {
    switch buffer.role {
    case .input, .target, .parameter, .slot, .state: written.insert(BufferID(index: index))
    default: break
    }
  }
  for step in program.preparation + program.steps {
    let operands = step.operands
    let (reads, writes) = (Set(operands.reads), operands.writes)
    func fail(_ what: String, _ id: BufferID) throws -> Never {
      throw InternalError("after \(stage), step '\(step.name)' \(what) '\(program[id].name)'")
    }
    for id in reads where !written.contains(id) { try fail("reads what nothing wrote:", id) }
    for (id, type) in operands.types where program[id].type != type { try fail("takes for \(type)", id) }
    if Set(writes).count != writes.count { try fail("writes twice to", writes[0]) }
    for id in writes {
      switch program[id].role {
      case .input, .target: try fail("writes", id)
      case .parameter, .slot: if !(step is Update || step is Constrain) { try fail("writes", id) }
      case .state: if !(step is CopyBlocks) { try fail("writes", id) }
      case .scratch: if reads.contains(id) { try fail("reads its own workspace", id) }
      default: break
      }
    }
    if let sharing = operands.sharing {
      if !reads.contains(sharing.source) { try fail("offers to overwrite what it does not read:", sharing.source) }
      if !writes.contains(sharing.result) { try fail("offers a place to what it does not write:", sharing.result) }
    }
    written.formUnion(writes)
  }
  for id in program.results where !written.contains(id) {
    throw InternalError("after \(stage), nothing writes the result '\(program[id].name)'")
  }
}

/// The invariant of the arena: two buffers that hold something at the same time share no word, except
/// where a step writes over what it is the last to read.
func verifyPlaces(_ program: Program, offsets: [Int], words: Int) throws {
  let lifetimes = MemoryPlanner.lifetimes(program)
  var takesOver: Set<[Int]> = []
  for step in program.steps {
    if let sharing = step.operands.sharing { takesOver.insert([sharing.source.index, sharing.result.index]) }
  }
  struct Placed {
    var index: Int
    var start: Int
    var end: Int
    var lifetime: MemoryPlanner.Lifetime
  }
  var placed: [Placed] = []
  for (index, buffer) in program.buffers.enumerated() {
    let isPersistent = MemoryPlanner.isPersistent(buffer, program)
    guard isPersistent || lifetimes[index] != nil else { continue }
    let start = offsets[index]
    placed.append(
      Placed(
        index: index, start: start, end: start + buffer.words,
        lifetime: isPersistent ? .init(first: .min, last: .max) : lifetimes[index]!))
    if start % MemoryPlanner.alignment != 0 || start < 0 || start + buffer.words > words {
      throw InternalError("'\(buffer.name)' lies outside the arena or out of alignment")
    }
  }
  placed.sort { $0.start < $1.start }
  for (position, a) in placed.enumerated() {
    for b in placed[(position + 1)...] {
      if b.start >= a.end { break }
      guard a.lifetime.overlaps(b.lifetime) else { continue }
      let (early, late) = a.lifetime.first <= b.lifetime.first ? (a, b) : (b, a)
      let isTakenOver =
        early.lifetime.last == late.lifetime.first && early.start == late.start
        && takesOver.contains([early.index, late.index])
      if !isTakenOver {
        throw InternalError(
          "'\(program.buffers[a.index].name)' and '\(program.buffers[b.index].name)' share memory while both live"
        )
      }
    }
  }
}
