#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// A number type that the reference kernels run on.
public protocol ReferenceScalar: BinaryFloatingPoint, Sendable {
  /// eˣ
  static func exp(_ x: Self) -> Self
  /// eˣ − 1
  static func expm1(_ x: Self) -> Self
  /// ln x
  static func log(_ x: Self) -> Self
  /// ln (1 + x)
  static func log1p(_ x: Self) -> Self
  /// The hyperbolic tangent
  static func tanh(_ x: Self) -> Self
  /// The error function
  static func erf(_ x: Self) -> Self
  /// xʸ
  static func pow(_ x: Self, _ y: Self) -> Self
}

// The mathematics library of the platform, under names that the protocol's own do not hide.
private func exponential(_ x: Double) -> Double { exp(x) }
private func exponentialMinusOne(_ x: Double) -> Double { expm1(x) }
private func logarithm(_ x: Double) -> Double { log(x) }
private func logarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }
private func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
private func errorFunction(_ x: Double) -> Double { erf(x) }
private func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }

extension Double: ReferenceScalar {
  /// eˣ
  public static func exp(_ x: Double) -> Double { exponential(x) }
  /// eˣ − 1
  public static func expm1(_ x: Double) -> Double { exponentialMinusOne(x) }
  /// ln x
  public static func log(_ x: Double) -> Double { logarithm(x) }
  /// ln (1 + x)
  public static func log1p(_ x: Double) -> Double { logarithmOfOnePlus(x) }
  /// The hyperbolic tangent
  public static func tanh(_ x: Double) -> Double { hyperbolicTangent(x) }
  /// The error function
  public static func erf(_ x: Double) -> Double { errorFunction(x) }
  /// xʸ
  public static func pow(_ x: Double, _ y: Double) -> Double { power(x, y) }
}

/// Computed in Double and rounded once.
extension Float: ReferenceScalar {
  /// eˣ
  public static func exp(_ x: Float) -> Float { Float(exponential(Double(x))) }
  /// eˣ − 1
  public static func expm1(_ x: Float) -> Float { Float(exponentialMinusOne(Double(x))) }
  /// ln x
  public static func log(_ x: Float) -> Float { Float(logarithm(Double(x))) }
  /// ln (1 + x)
  public static func log1p(_ x: Float) -> Float { Float(logarithmOfOnePlus(Double(x))) }
  /// The hyperbolic tangent
  public static func tanh(_ x: Float) -> Float { Float(hyperbolicTangent(Double(x))) }
  /// The error function
  public static func erf(_ x: Float) -> Float { Float(errorFunction(Double(x))) }
  /// xʸ
  public static func pow(_ x: Float, _ y: Float) -> Float { Float(power(Double(x), Double(y))) }
}
