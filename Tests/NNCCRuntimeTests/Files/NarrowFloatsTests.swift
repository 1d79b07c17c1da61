import NNCCRuntime
import Testing

struct NarrowFloatsTests {
  #if !(os(macOS) && arch(x86_64))
    @Test func everyHalfPrecisionPatternHasTheValueOfFloat16() {
      for pattern in UInt16.min...UInt16.max {
        let expected = Float(Float16(bitPattern: pattern))
        let value = Float(float16Pattern: pattern)
        #expect(value.isNaN ? expected.isNaN : value.bitPattern == expected.bitPattern, "\(pattern)")
      }
    }
  #endif

  @Test func bfloat16PatternsAreTheUpperHalfOfFloat32() {
    #expect(Float(bfloat16Pattern: 0x3F80) == 1)
    #expect(Float(bfloat16Pattern: 0xC049) == -3.140625)
    #expect(Float(bfloat16Pattern: 0x7F80) == .infinity)
  }
}
