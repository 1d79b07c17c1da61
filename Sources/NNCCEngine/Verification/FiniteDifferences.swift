import NNCCCompiler
import NNCCRuntime

/// Derivatives of a loss by running the forward steps of a plan, in Double, with parameters a little changed.
struct FiniteDifferences {
  /// Relative errors of one parameter's gradient.
  struct Errors {
    /// The largest along dense random directions, relative to what a gradient of that norm gives on average.
    var direction = 0.0
    /// The largest of single elements, relative to the largest element; nil where none was tried.
    var element: Double?
  }

  /// How far to go along a direction of length 1. The first is right but for a kink on the way, which shorter
  /// steps miss, or a loss so flat that rounding shows, which longer ones rise above; the best counts.
  private static let stepSizes = [1e-5, 1e-6, 1e-4, 1e-7, 1e-3]
  /// Of all parameters at once, and then of one after the other.
  private static let rounds = 4
  /// How long to look at parameters one by one, once all of them have passed together.
  private static let nanoseconds: UInt64 = 3_000_000_000

  private let executor: ReferenceExecutor<Double>
  private let examples: ExampleSet
  private let context: RunContext
  private let parameters: [Parameter]

  /// A parameter with the gradient to be checked.
  private struct Parameter {
    var buffer: BufferID
    var gradient: [Double]
    var random: RandomKey
    /// What the slope along a direction of length 1 is on average: ‖gradient‖ / √count.
    var slope: Double

    /// ±1/√count in every element: a random direction of length 1.
    func direction(_ element: Int, round: Int) -> Double {
      let length = 1 / Double(gradient.count).squareRoot()
      return random.word(at: element, step: round) & 1 == 0 ? length : -length
    }

    /// The derivative along that direction, by the gradient.
    func derivative(round: Int) -> Double {
      gradient.indices.reduce(0) { $0 + gradient[$1] * direction($1, round: round) }
    }
  }

  /// - Parameters:
  ///   - plan: one for gradients, of which the steps up to the loss are run.
  ///   - gradients: to be checked, in the order of the plan's.
  init(
    _ plan: Plan, parametersOf source: Executor, gradients: [[Double]], examples: ExampleSet, context: RunContext
  ) {
    var forward = plan
    let last = plan.steps.lastIndex { $0.operands.results.first == plan.loss } ?? plan.steps.count - 1
    forward.steps = Array(plan.steps[...last])
    executor = ReferenceExecutor(forward)
    executor.copyParameters(from: source)
    self.examples = examples
    self.context = context
    let buffers = Dictionary(plan.parameters.map { ($0.name, $0.buffer) }, uniquingKeysWith: { first, _ in first })
    parameters = zip(plan.gradients, gradients).enumerated().compactMap { index, pair in
      let (port, gradient) = pair
      guard let buffer = buffers[port.name] else { return nil }
      let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return Parameter(
        buffer: buffer, gradient: gradient, random: RandomKey(seed: context.seed, purpose: .data, index: index),
        slope: norm / Double(gradient.count).squareRoot())
    }
  }

  /// Holds the gradients against differences of the loss.
  ///
  /// First along directions in all parameters at once, in which each has the same share of the slope: what is
  /// wrong with any of them shows. Then parameter by parameter, for as long as there is time; if the parameters
  /// did not pass together, all of them, to find out which is wrong.
  ///
  /// - Parameter tolerance: an error well below it is not looked into with other step sizes.
  func errors(tolerance: Double) -> [Errors] {
    let limit = tolerance / 10
    var together = 0.0
    for round in 0..<2 { together = max(together, jointError(round: round, accepting: limit)) }
    let deadline = together <= tolerance ? Clock.nanoseconds() + Self.nanoseconds : .max
    var errors = Array(repeating: Errors(), count: parameters.count)
    var isFoundAlone = Array(repeating: false, count: parameters.count)
    for round in 0..<Self.rounds {
      for (index, parameter) in parameters.enumerated() where Clock.nanoseconds() < deadline {
        let direction = directionError(of: parameter, round: round + 2, accepting: limit)
        let element = elementError(of: parameter, round: round, accepting: limit)
        errors[index].direction = max(errors[index].direction, direction)
        errors[index].element = max(errors[index].element ?? 0, element)
        isFoundAlone[index] = true
      }
    }
    for index in errors.indices where !isFoundAlone[index] { errors[index].direction = together }
    return errors
  }

  /// A gradient that is 0 by the mathematics is held against the others, not against its own rounding.
  private func scale(_ own: Double, floor share: Double) -> Double {
    max(own, share * (parameters.map(\.slope).max() ?? 0), .leastNormalMagnitude)
  }

  private func jointError(round: Int, accepting limit: Double) -> Double {
    // Where the loss is flat a parameter has to go far for its share; no other would then move at all.
    let scales = parameters.map { scale($0.slope, floor: 1e-3) }
    let shortest = scales.min() ?? 1
    let expected = zip(parameters, scales).reduce(0) { $0 + $1.0.derivative(round: round) / $1.1 }
    return smallestError(of: expected, scale: 1, accepting: limit) { size in
      // The one that goes farthest goes that far.
      derivative(parameters, shortest * size) { index, element in
        parameters[index].direction(element, round: round) / scales[index]
      }
    }
  }

  private func directionError(of parameter: Parameter, round: Int, accepting limit: Double) -> Double {
    smallestError(
      of: parameter.derivative(round: round), scale: scale(parameter.slope, floor: 1e-6), accepting: limit
    ) { size in
      derivative([parameter], size) { _, element in parameter.direction(element, round: round) }
    }
  }

  /// Of the largest element, and in later rounds of one at random.
  private func elementError(of parameter: Parameter, round: Int, accepting limit: Double) -> Double {
    let gradient = parameter.gradient
    let largest = gradient.indices.max { abs(gradient[$0]) < abs(gradient[$1]) } ?? 0
    let chosen = round == 0 ? largest : parameter.random.number(below: gradient.count, at: round, step: 0)
    let scale = scale(abs(gradient[largest]), floor: 1e-6)
    return smallestError(of: gradient[chosen], scale: scale, accepting: limit) { size in
      derivative([parameter], size) { _, element in element == chosen ? 1 : 0 }
    }
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

  /// (L(w + size · d) − L(w − size · d)) / (2 · size), d in the parameters given.
  private func derivative(
    _ moved: [Parameter], _ size: Double, direction: (_ parameter: Int, _ element: Int) -> Double
  ) -> Double {
    let starts = moved.map { Array(executor[$0.buffer]) }
    defer { for (parameter, start) in zip(moved, starts) { _ = executor[parameter.buffer].update(from: start) } }
    func loss(_ size: Double) -> Double {
      for (index, parameter) in moved.enumerated() {
        let values = executor[parameter.buffer]
        for element in values.indices {
          values[element] = starts[index][element] + size * direction(index, element)
        }
      }
      // Steps may have written over the examples.
      executor.load(examples)
      executor.run(context)
      return executor.loss
    }
    let above = loss(size)
    return (above - loss(-size)) / (2 * size)
  }
}
