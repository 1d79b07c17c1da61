extension Float {
  /// The value of an IEEE 754 half-precision bit pattern; exact. `Float16` is not there on every platform.
  package init(float16Pattern pattern: UInt16) {
    let magnitude = UInt32(pattern & 0x7FFF)
    let sign = UInt32(pattern & 0x8000) << 16
    let bits: UInt32 =
      if magnitude >= 0x7C00 {
        // Infinity or NaN: the exponent is all ones in both formats.
        magnitude << 13 | 0x7F80_0000
      } else if magnitude >= 0x0400 {
        // The exponent's bias grows from 15 to 127.
        magnitude << 13 + 112 << 23
      } else {
        // Zero or subnormal: a multiple of 2⁻²⁴, which float32 holds as a normal number.
        (Float(magnitude) * 0x1p-24).bitPattern
      }
    self.init(bitPattern: sign | bits)
  }

  /// The value of a bfloat16 bit pattern, the upper half of a float32; exact.
  package init(bfloat16Pattern pattern: UInt16) {
    self.init(bitPattern: UInt32(pattern) << 16)
  }
}
