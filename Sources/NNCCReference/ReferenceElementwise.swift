import NNCCRuntime

extension ReferenceMachine {
  package func visit(_ call: Kernels.AddInto<Place>) {
    for i in 0..<call.count { call.sum[i] += call.addend[i] }
  }

  package func visit(_ call: Kernels.Scale<Place>) {
    for i in 0..<call.count { call.output[i] = Scalar(call.factor) * call.input[i] }
  }

  package func visit(_ call: Kernels.Fill<Place>) {
    for i in 0..<call.count { call.output[i] = Scalar(call.value) }
  }

  package func visit(_ call: Kernels.CopyBlocks<Place>) {
    for block in 0..<call.blocks {
      let x = call.input + call.inputStart + block * call.inputStride
      let y = call.output + call.outputStart + block * call.outputStride
      for i in 0..<call.size { y[i] = call.adding ? y[i] + x[i] : x[i] }
    }
  }

  package func visit(_ call: Kernels.ReverseTime<Place>) {
    let words = call.time * call.width
    for example in 0..<call.examples {
      for step in 0..<call.time {
        let source = example * words + step * call.width
        let target = example * words + (call.time - 1 - step) * call.width
        for i in 0..<call.width { call.output[target + i] = call.input[source + i] }
      }
    }
  }

  package func visit(_ call: Kernels.Merge<Place>) {
    for i in 0..<call.count {
      let (left, right) = operandPlaces(of: i, call.broadcast)
      call.output[i] = call.operation.value(call.left[left], call.right[right])
    }
  }

  package func visit(_ call: Kernels.MergeGradient<Place>) {
    for i in 0..<call.count {
      let (left, right) = operandPlaces(of: i, call.broadcast)
      let (x, y) = (call.left?[left] ?? 0, call.right?[right] ?? 0)
      let share = call.outputGradient[i] * call.operation.slope(by: call.side, x, y)
      if call.broadcast == nil {
        call.gradient[i] = share
      } else {
        call.gradient[call.side == .left ? left : right] += share
      }
    }
  }

  /// Where the operands have what makes an element of a merge's output.
  private func operandPlaces(of i: Int, _ broadcast: Broadcast?) -> (left: Int, right: Int) {
    guard let broadcast else { return (i, i) }
    return (
      broadcast.shape.offset(of: i, strides: broadcast.left), broadcast.shape.offset(of: i, strides: broadcast.right)
    )
  }

  package func visit(_ call: Kernels.Transpose<Place>) {
    let transposition = call.transposition
    for i in 0..<transposition.shape.product {
      call.output[i] = call.input[transposition.shape.offset(of: i, strides: transposition.strides)]
    }
  }

  /// An element is kept where its word is at least rate · 2³².
  package func visit(_ call: Kernels.Dropout<Place>) {
    let (key, first) = (call.key(context), call.firstDraw(context))
    for i in 0..<call.count {
      let element = first + operandPlaces(of: i, call.mask).right
      let word = Double(key.word(at: element, step: context.iteration))
      let isKept = call.rate < 1 && word >= (Double(call.rate) * 0x1p32).rounded()
      call.output[i] = isKept ? call.input[i] / (1 - Scalar(call.rate)) : 0
    }
  }
}

extension MergeOperation {
  /// x op y
  func value<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Scalar {
    switch self {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .maximum: x.isNaN || y.isNaN ? .nan : x >= y ? x : y
    case .minimum: x.isNaN || y.isNaN ? .nan : x <= y ? x : y
    }
  }

  /// The derivative of x op y by one side.
  fileprivate func slope<Scalar: ReferenceScalar>(by side: MergeSide, _ x: Scalar, _ y: Scalar) -> Scalar {
    switch self {
    case .add: 1
    case .subtract: side == .left ? 1 : -1
    case .multiply: side == .left ? y : x
    case .maximum: (x >= y) == (side == .left) ? 1 : 0
    case .minimum: (x <= y) == (side == .left) ? 1 : 0
    }
  }
}
