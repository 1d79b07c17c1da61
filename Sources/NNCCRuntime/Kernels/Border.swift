#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Kernels {
  /// Fewer floats than this are copied by one thread.
  private static let leastSharedFrameWords = 65_536

  // @_noAllocation
  /// Copies images [images, height, width, channels] into frames [images, frameHeight, frameWidth, channels]:
  /// with a border of zeros, cut off, or spread out, as `BorderGeometry` says.
  public static func border(
    source: UnsafePointer<Float>, into frame: Floats, geometry: BorderGeometry, pool: borrowing ThreadPool
  ) {
    var framing = Framing(source: source, frame: frame, geometry: geometry)
    let rows = geometry.images * geometry.frameHeight
    guard rows * geometry.frameWidth * geometry.channels >= leastSharedFrameWords else {
      for row in 0..<rows { framing.copyRow(row) }
      return
    }
    pool.crew.run(parts: (rows + Framing.rowsOfAPart - 1) / Framing.rowsOfAPart, &framing) { context, part in
      let framing = context.assumingMemoryBound(to: Framing.self)
      let geometry = framing.pointee.geometry
      let first = part * Framing.rowsOfAPart
      for row in first..<min(first + Framing.rowsOfAPart, geometry.images * geometry.frameHeight) {
        framing.pointee.copyRow(row)
      }
    }
  }

  private struct Framing {
    var source: UnsafePointer<Float>
    var frame: Floats
    var geometry: BorderGeometry

    static let rowsOfAPart = 16

    /// Fills one row of a frame; rows are numbered all images through.
    func copyRow(_ row: Int) {
      let g = geometry
      let channels = g.channels
      let target = frame + row * g.frameWidth * channels
      let (y, between) = (row % g.frameHeight - g.top).quotientAndRemainder(dividingBy: g.spacingHeight)
      // The source's columns whose place lies in the frame.
      let first = g.left < 0 ? min(g.width, (-g.left + g.spacingWidth - 1) / g.spacingWidth) : 0
      let end = min(g.width, max(0, (g.frameWidth - g.left + g.spacingWidth - 1) / g.spacingWidth))
      guard between == 0, y >= 0, y < g.height, first < end else {
        return target.update(repeating: 0, count: g.frameWidth * channels)
      }
      let pixels = source + (row / g.frameHeight * g.height + y) * g.width * channels
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
}
