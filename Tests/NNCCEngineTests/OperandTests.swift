import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// What operations say of their operands is what their kernels do, step by step through the plans of all fixtures.
///
/// The memory planner lays buffers over each other by what operations say, and the verifier believes it; so here each
/// kernel is held against it: with garbage in every word that it does not say it reads, it writes the same bits, all of
/// what it says it writes, and nothing else.
@Suite struct OperandTests {
  /// The kinds of operation that there are, as `OperationVisitor` lists them.
  private static func kinds() throws -> Set<String> {
    let source = URL(filePath: #filePath).appending(path: "../../../Sources/NNCCRuntime/Operations/Operation.swift")
    let text = try String(contentsOf: source.standardized, encoding: .utf8)
    let kinds = text.matches(of: /visit\(_ operation: Kernels\.(\w+)</)
    return Set(kinds.map { String($0.1) })
  }

  @Test func kernelsDoWhatTheirOperandsSay() throws {
    var met: Set<String> = []
    let files =
      KerasConformanceTests.cases.map { KerasConformanceTests.folder.appending(path: $0) }
      + RecurrentConformanceTests.cases.map { RecurrentConformanceTests.folder.appending(path: $0) }
    for file in files {
      let fixture = try KerasFixture(WeightFile(path: file.path))
      for purpose in fixture.purposes {
        let executor = try fixture.executor(purpose, SharedThreadPool(threads: 2))
        for slot in executor.plan.slots { executor.floats(slot.buffer).update(repeating: slot.initialValue) }
        executor.prepare()
        for index in executor.plan.steps.indices {
          let step = executor.plan.steps[index]
          met.insert(step.call.name)
          let faults = executor.faults(ofStep: index)
          #expect(
            faults.isEmpty, "\(file.lastPathComponent), \(purpose), step \(index) \(step.name): \(faults.first ?? "")")
        }
        met.formUnion(executor.plan.preparation.map(\.call.name))
      }
    }
    #expect(try Self.kinds().subtracting(met).isEmpty, "no fixture runs these")
  }
}

extension KerasFixture {
  fileprivate var purposes: [PlanPurpose] {
    training == nil ? [.inference] : [.inference, .evaluation, .training, .gradient(isTraining: true)]
  }
}

extension Executor {
  private static let context = RunContext(iteration: 1, learningRate: 0.01, seed: 3)

  /// Runs one step, as well as with other garbage in the words that it does not read, and says where it does other
  /// than its operands say.
  fileprivate func faults(ofStep index: Int) -> [String] {
    let operands = plan.steps[index].operands
    let memory = UnsafeMutableBufferPointer(start: arena.base, count: plan.memory.bytes / 4)
    let before = Array(memory)
    var isRead = Array(repeating: false, count: memory.count)
    var isWritten = isRead
    for word in operands.reads.flatMap(words) { isRead[word] = true }
    for word in operands.writes.flatMap(words) { isWritten[word] = true }
    var faults: [String] = []
    let garbage = [Float(bitPattern: 0x7fc0_1234), 1.5]
    let outcomes = garbage.map { garbage in
      for word in memory.indices { memory[word] = isRead[word] ? before[word] : garbage }
      let given = Array(memory)
      runStep(index, Self.context)
      for word in memory.indices
      where !isWritten[word] && memory[word].bitPattern != given[word].bitPattern {
        faults.append("writes word \(word), which is none of its results'")
        break
      }
      return Array(memory)
    }
    for id in operands.results {
      let differing = words(id).filter { outcomes[0][$0].bitPattern != outcomes[1][$0].bitPattern }
      // What a step leaves of its result, as the first part of several, later ones must write.
      let isLeft = differing.allSatisfy { word in
        zip(outcomes, garbage).allSatisfy { $0[word].bitPattern == $1.bitPattern }
      }
      let isWrittenLater = plan.steps[(index + 1)...].contains { later in
        later.reads.contains(id) && later.writes.contains(id)
      }
      if !differing.isEmpty, !isLeft || !isWrittenLater {
        faults.append("word \(differing[0]) of a result depends on what it does not read, or is not written")
      }
    }
    _ = memory.update(fromContentsOf: before)
    runStep(index, Self.context)
    return faults
  }

  private func words(_ id: BufferID) -> Range<Int> {
    let first = plan.offsets[id.index]
    return first..<first + plan.buffers[id.index].words
  }
}
