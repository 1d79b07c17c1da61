import NNCCCompiler
import NNCCRuntime

/// Runs a plan in this process: the same kernel calls, in the same order, as generated code would make.
///
/// After `init` and `prepare`, nothing here allocates. One thread may use an executor at a time; executors
/// that share an arena (plans of one network for several batch sizes) count as one.
package final class Executor {
  package let plan: Plan
  package let arena: Arena
  private let pool: SharedThreadPool
  /// The plan's preparation and steps over addresses.
  private let preparation: [any RunnableOperation]
  private let operations: [any RunnableOperation]
  /// The memory of each buffer, by its index.
  private let memory: [UnsafeMutableBufferPointer<Float>]

  /// - Parameter arena: one to share with other plans of the same network; by default one of its own.
  /// - Throws: `Arena.OutOfMemory`.
  package init(_ plan: Plan, pool: SharedThreadPool, arena: Arena? = nil) throws {
    self.plan = plan
    self.pool = pool
    let arena = try arena ?? Arena(words: Self.words(plan))
    self.arena = arena
    memory = zip(plan.offsets, plan.buffers).map { offset, buffer in
      UnsafeMutableBufferPointer(start: arena.base + offset, count: buffer.words)
    }
    var placement = Placement(base: arena.base, offsets: plan.offsets)
    preparation = plan.preparation.map { $0.visit(with: &placement) }
    operations = plan.steps.map { $0.visit(with: &placement) }
  }

  /// What a plan's arena needs, in words.
  package static func words(_ plan: Plan) -> Int { (plan.memory.bytes + plan.memory.stagingBytes) / 4 }

  // MARK: Reading and writing

  /// The memory of a buffer.
  package func floats(_ buffer: BufferID) -> UnsafeMutableBufferPointer<Float> { memory[buffer.index] }

  /// Where a buffer lies, for elements of either type.
  package func address(_ buffer: BufferID) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(floats(buffer).baseAddress!)
  }

  /// The memory of a buffer of whole numbers.
  package func integers(_ buffer: BufferID) -> UnsafeMutableBufferPointer<Int32> {
    let floats = floats(buffer)
    return UnsafeMutableBufferPointer(
      start: UnsafeMutableRawPointer(floats.baseAddress!).assumingMemoryBound(to: Int32.self),
      count: floats.count)
  }

  /// Sets what stateful layers carry to 0, as where new sequences begin.
  package func zeroStates() {
    for state in plan.states { floats(state.buffer).update(repeating: 0) }
  }

  /// The total loss of the last run.
  package var loss: Float { plan.loss.map { floats($0)[0] } ?? .nan }

  // MARK: Running

  /// Packs the weights that stand in the parameters' buffers, as inference needs once after loading.
  ///
  /// - Parameter releasesWeights: gives back the memory of weights that were packed: they cannot be
  ///   loaded again after that.
  package func prepare(releasesWeights: Bool = false) {
    let machine = Kernels.Machine(pool.pool, RunContext())
    for operation in preparation { operation.run(on: machine) }
    if releasesWeights { arena.release(from: plan.memory.bytes / 4) }
  }

  /// Runs every step once.
  package func run(_ context: RunContext = RunContext()) {
    let machine = Kernels.Machine(pool.pool, context)
    for operation in operations { operation.run(on: machine) }
  }

  /// Runs every step once and adds the nanoseconds that each took to `nanoseconds`.
  package func run(_ context: RunContext, timing nanoseconds: inout [UInt64]) {
    let machine = Kernels.Machine(pool.pool, context)
    for (index, operation) in operations.enumerated() {
      let start = Clock.nanoseconds()
      operation.run(on: machine)
      nanoseconds[index] += Clock.nanoseconds() - start
    }
  }

  /// Runs the steps one by one until `stop`, which is given each step's index once it has run, returns true.
  ///
  /// - Returns: the step it stopped after; nil if all of them ran.
  package func run(_ context: RunContext, until stop: (Int) -> Bool) -> Int? {
    operations.indices.first { index in
      runStep(index, context)
      return stop(index)
    }
  }

  /// Runs one step alone.
  package func runStep(_ index: Int, _ context: RunContext) {
    operations[index].run(on: Kernels.Machine(pool.pool, context))
  }
}

/// Gives the operands of a plan's steps their addresses in an arena.
private struct Placement: OperationVisitor {
  typealias Source = BufferID
  typealias Place = Floats
  typealias Result = any RunnableOperation

  let base: Floats
  /// Of each buffer, in words from the base.
  let offsets: [Int]

  func operand(_ buffer: BufferID, _ label: String?, _ role: OperandRole, _ type: OperandType) -> Floats {
    base + offsets[buffer.index]
  }

  func visit(_ operation: some RunnableOperation) -> any RunnableOperation { operation }
}
