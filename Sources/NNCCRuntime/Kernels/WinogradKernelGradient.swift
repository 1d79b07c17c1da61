import CMicrokernels

extension Kernels {
  // @_noAllocation
  /// The workspace of a convolution's kernel gradient by a Winograd form.
  public static func winogradKernelGradientScratchWords(
    _ geometry: ConvolutionGeometry, form: WinogradForm
  ) -> Int {
    let layout = WinogradGradientLayout(WinogradTiles(geometry, form))
    return form.places * (layout.inputStride + layout.gradientStride + layout.sumStride)
  }
}

extension Kernels.ConvolutionKernelGradient<Floats> {
  /// The gradient of each place's matrix [channels, filters] is the product of its transformed inputs, turned,
  /// with its transformed output gradients; what the kernel's transform did is then undone. Each element of a
  /// product is one chain over all tiles, ascending.
  func runWinograd(_ form: WinogradForm, on crew: Crew) {
    let tiles = WinogradTiles(geometry, form)
    let layout = WinogradGradientLayout(tiles)
    let (blocks, size) = layout.blocks
    let scratch = scratch!
    let sums = scratch + form.places * (layout.inputStride + layout.gradientStride)
    for block in 0..<blocks {
      let first = block * size
      let count = min(size, tiles.count - first)
      guard count > 0 else { break }
      WinogradGradientBlock(
        call: self, tiles: tiles, layout: layout, scratch: scratch, sums: sums, first: first, count: count
      ).run(on: crew)
    }
    crew.run(
      WinogradGradientSums(loops: tiles.loops, sums: sums, stride: layout.sumStride, kernelGradient: kernelGradient),
      count: geometry.channels * geometry.filters, cost: form.places)
  }
}

/// How the workspace is laid out: for each place, a block's inputs [tiles, channels], its output gradients, the
/// panels of [tiles, filters], and the sums [channels, filters].
private struct WinogradGradientLayout {
  let blocks: (count: Int, size: Int)
  let inputStride: Int
  let gradientStride: Int
  let sumStride: Int

  /// A block takes about this many words: two second-level caches.
  private static let blockWords = 524_288
  /// With fewer tiles, the sums are read and written too often.
  private static let tilesOfABlock = 64...1024

  init(_ tiles: WinogradTiles) {
    let g = tiles.geometry
    let fitting = Self.blockWords / (tiles.form.places * (g.channels + g.filters))
    let most = min(max(fitting, Self.tilesOfABlock.lowerBound), Self.tilesOfABlock.upperBound)
    blocks = tiles.blocks(of: most)
    let room = tiles.room(forBlocksOf: most)
    inputStride = WinogradTiles.stride(room * g.channels)
    gradientStride = WinogradTiles.stride(Kernels.panelWords(inner: room, columns: g.filters))
    sumStride = WinogradTiles.stride(g.channels * g.filters)
  }
}

/// One block of tiles: first they are transformed, then each place's product is added to its sums.
private struct WinogradGradientBlock: SlicedCall {
  let call: Kernels.ConvolutionKernelGradient<Floats>
  let tiles: WinogradTiles
  let layout: WinogradGradientLayout
  let scratch: Floats
  let sums: Floats
  let first: Int
  let count: Int

  private var gradients: Floats { scratch + tiles.form.places * layout.inputStride }

  func run(on crew: Crew) {
    let places = tiles.form.places
    crew.run(self, count: count, cost: 2 * places * (tiles.geometry.channels + tiles.geometry.filters))
    var block = self
    crew.run(parts: places, &block) { context, place in
      context.assumingMemoryBound(to: WinogradGradientBlock.self).pointee.multiply(place)
    }
  }

  /// Transforms some of the block's tiles.
  func run(_ slice: Range<Int>) {
    var loops = tiles.loops
    nncc_winograd_input(
      &loops, call.input, first + slice.lowerBound, slice.count, scratch + slice.lowerBound * tiles.geometry.channels,
      layout.inputStride)
    nncc_winograd_output_gradient(
      &loops, call.outputGradient, first + slice.lowerBound, slice.count, slice.lowerBound, count, gradients,
      layout.gradientStride)
  }

  /// Adds the block's product of one place.
  private func multiply(_ place: Int) {
    let g = tiles.geometry
    var product = nncc_product(
      left: scratch + place * layout.inputStride, rows: .line(stride: 1), depths: .line(stride: g.channels),
      right: gradients + place * layout.gradientStride, right_stride: 0, bias: nil,
      result: sums + place * layout.sumStride, result_stride: g.filters, depth: count, columns: g.filters,
      start: first == 0 ? NNCC_START_ZERO : NNCC_START_RESULT, relu: 0)
    nncc_multiply(
      &product, 0, g.channels, 0, (g.filters + Kernels.panelColumns - 1) / Kernels.panelColumns)
  }
}

/// The way back from the places' sums to the kernel; items are pairs of channel and filter.
private struct WinogradGradientSums: SlicedCall {
  let loops: nncc_winograd
  let sums: Floats
  let stride: Int
  let kernelGradient: Floats

  func run(_ slice: Range<Int>) {
    var loops = loops
    nncc_winograd_kernel_gradient(&loops, sums, stride, slice.lowerBound, slice.upperBound, kernelGradient)
  }
}
