/// Layers that give the same numbers another shape: none of them takes a step.
enum ShapeLayers {
  static let definitions = [
    LayerDefinition(
      entry: .init("flatten", "all axes into one", [ParameterOptions.dataFormat]),
      infer: { layer in
        guard let volume = Shapes.volume(layer.shape) else { return nil }
        return [volume]
      },
      lower: { plan, node in
        let x = plan.input(node)
        let shape = plan.inputShape(node)
        // As Keras does, channels-first input is turned first, so that weights after it fit both layouts.
        guard node.options.optionalString("data_format") == "channels_first", shape.count > 1 else {
          return x
        }
        return try plan.channelsLast(x, ImageLayout(shape: shape, options: node.options), node)
      }),
    LayerDefinition(
      entry: .init(
        "reshape", "the same elements in another shape",
        [
          Hyperparameter(
            "target_shape", .integers(atLeast: -1),
            "the shape, without the batch; one axis may be −1, which is worked out")
        ]),
      infer: reshape, lower: { plan, node in plan.input(node) }),
  ]

  private static func reshape(_ layer: inout LayerInference) -> [Int]? {
    var target = layer.options.integers("target_shape")
    guard let volume = Shapes.volume(layer.shape) else { return nil }
    let unknown = target.indices.filter { target[$0] == -1 }
    if target.contains(0) || unknown.count > 1 {
      layer.error(
        "out-of-range", "target_shape",
        unknown.count > 1
          ? "one axis alone may be −1, to be worked out, not \(unknown.count) of \(target)"
          : "an axis is at least 1, or −1 to be worked out, but \(target) has one of 0")
      return nil
    }
    if target.count > Shapes.maximumRank || target.isEmpty {
      layer.error(
        "wrong-rank", "target_shape", "a shape has from 1 to \(Shapes.maximumRank) axes, not \(target.count)")
      return nil
    }
    let known = Shapes.volume(target.filter { $0 != -1 })
    if let axis = unknown.first, let known, volume.isMultiple(of: known) { target[axis] = volume / known }
    guard Shapes.volume(target.map(abs)) == volume, !target.contains(-1) else {
      let product = known.map(String.init) ?? "more than \(Shapes.maximumVolume)"
      layer.error(
        "shape-mismatch", "target_shape",
        unknown.isEmpty
          ? "\(layer.shape) has \(counted(volume, "element")), but \(target) has \(product)"
          : "the \(counted(volume, "element")) of \(layer.shape) cannot be divided by \(product), as \(target) asks",
        notes: nearestShape(to: target, volume: volume).map { [.init("\($0) would fit")] } ?? [])
      return nil
    }
    return target
  }

  /// The shape with one axis changed, the last if possible, so that it has the volume; nil where none has.
  private static func nearestShape(to target: [Int], volume: Int) -> [Int]? {
    for axis in target.indices.reversed() {
      var others = target
      others.remove(at: axis)
      guard !others.contains(-1), let rest = Shapes.volume(others), volume.isMultiple(of: rest) else { continue }
      var shape = target
      shape[axis] = volume / rest
      return shape
    }
    return nil
  }
}
