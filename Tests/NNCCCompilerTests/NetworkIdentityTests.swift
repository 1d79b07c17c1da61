import NNCCCompiler
import Testing

/// Which changes of a spec make weights those of another network.
@Suite struct NetworkIdentityTests {
  private static let spec = """
    name: small
    input: [6, 6, 1]
    layers:
      - conv2d: {filters: 2, kernel_size: 3, activation: relu}
      - max_pooling2d: {pool_size: 2}
      - dropout: {rate: 0.25}
      - flatten: {name: flat}
      - dense: {units: 4, activation: {leaky_relu: {negative_slope: 0.1}}}
      - dense: {name: logits, units: 3}
    train:
      loss: {sparse_categorical_crossentropy: {from_logits: true}}
    data:
      scale: 0.5
      train: {synthetic: {examples: 16}}
    """

  private func identity(_ text: String) throws -> NetworkIdentity {
    let compilation = Compilation(file: "small.yaml", bytes: Array(text.utf8))
    try #require(compilation.isValid, "\(compilation.diagnostics.all.map(\.message))")
    return NetworkIdentity(try #require(compilation.graph), data: compilation.spec?.data)
  }

  /// What weights of the spec are to a changed one.
  private func fit(_ old: String, _ new: String) throws -> NetworkIdentity.Fit {
    try #require(Self.spec.contains(old))
    return try identity(Self.spec.replacing(old, with: new)).fit(identity(Self.spec).metadata)
  }

  @Test(arguments: [
    ("rate: 0.25", "rate: 0.5"), ("  - dropout: {rate: 0.25}\n", ""),
    ("name: flat", "name: other"), ("filters: 2,", "filters: 2, kernel_initializer: he_normal,"),
    ("filters: 2,", "filters: 2, kernel_regularizer: {l2: {l2: 0.001}}, activity_regularizer: l1,"),
    ("filters: 2,", "filters: 2, kernel_constraint: non_neg,"), ("units: 4,", "units: 4, trainable: false,"),
    ("filters: 2,", "filters: 2, strides: [1, 1], padding: valid, use_bias: true,"),
    ("kernel_size: 3", "kernel_size: [3, 3]"),
    ("activation: relu", "activation: {relu: {threshold: 0}}"),
    ("{synthetic: {examples: 16}}", "{synthetic: {examples: 8}}"),
    ("from_logits: true", "from_logits: false"), ("name: small", "name: other"),
    // Weights say themselves how inputs are made.
    ("data:\n  scale: 0.5\n  train: {synthetic: {examples: 16}}", ""),
  ])
  func theSameNetwork(_ old: String, _ new: String) throws {
    guard case .same = try fit(old, new) else {
      Issue.record("\(new): \(try fit(old, new))")
      return
    }
  }

  @Test(arguments: [
    ("activation: relu", "activation: tanh", "layer conv2d's activation was relu, and is now tanh"),
    ("filters: 2,", "filters: 2, padding: same,", "layer conv2d's padding was valid, and is now same"),
    (
      "{negative_slope: 0.1}", "{}",
      "layer dense's activation was leaky_relu {negative_slope: 0.1}, and is now leaky_relu"
    ),
    ("pool_size: 2", "pool_size: 2, strides: 1", "layer max_pooling2d's strides was null, and is now 1"),
    ("- max_pooling2d", "- average_pooling2d", "layer max_pooling2d was max_pooling2d(conv2d), and is gone"),
    ("[6, 6, 1]", "[7, 7, 1]", "input input was float32 [6, 6, 1], and is now float32 [7, 7, 1]"),
    ("scale: 0.5", "scale: 1", "data.scale was 0.5, and is now 1"),
    ("scale: 0.5", "normalize: standard", "data.normalize was null, and is now standard"),
  ])
  func anotherNetwork(_ old: String, _ new: String, _ difference: String) throws {
    guard case .other(let differences) = try fit(old, new) else {
      Issue.record("\(new) is the same network")
      return
    }
    #expect(differences.contains(difference), "\(differences)")
  }

  /// A default that is written down, or a hyperparameter that layers get some day, changes no file.
  @Test func defaultsAreLeftOut() throws {
    let text = try #require(try identity(Self.spec).metadata["network_identity"])
    #expect(
      text == """
        version\t2
        input input\tfloat32 [6, 6, 1]
        layer conv2d\tconv2d(input)
        layer conv2d's parameters\tconv2d/kernel, conv2d/bias
        layer conv2d's filters\t2
        layer conv2d's kernel_size\t3
        layer conv2d's activation\trelu
        layer max_pooling2d\tmax_pooling2d(conv2d)
        layer flat\tflatten(max_pooling2d)
        layer dense\tdense(flat)
        layer dense's parameters\tdense/kernel, dense/bias
        layer dense's units\t4
        layer dense's activation\tleaky_relu {negative_slope: 0.1}
        layer logits\tdense(dense)
        layer logits's parameters\tlogits/kernel, logits/bias
        layer logits's units\t3
        outputs\tlogits
        data.scale\t0.5
        """)
  }

  /// The hash of a file stays what it was: this one changes with `Meaning.version` alone.
  @Test func theHashStaysWhatItWas() throws {
    #expect(try identity(Self.spec).metadata["network_hash"] == "2:97d3edfcb560cccf:ce1402818d452a5e")
  }

  @Test func filesThatDoNotSayAreUnknown() throws {
    let identity = try identity(Self.spec)
    for metadata in [[:], ["network_hash": "0d34cb99d3a1ac5f"], ["network_hash": "1:0d34cb99d3a1ac5f"]] {
      guard case .unknown = identity.fit(metadata) else {
        Issue.record("\(metadata)")
        continue
      }
    }
    guard case .other([]) = identity.fit(["network_hash": "2:0d34cb99d3a1ac5f"]) else {
      Issue.record("a hash alone says that it is another")
      return
    }
  }
}
