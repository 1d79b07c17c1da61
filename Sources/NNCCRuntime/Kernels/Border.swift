#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Kernels {
  /// Copies images [images, height, width, channels] into frames [images, frameHeight, frameWidth, channels]:
  /// with a border of zeros, cut off, or spread out, as `BorderGeometry` says.
  public struct Border<Place>: Operation {
    /// What it reads.
    public var source: Place
    /// The result.
    public var frame: Place
    /// The sizes.
    public var geometry: BorderGeometry

    /// Memberwise.
    @inlinable
    public init(_ source: Place, into frame: Place, geometry: BorderGeometry) {
      self.source = source
      self.frame = frame
      self.geometry = geometry
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Border<V.Place>(
          visitor.reads(source), into: visitor.writes(frame, "into"),
          geometry: visitor.option(geometry, "geometry")))
    }
  }
}

extension Kernels.Border: Sendable where Place: Sendable {}

extension Kernels.Border: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    Framing(call: self).run(on: machine.crew)
    return frame
  }
}

private struct Framing {
  let call: Kernels.Border<Floats>

  /// Fewer floats than this are copied by one thread.
  private static let leastSharedWords = 65_536
  private static let rowsOfAPart = 16

  /// Of all images.
  private var rows: Int { call.geometry.images * call.geometry.frameHeight }

  func run(on crew: Crew) {
    guard rows * call.geometry.frameWidth * call.geometry.channels >= Self.leastSharedWords else {
      for row in 0..<rows { copyRow(row) }
      return
    }
    var framing = self
    crew.run(parts: (rows + Self.rowsOfAPart - 1) / Self.rowsOfAPart, &framing) { context, part in
      let framing = context.assumingMemoryBound(to: Framing.self)
      let first = part * Framing.rowsOfAPart
      for row in first..<min(first + Framing.rowsOfAPart, framing.pointee.rows) { framing.pointee.copyRow(row) }
    }
  }

  /// Fills one row of a frame; rows are numbered all images through.
  private func copyRow(_ row: Int) {
    let g = call.geometry
    let channels = g.channels
    let target = call.frame + row * g.frameWidth * channels
    let (y, between) = (row % g.frameHeight - g.top).quotientAndRemainder(dividingBy: g.spacingHeight)
    // The source's columns whose place lies in the frame.
    let first = g.left < 0 ? min(g.width, (-g.left + g.spacingWidth - 1) / g.spacingWidth) : 0
    let end = min(g.width, max(0, (g.frameWidth - g.left + g.spacingWidth - 1) / g.spacingWidth))
    guard between == 0, y >= 0, y < g.height, first < end else {
      return target.update(repeating: 0, count: g.frameWidth * channels)
    }
    let pixels = call.source + (row / g.frameHeight * g.height + y) * g.width * channels
    let start = (g.left + first * g.spacingWidth) * channels
    if g.spacingWidth == 1 {
      let count = (end - first) * channels
      target.update(repeating: 0, count: start)
      (target + start).copy(from: pixels + first * channels, count: count)
      (target + start + count).update(repeating: 0, count: g.frameWidth * channels - start - count)
    } else {
      target.update(repeating: 0, count: g.frameWidth * channels)
      for x in first..<end {
        (target + (g.left + x * g.spacingWidth) * channels)
          .copy(from: pixels + x * channels, count: channels)
      }
    }
  }
}
