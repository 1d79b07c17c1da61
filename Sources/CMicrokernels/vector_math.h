// Sixteen floats at a time on every instruction set: one AVX-512 register, two of AVX2, four of SSE2 or NEON.
//
// All functions here are inlined into loops that are compiled once per instruction set, so one text
// serves them all. None of them depends on a lane's position: a tail gives the bits that the body gives.
#ifndef NNCC_VECTOR_MATH_H
#define NNCC_VECTOR_MATH_H

#include <math.h>
#include <stdint.h>

// Nothing here is ever called across an ABI boundary: it is all inlined.
#pragma clang diagnostic ignored "-Wpsabi"

// In optimised code without debugging information: it would take more room than the code, and a third of the time to
// compile. What a debugger shows is the loop that all was inlined into.
#ifdef __OPTIMIZE__
#define INLINE static inline __attribute__((always_inline, unused, nodebug))
#else
#define INLINE static inline __attribute__((always_inline, unused))
#endif

typedef float f32x16 __attribute__((ext_vector_type(16)));
typedef float f32x8 __attribute__((ext_vector_type(8)));
typedef float f32x4 __attribute__((ext_vector_type(4)));
typedef float f32x2 __attribute__((ext_vector_type(2)));
typedef double f64x8 __attribute__((ext_vector_type(8)));
typedef double f64x8_unaligned __attribute__((ext_vector_type(8), aligned(8)));
typedef int32_t i32x16 __attribute__((ext_vector_type(16)));
typedef uint32_t u32x16 __attribute__((ext_vector_type(16)));
typedef uint64_t u64x8 __attribute__((ext_vector_type(8)));
typedef float f32x16_unaligned __attribute__((ext_vector_type(16), aligned(4)));
typedef float f32x8_unaligned __attribute__((ext_vector_type(8), aligned(4)));
typedef float f32x4_unaligned __attribute__((ext_vector_type(4), aligned(4)));
typedef float f32x2_unaligned __attribute__((ext_vector_type(2), aligned(4)));

#define JOIN2(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3)
#define JOIN4(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7)
#define JOIN8(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)

// Lanes n ..< n + 8 of a and of b, in turn.
#define INTERLEAVE(a, b, n)                                                                                  \
  __builtin_shufflevector(a, b, n, n + 16, n + 1, n + 17, n + 2, n + 18, n + 3, n + 19, n + 4, n + 20,       \
                          n + 5, n + 21, n + 6, n + 22, n + 7, n + 23)

enum { LANES = 16 };

// MARK: Memory

INLINE f32x16 splat(float value) { return (f32x16)(value); }

INLINE f32x16 load(const float *p) { return *(const f32x16_unaligned *)p; }

INLINE void store(float *p, f32x16 v) { *(f32x16_unaligned *)p = v; }

// The first n lanes from p, n < LANES; the others are `fill`. In fixed pieces of 8, 4, 2 and 1: a copy of
// unknown size would be a call, and would have to go through memory.
INLINE f32x16 load_part(const float *p, long n, float fill) {
  const f32x2 two = (f32x2)(fill);
  const f32x4 four = (f32x4)(fill);
  const f32x8 eight = (f32x8)(fill);
  f32x2 a = two;
  if (n & 1) a.x = p[n & 14];
  f32x4 b = JOIN2(a, two);
  if (n & 2) b = JOIN2(*(const f32x2_unaligned *)(p + (n & 12)), a);
  f32x8 c = JOIN4(b, four);
  if (n & 4) c = JOIN4(*(const f32x4_unaligned *)(p + (n & 8)), b);
  return n & 8 ? JOIN8(*(const f32x8_unaligned *)p, c) : JOIN8(c, eight);
}

INLINE void store_part(float *p, f32x16 v, long n) {
  f32x8 a = v.lo;
  if (n & 8) *(f32x8_unaligned *)p = a, p += 8, a = v.hi;
  f32x4 b = a.lo;
  if (n & 4) *(f32x4_unaligned *)p = b, p += 4, b = a.hi;
  f32x2 c = b.lo;
  if (n & 2) *(f32x2_unaligned *)p = c, p += 2, c = b.hi;
  if (n & 1) *p = c.x;
}

// n lanes, n ≤ LANES.
INLINE f32x16 get(const float *p, long n) { return n == LANES ? load(p) : load_part(p, n, 0); }

INLINE void put(float *p, f32x16 v, long n) {
  if (n == LANES)
    store(p, v);
  else
    store_part(p, v, n);
}

// v in the first n lanes, zero in the others.
INLINE f32x16 keep(f32x16 v, long n) {
  const i32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return lane < (i32x16)((int)n) ? v : splat(0);
}

// MARK: Across lanes, always in the same tree

INLINE float reduce_add(f32x16 v) {
  f32x8 a = v.lo + v.hi;
  f32x4 b = a.lo + a.hi;
  return (b.x + b.z) + (b.y + b.w);
}

INLINE float reduce_max(f32x16 v) {
  f32x8 a = v.lo > v.hi ? v.lo : v.hi;
  f32x4 b = a.lo > a.hi ? a.lo : a.hi;
  float c = b.x > b.z ? b.x : b.z, d = b.y > b.w ? b.y : b.w;
  return c > d ? c : d;
}

// MARK: Bits and choices; where an argument is NaN, `floor_at`, `cap_at` and `clamp` give NaN

INLINE i32x16 bits_of(f32x16 v) { return (i32x16)v; }
INLINE f32x16 from_bits(i32x16 v) { return (f32x16)v; }
INLINE f32x16 absolute(f32x16 x) { return from_bits(bits_of(x) & 0x7fffffff); }
INLINE f32x16 with_sign_of(f32x16 magnitude, f32x16 sign) {
  return from_bits(bits_of(magnitude) | (bits_of(sign) & (int)0x80000000));
}
INLINE f32x16 floor_at(f32x16 x, float low) { return splat(low) > x ? splat(low) : x; }
INLINE f32x16 cap_at(f32x16 x, float high) { return splat(high) < x ? splat(high) : x; }
INLINE f32x16 clamp(f32x16 x, float low, float high) { return cap_at(floor_at(x, low), high); }
INLINE f32x16 square(f32x16 x) { return x * x; }

// MARK: Exponentials

// x = exponent · ln 2 + rest, |rest| ≤ ln 2 / 2; right for |x| < 2²¹. Cody and Waite's two-part ln 2.
INLINE f32x16 split_exponent(f32x16 x, i32x16 *exponent) {
  const float round_to_integer = 12582912.0f;  // 1.5 · 2²³: adding it leaves no fraction bits
  f32x16 shifted = x * 1.44269504f + round_to_integer;
  *exponent = bits_of(shifted) - bits_of(splat(round_to_integer));
  f32x16 n = shifted - round_to_integer;
  f32x16 rest = x - n * 0.693359375f;
  return rest + n * 2.12194440e-4f;
}

// eʳ - 1 for |r| ≤ ln 2 / 2, relative error below 2⁻²⁶ before rounding (a minimax fit).
INLINE f32x16 expm1_of_rest(f32x16 r) {
  f32x16 q = r * 0.0013882521f + 0.0083665205f;
  q = q * r + 0.0416672f;
  q = q * r + 0.16666543f;
  q = q * r + 0.49999997f;
  return r + square(r) * q;
}

INLINE f32x16 power_of_two(i32x16 n) { return from_bits((n + 127) << 23); }

// eˣ, within 2 ulp, denormal results included.
INLINE f32x16 exp16(f32x16 x) {
  i32x16 n;
  // Beyond these the result is +∞ or 0 all the same.
  f32x16 r = split_exponent(clamp(x, -104.0f, 89.0f), &n);
  f32x16 p = 1.0f + expm1_of_rest(r);
  i32x16 half = n >> 1;  // two factors, for neither may overflow nor vanish before its time
  return p * power_of_two(half) * power_of_two(n - half);
}

// eˣ - 1 for |x| ≤ 20, within 3 ulp.
INLINE f32x16 expm1_bounded(f32x16 x) {
  i32x16 n;
  f32x16 r = split_exponent(x, &n);
  f32x16 scale = power_of_two(n);
  return scale * expm1_of_rest(r) + (scale - 1.0f);
}

// eˣ - 1 for x ≤ 20. Below -20 it is -1 to the last bit.
INLINE f32x16 expm1_nonpositive(f32x16 x) { return expm1_bounded(floor_at(x, -20.0f)); }

// log(1 + t) for 0 ≤ t ≤ 1, within 2 ulp: 2 artanh(t / (2 + t)), which cancels nothing.
INLINE f32x16 log1p_unit(f32x16 t) {
  f32x16 s = t / (2.0f + t), z = square(s);
  f32x16 q = z * 0.28012666f + 0.28001678f;
  q = q * z + 0.40021533f;
  q = q * z + 0.6666642f;
  return 2.0f * s + s * z * q;
}

// tanh x, within 4 ulp. Beyond 10 it is ±1.
INLINE f32x16 tanh16(f32x16 x) {
  f32x16 e = expm1_bounded(2.0f * cap_at(absolute(x), 10.0f));
  return with_sign_of(e / (e + 2.0f), x);
}

// 1 / (1 + e⁻ˣ), within 4 ulp, denormal results included.
INLINE f32x16 sigmoid16(f32x16 x) {
  f32x16 t = exp16(-absolute(x));
  return (x < 0.0f ? t : splat(1)) / (1.0f + t);
}

// log(1 + eˣ), within 4 ulp, denormal results included.
INLINE f32x16 softplus16(f32x16 x) {
  return (x > 0.0f ? x : splat(0)) + log1p_unit(exp16(-absolute(x)));
}

// MARK: Logarithm

// ln x, within 2 ulp, denormal arguments included; NaN below zero. Polynomial: Moshier's Cephes logf.
INLINE f32x16 log16(f32x16 x) {
  i32x16 denormal = x < 1.17549435e-38f;
  f32x16 scaled = denormal ? x * 8388608.0f : x;
  // The mantissa m is taken in [√½, √2), so that log m cancels nothing against the exponent.
  i32x16 exponent = (bits_of(scaled) - bits_of(splat(0.70710678f))) >> 23;
  f32x16 f = from_bits(bits_of(scaled) - (exponent << 23)) - 1.0f;
  f32x16 e = __builtin_convertvector(denormal ? exponent - 23 : exponent, f32x16);
  f32x16 p = f * 7.0376836292e-2f - 1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f - 1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f - 1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f - 2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  f32x16 z = square(f);
  f32x16 low = f * z * p - e * 2.12194440e-4f;
  f32x16 result = e * 0.693359375f + (f + (low - 0.5f * z));
  result = x == INFINITY ? x : result;
  result = x == 0.0f ? splat(-INFINITY) : result;
  return x >= 0.0f ? result : splat(NAN);
}

INLINE float log_scalar(float x) { return log16(splat(x)).x; }

// MARK: Error function

// erf x, within 2 ulp. Polynomials: Norbert Juffa's erff (2014, public domain).
INLINE f32x16 erf16(f32x16 x) {
  f32x16 a = cap_at(absolute(x), 5.0f), s = square(a);
  f32x16 far = a * -1.72853470e-5f + 3.83197126e-4f;
  far = far * s + (a * -3.88396438e-3f + 2.42546219e-2f);
  far = far * a - 1.06777877e-1f;
  far = far * a - 6.34846687e-1f;
  far = far * a - 1.28717512e-1f;
  far = 1.0f - exp16(far * a - a);
  f32x16 near = s * -5.96761703e-4f + 4.99119423e-3f;
  near = near * s - 2.67681349e-2f;
  near = near * s + 1.12819925e-1f;
  near = near * s - 3.76125336e-1f;
  near = near * s + 1.28379166e-1f;
  near = near * a + a;
  return with_sign_of(a > 0.927734375f ? far : near, x);
}

#endif
