import CMicrokernels

/// A convolution by a Winograd form: its tiles, and how they are cut into blocks.
///
/// A block of tiles is transformed into `places` matrices [tiles, channels]; each is multiplied by the kernel's
/// matrix [channels, filters] for that place, through the same loops as any product, and the results are
/// transformed back, panel by panel of filters, while they are in the nearest cache.
struct WinogradTiles {
  let geometry: ConvolutionGeometry
  let form: WinogradForm
  let high: Int
  let wide: Int

  init(_ geometry: ConvolutionGeometry, _ form: WinogradForm) {
    self.geometry = geometry
    self.form = form
    high = (geometry.outputHeight + form.outputs - 1) / form.outputs
    wide = (geometry.outputWidth + form.outputs - 1) / form.outputs
  }

  var ofAnImage: Int { high * wide }
  /// All images through.
  var count: Int { geometry.images * ofAnImage }

  var loops: nncc_winograd {
    nncc_winograd(
      form: form.loops, tiles_high: high, tiles_wide: wide, input_height: geometry.inputHeight,
      input_width: geometry.inputWidth, channels: geometry.channels, output_height: geometry.outputHeight,
      output_width: geometry.outputWidth, filters: geometry.filters)
  }

  /// The words of one place's kernel panels [channels, filters].
  var kernelStride: Int { Kernels.panelWords(inner: geometry.channels, columns: geometry.filters) }

  /// From the matrix of one place to the next: 16 words more than it has, lest they all meet in the same sets
  /// of a cache.
  static func stride(_ words: Int) -> Int { (words + 15) / 16 * 16 + 16 }

  /// Blocks of nearly the same size, at most `most` tiles each.
  func blocks(of most: Int) -> (count: Int, size: Int) {
    let blocks = max(1, (count + most - 1) / most)
    return (blocks, (count + blocks - 1) / blocks)
  }

  /// The tiles that there is room for in a block's workspace: no fewer than fewer images would take, so that a
  /// workspace serves them too.
  func room(forBlocksOf most: Int) -> Int { min(count, most) }
}

extension Kernels {
  // @_noAllocation
  /// The workspace of a convolution by a Winograd form, for any number of threads.
  public static func winogradScratchWords(_ geometry: ConvolutionGeometry, form: WinogradForm) -> Int {
    let tiles = WinogradTiles(geometry, form)
    return WinogradCall.mostLanes(tiles) * WinogradCall.laneWords(tiles)
  }
}

extension Kernels.Convolution<Floats> {
  func runWinograd(_ form: WinogradForm, on crew: Crew) {
    WinogradCall(self, WinogradTiles(geometry, form), threads: crew.threads).run(on: crew)
  }
}

extension Kernels.Pack<Floats> {
  /// Transforms a convolution's kernel and packs it.
  func runWinograd(_ geometry: ConvolutionGeometry, _ form: WinogradForm, isTurned: Bool, on crew: Crew) {
    let call = WinogradKernelCall(
      loops: WinogradTiles(geometry, form).loops, kernel: matrix, panels: panels, stride: layout.words / form.places,
      isTurned: isTurned)
    if isTurned {
      crew.run(call, count: (geometry.channels + 15) / 16, cost: 16 * geometry.filters * form.places)
    } else {
      crew.run(call, count: geometry.channels, cost: geometry.filters * form.places)
    }
  }
}

/// The forward pass. Work is shared in lanes: each has a workspace of its own and takes every lanes-th item.
private struct WinogradCall {
  let call: Kernels.Convolution<Floats>
  let tiles: WinogradTiles
  let scratch: Floats
  let lanes: Int
  /// An item is a block of tiles in a group of panels.
  private let items: Int
  private let panelsOfAnItem: Int

  /// The transformed tiles of a block take about this many words, a third of a second-level cache.
  private static let blockWords = 98_304
  /// With fewer rows, the kernel is read too often for what is done with it; with more, a panel's products no
  /// longer stay in the nearest caches.
  private static let tilesOfABlock = 32...128

  init(_ call: Kernels.Convolution<Floats>, _ tiles: WinogradTiles, threads: Int) {
    self.call = call
    self.tiles = tiles
    scratch = call.scratch!
    let panels = Self.panels(tiles)
    let blocks = Self.blocks(tiles).count
    // Few blocks are shared out by panels too, though each item then transforms its tiles anew.
    let groups = threads == 1 ? 1 : min(panels, (2 * threads + blocks - 1) / blocks)
    panelsOfAnItem = (panels + groups - 1) / groups
    items = blocks * ((panels + panelsOfAnItem - 1) / panelsOfAnItem)
    lanes = threads == 1 ? 1 : min(items, Self.mostLanes(tiles))
  }

  private static func panels(_ tiles: WinogradTiles) -> Int {
    (tiles.geometry.filters + Kernels.panelColumns - 1) / Kernels.panelColumns
  }

  private static func mostTiles(_ tiles: WinogradTiles) -> Int {
    let fitting = blockWords / (tiles.form.places * tiles.geometry.channels) / 8 * 8
    return min(max(fitting, tilesOfABlock.lowerBound), tilesOfABlock.upperBound)
  }

  private static func blocks(_ tiles: WinogradTiles) -> (count: Int, size: Int) {
    tiles.blocks(of: mostTiles(tiles))
  }

  /// As many as have a workspace, however many threads there are: a small convolution needs few.
  static func mostLanes(_ tiles: WinogradTiles) -> Int {
    let items = blocks(tiles).count * panels(tiles)
    return min(16, max(items / 4, min(items, 4)))
  }

  private static func inputStride(_ tiles: WinogradTiles) -> Int {
    WinogradTiles.stride(tiles.room(forBlocksOf: mostTiles(tiles)) * tiles.geometry.channels)
  }

  private static func productStride(_ tiles: WinogradTiles) -> Int {
    WinogradTiles.stride(tiles.room(forBlocksOf: mostTiles(tiles)) * Kernels.panelColumns)
  }

  static func laneWords(_ tiles: WinogradTiles) -> Int {
    tiles.form.places * (inputStride(tiles) + productStride(tiles))
  }

  func run(on crew: Crew) {
    guard tiles.count > 0 else { return }
    var work = self
    crew.run(parts: lanes, &work) { context, lane in
      context.assumingMemoryBound(to: WinogradCall.self).pointee.run(lane: lane)
    }
  }

  private func run(lane: Int) {
    let blocks = Self.blocks(tiles)
    let panels = Self.panels(tiles)
    let groups = items / blocks.count
    for item in stride(from: lane, to: items, by: lanes) {
      let first = item / groups * blocks.size
      let panel = item % groups * panelsOfAnItem
      run(
        first..<min(first + blocks.size, tiles.count), panel..<min(panel + panelsOfAnItem, panels),
        scratch + lane * Self.laneWords(tiles))
    }
  }

  /// Computes a block of tiles in some panels.
  private func run(_ block: Range<Int>, _ panels: Range<Int>, _ scratch: Floats) {
    guard !block.isEmpty else { return }
    var loops = tiles.loops
    let inputStride = Self.inputStride(tiles)
    let productStride = Self.productStride(tiles)
    let products = scratch + tiles.form.places * inputStride
    nncc_winograd_input(&loops, call.input, block.lowerBound, block.count, scratch, inputStride)
    var product = nncc_product(
      left: scratch, rows: .line(stride: tiles.geometry.channels), depths: .line(stride: 1),
      right: call.packedKernel, right_stride: 0, bias: nil, result: products, result_stride: Kernels.panelColumns,
      depth: tiles.geometry.channels, columns: tiles.geometry.filters, start: NNCC_START_ZERO, relu: 0)
    let multiply = nncc_matrix_loops().pointee.multiply!
    for panel in panels {
      let column = panel * Kernels.panelColumns
      for place in 0..<tiles.form.places {
        product.left = UnsafePointer(scratch + place * inputStride)
        product.right = UnsafePointer(call.packedKernel + place * tiles.kernelStride)
        product.result = products + place * productStride - column
        multiply(&product, 0, block.count, panel, panel + 1)
      }
      nncc_winograd_output(
        &loops, products, productStride, block.lowerBound, block.count, column, call.bias,
        call.activation == .relu ? 1 : 0, call.output)
    }
    if call.activation != .linear, call.activation != .relu { activate(block, panels) }
  }

  /// The results of a block of tiles, in some panels of filters.
  private func activate(_ block: Range<Int>, _ panels: Range<Int>) {
    let g = tiles.geometry
    let first = panels.lowerBound * Kernels.panelColumns
    let count = min(panels.upperBound * Kernels.panelColumns, g.filters) - first
    for tile in block {
      let (image, inside) = tile.quotientAndRemainder(dividingBy: tiles.high * tiles.wide)
      let top = inside / tiles.wide * tiles.form.outputs
      let left = inside % tiles.wide * tiles.form.outputs
      for y in top..<min(top + tiles.form.outputs, g.outputHeight) {
        for x in left..<min(left + tiles.form.outputs, g.outputWidth) {
          let pixel = call.output + ((image * g.outputHeight + y) * g.outputWidth + x) * g.filters + first
          call.activation.apply(pixel, pixel, count: count)
        }
      }
    }
  }
}

/// The kernel's transform: items are channels, or sixteen of them where it is turned.
private struct WinogradKernelCall: SlicedCall {
  let loops: nncc_winograd
  let kernel: Floats
  let panels: Floats
  let stride: Int
  let isTurned: Bool

  func run(_ slice: Range<Int>) {
    var loops = loops
    if isTurned {
      nncc_winograd_turned_kernel(
        &loops, kernel, 16 * slice.lowerBound, min(16 * slice.upperBound, loops.channels), panels, stride)
    } else {
      nncc_winograd_kernel(&loops, kernel, slice.lowerBound, slice.upperBound, panels, stride)
    }
  }
}
