import NNCCCompiler
import NNCCReference
import NNCCRuntime

/// Checks a network's gradients against finite differences, and the fast kernels against the reference ones.
///
/// The gradient is computed by the reference kernels in Double and held against central differences of the
/// loss; then by the fast kernels in Float, and held against the one in Double. Parameters start from their
/// initializers, and those that would all be equal, such as biases, are spread out, so that nothing is 0.
///
/// - Parameters:
///   - compilation: valid, with `train:`.
///   - tolerance: the largest relative error that passes.
///   - changing: applied to each plan before it is checked: tests plant wrong rules by it.
/// - Throws: `RunError` where the network takes too much memory; `InternalError`.
package func verify(
  _ compilation: Compilation, tolerance: Double, options: RunOptions, changing: (Plan) -> Plan = { $0 }
) throws -> VerificationReport {
  let graph = try compilation.requireGraph()
  guard let training = compilation.training else {
    throw InternalError("there is no loss to verify gradients of")
  }
  let single = try compilation.requirePlan(batch: 1, purpose: .evaluation, options: options)
  let work = single.floatingPointOperations
  // Three examples, whose rows could be mixed up; of a large network there is no time for more than one.
  let batch = work > 10_000_000 ? 1 : 3
  func plan(_ purpose: PlanPurpose) throws -> Plan {
    changing(try compilation.requirePlan(batch: batch, purpose: purpose, options: options))
  }
  let verifier = Verifier(
    graph: graph, training: training, tolerance: tolerance, pool: SharedThreadPool(threads: options.threads ?? 1))
  let inferring = try plan(.gradient(isTraining: false))
  let learning = try plan(.gradient(isTraining: true))
  return try reportingFaults("verify") {
    var gradients: [GradientCheck] = []
    // Layers such as dropout compute something else in training, and all that the others do is part of it.
    let isSame = learning.steps.map(\.name) == inferring.steps.map(\.name)
    if isSame || work < 400_000_000 { gradients += try verifier.gradientChecks(inferring, isTraining: false) }
    if !isSame { gradients += try verifier.gradientChecks(learning, isTraining: true) }
    return VerificationReport(
      name: graph.name, tolerance: tolerance, batch: batch, gradients: gradients,
      outputs: try verifier.outputChecks(try plan(.inference)))
  }
}

private struct Verifier {
  /// A Float may round an activation to the other side of a kink than a Double does, which makes gradients
  /// differ. That such a coincidence happens on several examples in a row is not to be expected.
  private static let mostAttempts = 3

  let graph: Graph
  let training: Training
  let tolerance: Double
  let pool: SharedThreadPool

  func gradientChecks(_ plan: Plan, isTraining: Bool) throws -> [GradientCheck] {
    var floatErrors = Array(repeating: Double.infinity, count: plan.gradients.count)
    var differences: [FiniteDifferences.Errors] = []
    for attempt in 0..<Self.mostAttempts where floatErrors.contains(where: { $0 > tolerance }) {
      let examples = try examples(plan, losses: training.losses, attempt: attempt)
      let fast = try executor(plan, examples)
      let reference = ReferenceExecutor<Double>(plan)
      reference.copyParameters(from: fast)
      reference.load(examples)
      let context = RunContext(iteration: attempt, seed: training.seed)
      fast.run(context)
      reference.run(context)
      let gradients = plan.gradients.map { Array(reference[$0.buffer]) }
      let largest = gradients.map(largestMagnitude).max() ?? 0
      for (index, port) in plan.gradients.enumerated() {
        let error = relativeError(of: fast.floats(port.buffer), gradients[index], floor: 1e-4 * largest)
        floatErrors[index] = min(floatErrors[index], error)
      }
      if differences.isEmpty {
        let finite = FiniteDifferences(
          plan, parametersOf: fast, gradients: gradients, examples: examples, context: context)
        differences = finite.errors(tolerance: tolerance)
      }
    }
    return plan.gradients.indices.map { index in
      GradientCheck(
        name: plan.gradients[index].name, shape: plan.gradients[index].shape, isTraining: isTraining,
        directionError: differences[index].direction, elementError: differences[index].element,
        floatError: floatErrors[index])
    }
  }

  func outputChecks(_ plan: Plan) throws -> [OutputCheck] {
    let examples = try examples(plan, losses: [], attempt: 0)
    let fast = try executor(plan, examples)
    let reference = ReferenceExecutor<Double>(plan)
    reference.copyParameters(from: fast)
    reference.load(examples)
    fast.prepare()
    fast.run()
    reference.run()
    return plan.outputs.map { output in
      OutputCheck(
        name: output.name, shape: output.shape,
        error: relativeError(of: fast.floats(output.buffer), Array(reference[output.buffer]), floor: 0))
    }
  }

  private func examples(_ plan: Plan, losses: [Training.OutputLoss], attempt: Int) throws -> ExampleSet {
    try ExampleSet(madeUpFor: graph, losses: losses, count: plan.batch, seed: UInt64(attempt))
  }

  /// The fast kernels, with parameters and examples in place.
  private func executor(_ plan: Plan, _ examples: ExampleSet) throws -> Executor {
    let executor = try Executor(plan, pool: pool)
    executor.initializeParameters(seed: training.seed)
    for (index, parameter) in plan.parameters.enumerated() {
      guard mayStartAtKink(parameter, graph.parameters[index].regularizer) else { continue }
      let key = RandomKey(seed: training.seed, purpose: .data, index: index)
      let values = executor.floats(parameter.buffer)
      for element in values.indices { values[element] += 0.2 * key.uniform(at: element, step: 0) - 0.1 }
    }
    BatchExecutor(executor).load(examples, Array(0..<examples.count)[...])
    for (index, state) in plan.states.enumerated() {
      _ = executor.floats(state.buffer).update(from: madeUpState(index, count: plan.buffers[state.buffer.index].words))
    }
    return executor
  }
}

/// Whether a parameter's first values can lie where the loss has a kink: equal ones do, and for the orthogonal
/// regularizer orthogonal ones.
private func mayStartAtKink(_ parameter: Plan.ParameterPort, _ regularizer: Regularizer?) -> Bool {
  if case .orthogonal = regularizer { return true }
  if case .constant = parameter.initializer { return true }
  return false
}

/// What a stateful layer might have carried from the batch before.
private func madeUpState(_ index: Int, count: Int) -> [Float] {
  let key = RandomKey(seed: 1, purpose: .data, index: index)
  return (0..<count).map { key.uniform(at: $0, step: 0) - 0.5 }
}

extension ReferenceExecutor {
  /// Copies the parameters of an executor of the same plan.
  package func copyParameters(from executor: Executor) {
    for parameter in plan.parameters { self[parameter.buffer].fill(executor.floats(parameter.buffer)) }
  }

  /// Copies examples, as many as a batch, to the inputs, and to the targets if there are any, and sets the states of
  /// stateful layers to what they are for every example set.
  package func load(_ examples: ExampleSet) {
    let arrays = examples.inputs + examples.targets
    for (array, port) in zip(arrays, plan.inputs + plan.targets) {
      switch array.elements {
      case .float32(let values): self[port.buffer].fill(values)
      case .int32(let values): self[port.buffer].fill(values.map(Float.init))
      }
    }
    for (index, state) in plan.states.enumerated() {
      let values = self[state.buffer]
      values.fill(madeUpState(index, count: values.count))
    }
  }
}

extension UnsafeMutableBufferPointer where Element: ReferenceScalar {
  /// Takes over as many floats.
  fileprivate func fill(_ floats: some Collection<Float>) {
    for (index, value) in zip(indices, floats) { self[index] = Element(value) }
  }
}

private func largestMagnitude(_ values: [Double]) -> Double { values.reduce(0) { max($0, abs($1)) } }

/// The largest error relative to the largest of the values that should be, or to `floor` if they are all
/// smaller. NaN counts as infinite.
private func relativeError(
  of values: UnsafeMutableBufferPointer<Float>, _ expected: [Double], floor: Double
) -> Double {
  let scale = max(largestMagnitude(expected), floor, .leastNormalMagnitude)
  return zip(values, expected).reduce(0) { largest, pair in
    let error = abs(Double(pair.0) - pair.1) / scale
    return error.isNaN ? .infinity : max(largest, error)
  }
}
