/// The names of one scope of generated Swift, none of which is used twice or means something else there.
struct Identifiers {
  private var taken: Set<String>

  /// - Parameter reserved: names that the scope has already.
  init(reserved: some Sequence<String> = []) {
    taken = swiftKeywords.union(Self.ambient).union(reserved)
  }

  /// A name in lowerCamelCase for what a spec calls `text`: `conv2dKernel` for `conv2d/kernel`. If that is taken,
  /// it gets a number.
  mutating func name(for text: String) -> String {
    let base = Self.lowerCamelCase(text)
    var name = base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(base)_\(number)"
      number += 1
    }
    return name
  }

  /// Letters and digits of ASCII alone, whatever the text holds.
  static func lowerCamelCase(_ text: String) -> String {
    let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let joined = words.enumerated().map { index, word in
      (index == 0 ? word.prefix(1).lowercased() : word.prefix(1).uppercased()) + word.dropFirst()
    }.joined()
    return joined.first?.isLetter == true ? joined : "_" + joined
  }

  /// What plans call a buffer, in fewer words.
  static func short(_ name: String) -> String {
    for (ending, word) in [
      (".gradient_before_activation", ".sum_gradient"), (".gradient_scratch", ".scratch"),
      (".packed_transposed", ".transposed"), (".packed", ".panels"),
    ] where name.hasSuffix(ending) {
      return name.dropLast(ending.count) + word
    }
    return name
  }

  /// A type's name that means nothing else in generated code.
  static func typeName(_ name: String) -> String {
    types.contains(name) || swiftKeywords.contains(name) ? name + "Model" : name
  }

  /// What is in scope wherever kernels are called.
  private static let ambient: Set<String> = [
    "abs", "classes", "count", "evaluate", "examples", "fatalError", "first", "gradient", "inputScale", "isNormalized",
    "layout", "learningRate", "machine", "max", "memory", "min", "optimizer", "pool", "postprocess", "predict",
    "prepare", "preprocess", "print", "progress", "reset", "rows", "seed", "selfTest", "state", "step", "stride",
    "trainStep", "type", "zip",
  ]

  /// The types that generated code names, and those that what it writes is made of.
  private static let types: Set<String> = [
    "Arena", "Array", "Axes", "Bool", "Broadcast", "CommandLine", "Constraint", "DataMetadata", "Double",
    "FeatureScaling", "Float", "Floats", "GeneratedModel", "GoldenExample", "InferenceModel", "Int", "Int32",
    "Kernels", "LearningRate", "ModelError", "ModelLayout", "ModelState", "MutableSpan", "NNCCRuntime", "Optimizer",
    "Optional", "Set", "Span", "StaticString", "String", "Swift", "ThreadPool", "TrainableModel",
    "Transposition", "UInt64", "UnsafeMutablePointer", "WeightFile", "fatalError",
  ]
}
