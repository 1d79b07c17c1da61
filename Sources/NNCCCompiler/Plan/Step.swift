import NNCCRuntime

/// One kernel call of a plan: what it reads and writes, the rule of its gradient, and the call itself.
///
/// The fast call, its text in generated code and the reference stand side by side in each step's file, so that
/// every way to run a plan runs the same step.
package protocol Step: Sendable {
  /// The kernel's name, as printed plans show it.
  var name: String { get }
  /// Buffers read, in the order printed.
  var reads: [BufferID] { get }
  /// Buffers written: results first, then workspace.
  var writes: [BufferID] { get }
  /// Sizes and options for printed plans, such as `128×784·512, relu`.
  var details: String { get }
  /// Of `reads`, the one whose memory the first of `writes` may take over, if nobody needs it later.
  var overwritable: BufferID? { get }

  /// Appends the steps that turn the gradient of what this step writes into the gradients of what it reads.
  func appendGradient(to program: inout GradientBuilder) throws

  func run(on machine: Machine)
  /// The call that `run` makes, as generated Swift writes it.
  var call: KernelCall { get }
  func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>)
}

extension Step {
  package var details: String { "" }
  package var overwritable: BufferID? { nil }

  /// Steps that only backward passes and updates are made of are not differentiated again.
  package func appendGradient(to program: inout GradientBuilder) throws {
    throw InternalError("a \(name) step has no gradient rule")
  }
}

/// What changes from run to run, though the plan stays.
package struct RunContext: Sendable {
  /// Steps of training done before this one.
  package var iteration: Int
  /// The learning rate of this step, by its schedule.
  package var learningRate: Float
  /// `train.seed`.
  package var seed: UInt64

  package init(iteration: Int = 0, learningRate: Float = 0, seed: UInt64 = 0) {
    self.iteration = iteration
    self.learningRate = learningRate
    self.seed = seed
  }
}

/// What the fast kernels of a plan run on: an arena, and where each buffer lies in it.
package struct Machine {
  let base: UnsafeMutablePointer<Float>
  let offsets: UnsafePointer<Int>
  let threads: SharedThreadPool
  let context: RunContext

  /// - Parameters:
  ///   - base: the arena, 64-byte aligned
  ///   - offsets: of each buffer, in words from the base
  package init(
    base: UnsafeMutablePointer<Float>, offsets: UnsafePointer<Int>, threads: SharedThreadPool, context: RunContext
  ) {
    self.base = base
    self.offsets = offsets
    self.threads = threads
    self.context = context
  }

  package subscript(_ id: BufferID) -> UnsafeMutablePointer<Float> { base + offsets[id.index] }

  subscript(optional id: BufferID?) -> UnsafeMutablePointer<Float>? { id.map { base + offsets[$0.index] } }

  /// A buffer of whole numbers.
  func integers(_ id: BufferID) -> UnsafeMutablePointer<Int32> { self[id].integers }
}

/// The same for the reference kernels: every word is one `Scalar`, whole numbers among them.
package struct ReferenceMachine<Scalar: ReferenceScalar> {
  let base: UnsafeMutablePointer<Scalar>
  let offsets: UnsafePointer<Int>
  let context: RunContext

  package init(base: UnsafeMutablePointer<Scalar>, offsets: UnsafePointer<Int>, context: RunContext) {
    self.base = base
    self.offsets = offsets
    self.context = context
  }

  package subscript(_ id: BufferID) -> UnsafeMutablePointer<Scalar> { base + offsets[id.index] }

  subscript(optional id: BufferID?) -> UnsafeMutablePointer<Scalar>? { id.map { base + offsets[$0.index] } }
}
