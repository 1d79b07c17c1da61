extension ModelReport {
  /// The report for people, ending in a line break.
  package var text: String {
    var table = TextTable([
      ("layer", .left), ("type", .left), ("output shape", .left), ("rank", .right), ("volume", .right),
      ("parameters", .right), ("FLOPs", .right),
    ])
    for input in inputs {
      let volume = input.shape.reduce(1, *)
      table.add([input.name, "input", "\(input.shape)", "\(input.shape.count)", grouped(volume), "", ""])
    }
    for layer in layers {
      let parameters = grouped(layer.parameters) + (layer.sharesParameters ? " (shared)" : "")
      table.add([
        layer.name, layer.type, "\(layer.outputShape)", "\(layer.rank)", grouped(layer.volume), parameters,
        grouped(layer.flops),
      ])
    }
    return """
      \(printable(name))

      \(table.text)
      Shapes, volumes and FLOPs are of one example. FLOPs are the multiply-adds of products and convolutions,
      counted as two each, and nothing else: \(grouped(flops)) for its inference.

      parameters  \(grouped(parameters)) (\(grouped(trainableParameters)) trainable)

      \(memoryTable)
      """
  }

  private var memoryTable: String {
    var table = TextTable([
      ("memory, batch of \(batch)", .left), ("planned", .right), ("of it weights", .right),
      ("without sharing", .right), ("lower bound", .right),
    ])
    for (title, memory) in [("inference", inference), ("training", training)] {
      guard let memory else { continue }
      table.add([
        title, byteCount(memory.bytes), byteCount(memory.persistentBytes), byteCount(memory.unsharedBytes),
        byteCount(memory.lowerBoundBytes),
      ])
    }
    return table.text
  }
}
