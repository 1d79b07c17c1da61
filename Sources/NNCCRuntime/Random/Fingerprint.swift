/// A number that tells texts apart and is the same in every process: FNV-1a (Fowler, Noll and Vo), 64 bits.
package func fingerprint(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}
