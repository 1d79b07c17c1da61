/// The arguments of a kernel call whose work is a range of independent items: elements, rows, images.
///
/// `Crew.run(_:count:cost:)` keeps them on the stack and cuts the range into slices.
protocol SlicedCall {
  /// Does the work of the items of one slice.
  func run(_ slice: Range<Int>)
}

/// How a range of items is cut into slices: by its sizes alone, never by the number of threads, so that
/// sums over slices come out the same for any.
struct Slicing {
  /// No call has more slices than this: room for one partial sum each can be kept on the stack.
  static let most = 64

  let count: Int
  /// Items in every slice but the last, a multiple of 64 if there is more than one slice of items of
  /// cost 1: slices start at whole cache lines and at whole blocks of random numbers.
  let size: Int

  /// - Parameters:
  ///   - count: the number of items
  ///   - cost: about how many elements' work one item is
  init(count: Int, cost: Int) {
    self.count = count
    let cost = max(1, cost)
    // Below this, waking another thread costs more than it saves.
    guard count > 32_768 / cost else {
      size = max(1, count)
      return
    }
    let least = max(16_384 / cost, max(1, (count + Slicing.most - 1) / Slicing.most))
    size = cost == 1 ? (least + 63) / 64 * 64 : least
  }

  var slices: Int { (count + size - 1) / size }

  subscript(slice: Int) -> Range<Int> { slice * size..<min((slice + 1) * size, count) }
}

/// What reaches a thread: the call by address, and its type to find the way back.
private struct SlicedContext {
  let call: UnsafeRawPointer
  let type: any SlicedCall.Type
  let slicing: Slicing
}

extension SlicedCall {
  fileprivate static func run(_ call: UnsafeRawPointer, _ slice: Range<Int>) {
    call.assumingMemoryBound(to: Self.self).pointee.run(slice)
  }
}

extension Crew {
  /// Runs a call's `count` items, in parallel where they are worth it.
  func run<Call: SlicedCall>(_ call: Call, count: Int, cost: Int = 1) {
    run(call, Slicing(count: count, cost: cost))
  }

  func run<Call: SlicedCall>(_ call: Call, _ slicing: Slicing) {
    guard slicing.count > 0 else { return }
    guard slicing.slices > 1 else { return call.run(0..<slicing.count) }
    share(call, slicing)
  }

  /// The compiler does not look into it for allocations, which it takes the use of a type for; it has seen that the
  /// call makes none where there is one slice.
  @_semantics("no_performance_analysis")
  private func share<Call: SlicedCall>(_ call: Call, _ slicing: Slicing) {
    withUnsafePointer(to: call) { call in
      var context = SlicedContext(call: UnsafeRawPointer(call), type: Call.self, slicing: slicing)
      run(parts: slicing.slices, &context) { context, part in
        let context = context.assumingMemoryBound(to: SlicedContext.self).pointee
        context.type.run(context.call, context.slicing[part])
      }
    }
  }
}
