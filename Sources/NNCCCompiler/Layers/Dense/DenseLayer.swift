import NNCCRuntime

/// output = activation(input · kernel + bias), over the last axis.
struct DenseLayer: Layer {
  static let members: [LayerMember] = [
    .init("dense", "every output depends on every input", keys: [units] + ParameterKeys.kernelAndBias) {
      DenseLayer($0)
    }
  ]

  private static let units = Key("units", .integer(atLeast: 1), aliases: ["num_units"], "the number of outputs")

  let units: Int
  let usesBias: Bool
  let activation: ActivationChoice

  init(_ options: Options) {
    units = options[Self.units]
    usesBias = options[ParameterKeys.usesBias]
    activation = options[Activations.activation]?.value ?? .linear
  }

  let time = TimeRole.keepsSteps
  var origin: OutputOrigin { .activation(activation) }
  var unitsKey: Key<Int>? { Self.units }

  struct Resolution {
    let features: Int
    let kernel: ParameterIndex
    let bias: ParameterIndex?
  }

  /// [..., features] → [..., units]
  func infer(_ inference: inout LayerInference) -> (shape: [Int], Resolution)? {
    let features = inference.shape[inference.shape.count - 1]
    let output = Array(inference.shape.dropLast()) + [units]
    let kernel = inference.declare("kernel", [features, units], .kernel)
    let bias = usesBias ? inference.declare("bias", [units], .bias) : nil
    inference.checkActivation(shape: output)
    return (output, Resolution(features: features, kernel: kernel, bias: bias))
  }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _ resolution: Resolution) throws -> BufferID {
    let kernel = plan.parameter(node, resolution.kernel)
    let shape = plan.outputShape(node)
    let result = plan.value(node, ".linear", shape)
    let rows = plan.batch * shape.dropLast().reduce(1, *)
    let readsInPlace = plan.purpose.hasGradient && Matmul.readsInPlace(rows: rows)
    plan.append(
      Matmul(
        left: plan.input(node), right: readsInPlace ? kernel : nil,
        panels: readsInPlace ? nil : plan.packed(kernel, .matrix(inner: resolution.features, columns: units)),
        bias: resolution.bias.map { plan.parameter(node, $0) }, into: result,
        geometry: .init(rows: rows, inner: resolution.features, columns: units)))
    return try plan.activated(result, activation, node, shape: shape)
  }
}
