import NNCCCompiler
import NNCCRuntime

/// Derivatives of a loss by running the forward steps of a plan, in Double, with parameters a little changed.
package struct FiniteDifferences {
  /// Relative errors of one parameter's gradient.
  package struct Errors {
    /// The largest along dense random directions, relative to what a gradient of that norm gives on average.
    var direction = 0.0
    /// The largest of single elements, relative to the largest element; nil where none was tried.
    var element: Double?
  }

  /// How far to go, as a length in the space of the parameter; the better of two guards against kinks
  /// on the way and against rounding.
  private static let stepSizes = [1e-5, 1e-6, 1e-4]
  /// Rounds of one direction and one element for each parameter.
  private static let rounds = 4
  /// The first round's directions are all tried; whatever comes after them, only as long as there is time.
  private static let nanoseconds: UInt64 = 10_000_000_000

  private let executor: ReferenceExecutor<Double>
  private let examples: ExampleSet
  private let context: RunContext

  /// - Parameter plan: one for gradients, of which the steps up to the loss are run.
  package init(_ plan: Plan, parametersOf source: Executor, examples: ExampleSet, context: RunContext) {
    var forward = plan
    let last = plan.steps.firstIndex { $0.writes.first == plan.loss } ?? plan.steps.count - 1
    forward.steps = Array(plan.steps[...last])
    executor = ReferenceExecutor(forward)
    executor.copyParameters(from: source)
    self.examples = examples
    self.context = context
  }

  /// Holds gradients, in the order of the plan's, against differences of the loss.
  ///
  /// - Parameter tolerance: an error well below it is not looked into with other step sizes.
  package func errors(of gradients: [[Double]], tolerance: Double) -> [Errors] {
    let deadline = Clock.nanoseconds() + Self.nanoseconds
    let parameters = executor.plan.gradients.map { gradient in
      executor.plan.parameters.first { $0.name == gradient.name }
    }
    // A gradient that is 0 by the mathematics is held against the others, not against its own rounding.
    let norms = gradients.map { norm($0) / Double(max(1, $0.count)).squareRoot() }
    let floor = max(1e-6 * (norms.max() ?? 0), .leastNormalMagnitude)
    var errors = Array(repeating: Errors(), count: gradients.count)
    for round in 0..<Self.rounds {
      for (index, parameter) in parameters.enumerated() {
        guard let parameter else { continue }
        if round > 0, Clock.nanoseconds() > deadline { return errors }
        let gradient = gradients[index]
        let key = RandomKey(seed: context.seed, purpose: .data, index: index)
        let direction = Self.direction(count: gradient.count, key, round)
        let slope = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
        let scale = max(norms[index], floor)
        let error = smallestError(of: slope, scale: scale, accepting: tolerance / 100) { size in
          derivative(parameter.buffer, size) { values, distance in
            for element in values.indices { values[element] += distance * direction[element] }
          }
        }
        errors[index].direction = max(errors[index].direction, error)

        if Clock.nanoseconds() > deadline { continue }
        let element =
          round == 0 ? indexOfLargest(gradient) : key.number(below: gradient.count, at: round, step: 0)
        let largest = max(abs(gradient[indexOfLargest(gradient)]), floor)
        let elementError = smallestError(of: gradient[element], scale: largest, accepting: tolerance / 100) {
          size in
          derivative(parameter.buffer, size) { $0[element] += $1 }
        }
        errors[index].element = max(errors[index].element ?? 0, elementError)
      }
    }
    return errors
  }

  /// ±1/√count in every element: a random direction of length 1.
  private static func direction(count: Int, _ key: RandomKey, _ round: Int) -> [Double] {
    let length = 1 / Double(max(1, count)).squareRoot()
    return (0..<count).map { key.word(at: $0, step: round + 1) & 1 == 0 ? length : -length }
  }

  private func smallestError(
    of expected: Double, scale: Double, accepting limit: Double, _ derivative: (_ size: Double) -> Double
  ) -> Double {
    var smallest = Double.infinity
    for size in Self.stepSizes where smallest > limit {
      smallest = min(smallest, abs(derivative(size) - expected) / scale)
    }
    return smallest
  }

  /// (L(w + size · d) − L(w − size · d)) / (2 · size)
  private func derivative(
    _ buffer: BufferID, _ size: Double,
    move: (_ values: UnsafeMutableBufferPointer<Double>, _ by: Double) -> Void
  ) -> Double {
    let values = executor[buffer]
    let start = Array(values)
    defer { _ = values.update(from: start) }
    move(values, size)
    let above = loss()
    _ = values.update(from: start)
    move(values, -size)
    return (above - loss()) / (2 * size)
  }

  private func loss() -> Double {
    // Steps may have written over the examples.
    executor.load(examples)
    executor.run(context)
    return executor.loss
  }
}

private func norm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

private func indexOfLargest(_ values: [Double]) -> Int {
  values.indices.max { abs(values[$0]) < abs(values[$1]) } ?? 0
}
