import NNCCCompiler
import NNCCRuntime

/// A text model that reads one character after the other, its state carried from each to the next.
package final class TokenStepper {
  package let executor: Executor
  private let input: UnsafeMutablePointer<Int32>
  private let output: BufferID

  /// - Parameters:
  ///   - plan: for inference, of one time step and one example: its input is one number.
  ///   - output: which of the plan's outputs gives the scores of the next character.
  /// - Throws: `Arena.OutOfMemory`, `InternalError`.
  package init(_ plan: Plan, output: Int = 0, pool: SharedThreadPool) throws {
    guard plan.inputs.count == 1, plan.inputs[0].type == .int32, plan.inputs[0].shape.allSatisfy({ $0 == 1 }) else {
      throw InternalError("a plan of one time step reads \(plan.inputs.map(\.shape))")
    }
    executor = try Executor(plan, pool: pool)
    input = executor.integers(plan.inputs[0].buffer).baseAddress!
    self.output = plan.outputs[output].buffer
  }

  /// Forgets what was read.
  package func reset() { executor.zeroStates() }

  /// Reads a character, and returns a score for each that may follow, valid until the next one is read.
  package func read(_ number: Int32) -> UnsafeMutableBufferPointer<Float> {
    input.pointee = number
    executor.run()
    return executor.floats(output)
  }
}
