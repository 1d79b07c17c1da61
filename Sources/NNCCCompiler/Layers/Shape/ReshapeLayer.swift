import NNCCRuntime

/// The same elements in another shape: no step is taken.
struct ReshapeLayer: Layer {
  static let members: [LayerMember] = [
    .init("reshape", "the same elements in another shape", target) { ReshapeLayer(target: $0) }
  ]

  private static let target = Key(
    "target_shape", .integers(atLeast: -1), "the shape, without the batch; one axis may be −1, which is worked out")

  let target: [Int]

  let time = TimeRole.mixes
  let origin = OutputOrigin.movedElements

  func infer(_ inference: inout LayerInference) -> (shape: [Int], Void)? {
    var target = target
    guard let volume = Shapes.volume(inference.shape) else { return nil }
    let unknown = target.indices.filter { target[$0] == -1 }
    if target.contains(0) || unknown.count > 1 {
      inference.error(
        "out-of-range", Self.target,
        unknown.count > 1
          ? "one axis alone may be −1, to be worked out, not \(unknown.count) of \(target)"
          : "an axis is at least 1, or −1 to be worked out, but \(target) has one of 0")
      return nil
    }
    if target.count > Shapes.maximumRank || target.isEmpty {
      inference.error(
        "wrong-rank", Self.target, "a shape has from 1 to \(Shapes.maximumRank) axes, not \(target.count)")
      return nil
    }
    let known = Shapes.volume(target.filter { $0 != -1 })
    if let axis = unknown.first, let known, volume.isMultiple(of: known) { target[axis] = volume / known }
    guard Shapes.volume(target.map(abs)) == volume, !target.contains(-1) else {
      let product = known.map(String.init) ?? "more than \(Shapes.maximumVolume)"
      inference.error(
        "shape-mismatch", Self.target,
        unknown.isEmpty
          ? "\(inference.shape) has \(counted(volume, "element")), but \(target) has \(product)"
          : "the \(counted(volume, "element")) of \(inference.shape) cannot be divided by \(product), as \(target) asks",
        notes: nearestShape(to: target, volume: volume).map { [.init("\($0) would fit")] } ?? [])
      return nil
    }
    return (target, ())
  }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _: Void) -> BufferID { plan.input(node) }

  /// The shape with one axis changed, the last if possible, so that it has the volume; nil where none has.
  private func nearestShape(to target: [Int], volume: Int) -> [Int]? {
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
