/// The sizes of a matrix product: result[rows, columns] = left[rows, inner] · right[inner, columns].
public struct MatmulGeometry: Sendable, Hashable {
  public var rows: Int
  public var inner: Int
  public var columns: Int

  public init(rows: Int, inner: Int, columns: Int) {
    self.rows = rows
    self.inner = inner
    self.columns = columns
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
  public var images: Int
  public var inputHeight: Int
  public var inputWidth: Int
  public var channels: Int
  public var outputHeight: Int
  public var outputWidth: Int
  public var filters: Int
  public var kernelHeight: Int
  public var kernelWidth: Int
  public var strideHeight: Int
  public var strideWidth: Int
  public var dilationHeight: Int
  public var dilationWidth: Int
  public var groups: Int

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

/// How an image batch is copied into a larger (or smaller) frame: a border of zeros around it, and zeros
/// between its pixels where the gradient of a strided convolution needs them.
///
/// Source pixel (y, x) goes to row `top + y * spacingHeight` and column `left + x * spacingWidth` of the
/// frame; pixels that fall outside it are dropped (`top` and `left` may be negative); the rest is zero.
public struct BorderGeometry: Sendable, Hashable {
  public var images: Int
  public var height: Int
  public var width: Int
  public var channels: Int
  public var top: Int
  public var left: Int
  public var frameHeight: Int
  public var frameWidth: Int
  public var spacingHeight: Int
  public var spacingWidth: Int

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

/// The sizes of a pooling step. Windows are clipped at the edges of the input: positions in the padding
/// count neither towards a maximum nor, as in TensorFlow, towards the number an average divides by.
///
/// - input: [images, inputHeight, inputWidth, channels]
/// - output: [images, outputHeight, outputWidth, channels]
public struct PoolingGeometry: Sendable, Hashable {
  public var images: Int
  public var inputHeight: Int
  public var inputWidth: Int
  public var channels: Int
  public var outputHeight: Int
  public var outputWidth: Int
  public var windowHeight: Int
  public var windowWidth: Int
  public var strideHeight: Int
  public var strideWidth: Int
  public var paddingTop: Int
  public var paddingLeft: Int

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
