/// The sizes of a matrix product: result[rows, columns] = left[rows, inner] · right[inner, columns].
public struct MatmulGeometry: Sendable, Hashable {
  /// Rows of the left side and the result.
  public var rows: Int
  /// Columns of the left side, rows of the right.
  public var inner: Int
  /// Columns of the right side and the result.
  public var columns: Int

  // @_noAllocation
  /// Memberwise.
  public init(rows: Int, inner: Int, columns: Int) {
    self.rows = rows
    self.inner = inner
    self.columns = columns
  }
}

extension MatmulGeometry: LiteralConvertible {
  package var literal: Literal {
    .call(".init", .init("rows", rows), .init("inner", inner), .init("columns", columns))
  }
}

/// The sizes of a two-dimensional convolution over an input that already carries its border.
///
/// - input: [images, inputHeight, inputWidth, channels], border included
/// - kernel: [kernelHeight, kernelWidth, channels / groups, filters]
/// - output: [images, outputHeight, outputWidth, filters]
///
/// A window starts at every `stride`-th row and column of the bordered input; the last rows and columns
/// may go unread. One-dimensional convolutions have height 1.
public struct ConvolutionGeometry: Sendable, Hashable {
  /// Images in the batch.
  public var images: Int
  /// Rows of the input.
  public var inputHeight: Int
  /// Columns of the input.
  public var inputWidth: Int
  /// Channels of the input.
  public var channels: Int
  /// Rows of the output.
  public var outputHeight: Int
  /// Columns of the output.
  public var outputWidth: Int
  /// Channels of the output.
  public var filters: Int
  /// The window's rows.
  public var kernelHeight: Int
  /// The window's columns.
  public var kernelWidth: Int
  /// Rows from one window to the next.
  public var strideHeight: Int
  /// Columns from one window to the next.
  public var strideWidth: Int
  /// Rows between a window's elements.
  public var dilationHeight: Int
  /// Columns between a window's elements.
  public var dilationWidth: Int
  /// Parts that channels and filters split into.
  public var groups: Int

  // @_noAllocation
  /// Memberwise.
  public init(
    images: Int, inputHeight: Int, inputWidth: Int, channels: Int,
    outputHeight: Int, outputWidth: Int, filters: Int,
    kernelHeight: Int, kernelWidth: Int,
    strideHeight: Int = 1, strideWidth: Int = 1,
    dilationHeight: Int = 1, dilationWidth: Int = 1, groups: Int = 1
  ) {
    self.images = images
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.channels = channels
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
    self.filters = filters
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.dilationHeight = dilationHeight
    self.dilationWidth = dilationWidth
    self.groups = groups
  }
}

extension ConvolutionGeometry: LiteralConvertible {
  package var literal: Literal {
    .call(
      ".init", .init("images", images), .init("inputHeight", inputHeight), .init("inputWidth", inputWidth),
      .init("channels", channels), .init("outputHeight", outputHeight), .init("outputWidth", outputWidth),
      .init("filters", filters), .init("kernelHeight", kernelHeight), .init("kernelWidth", kernelWidth),
      .init("strideHeight", strideHeight, default: 1), .init("strideWidth", strideWidth, default: 1),
      .init("dilationHeight", dilationHeight, default: 1), .init("dilationWidth", dilationWidth, default: 1),
      .init("groups", groups, default: 1))
  }
}

/// How an image batch is copied into a larger (or smaller) frame: a border of zeros around it, and zeros
/// between its pixels where the gradient of a strided convolution needs them.
///
/// Source pixel (y, x) goes to row `top + y * spacingHeight` and column `left + x * spacingWidth` of the
/// frame; pixels that fall outside it are dropped (`top` and `left` may be negative); the rest is zero.
public struct BorderGeometry: Sendable, Hashable {
  /// Images in the batch.
  public var images: Int
  /// Rows of the source.
  public var height: Int
  /// Columns of the source.
  public var width: Int
  /// Channels of the input.
  public var channels: Int
  /// Where the source's first row goes.
  public var top: Int
  /// Where the source's first column goes.
  public var left: Int
  /// Rows of the frame.
  public var frameHeight: Int
  /// Columns of the frame.
  public var frameWidth: Int
  /// Rows from one source row to the next.
  public var spacingHeight: Int
  /// Columns from one source column to the next.
  public var spacingWidth: Int

  // @_noAllocation
  /// Memberwise.
  public init(
    images: Int, height: Int, width: Int, channels: Int, top: Int, left: Int,
    frameHeight: Int, frameWidth: Int, spacingHeight: Int = 1, spacingWidth: Int = 1
  ) {
    self.images = images
    self.height = height
    self.width = width
    self.channels = channels
    self.top = top
    self.left = left
    self.frameHeight = frameHeight
    self.frameWidth = frameWidth
    self.spacingHeight = spacingHeight
    self.spacingWidth = spacingWidth
  }
}

extension BorderGeometry: LiteralConvertible {
  package var literal: Literal {
    .call(
      ".init", .init("images", images), .init("height", height), .init("width", width), .init("channels", channels),
      .init("top", top), .init("left", left), .init("frameHeight", frameHeight), .init("frameWidth", frameWidth),
      .init("spacingHeight", spacingHeight, default: 1), .init("spacingWidth", spacingWidth, default: 1))
  }
}

/// The sizes of a pooling step. Windows are clipped at the edges of the input: positions in the padding
/// count neither towards a maximum nor, as in TensorFlow, towards the number an average divides by.
///
/// - input: [images, inputHeight, inputWidth, channels]
/// - output: [images, outputHeight, outputWidth, channels]
public struct PoolingGeometry: Sendable, Hashable {
  /// Images in the batch.
  public var images: Int
  /// Rows of the input.
  public var inputHeight: Int
  /// Columns of the input.
  public var inputWidth: Int
  /// Channels of the input.
  public var channels: Int
  /// Rows of the output.
  public var outputHeight: Int
  /// Columns of the output.
  public var outputWidth: Int
  /// The window's rows.
  public var windowHeight: Int
  /// The window's columns.
  public var windowWidth: Int
  /// Rows from one window to the next.
  public var strideHeight: Int
  /// Columns from one window to the next.
  public var strideWidth: Int
  /// Rows of padding before the first.
  public var paddingTop: Int
  /// Columns of padding before the first.
  public var paddingLeft: Int

  // @_noAllocation
  /// Memberwise.
  public init(
    images: Int, inputHeight: Int, inputWidth: Int, channels: Int, outputHeight: Int, outputWidth: Int,
    windowHeight: Int, windowWidth: Int, strideHeight: Int, strideWidth: Int,
    paddingTop: Int = 0, paddingLeft: Int = 0
  ) {
    self.images = images
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.channels = channels
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
    self.windowHeight = windowHeight
    self.windowWidth = windowWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.paddingTop = paddingTop
    self.paddingLeft = paddingLeft
  }
}

extension PoolingGeometry: LiteralConvertible {
  package var literal: Literal {
    .call(
      ".init", .init("images", images), .init("inputHeight", inputHeight), .init("inputWidth", inputWidth),
      .init("channels", channels), .init("outputHeight", outputHeight), .init("outputWidth", outputWidth),
      .init("windowHeight", windowHeight), .init("windowWidth", windowWidth), .init("strideHeight", strideHeight),
      .init("strideWidth", strideWidth), .init("paddingTop", paddingTop, default: 0),
      .init("paddingLeft", paddingLeft, default: 0))
  }
}
