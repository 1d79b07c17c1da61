// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers, as easy as 1, 2, 3; SC 2011),
// sixteen counters at a time.
//
// Element e of a draw is word (e / 16) mod 4 of block 16 · (e / 64) + e mod 16: four vectors of words come
// out of sixteen counters without a shuffle.
#ifndef NNCC_RANDOM_LOOPS_H
#define NNCC_RANDOM_LOOPS_H

#include "include/vector.h"
#include "vector_math.h"

struct words {
  u32x16 at[4];
};

// The high and low words of a · factor, from the products of the even and of the odd lanes.
INLINE u32x16 multiply(u32x16 a, uint32_t factor, u32x16 *low) {
  const u64x8 low_half = (u64x8)(0xffffffffu);
  const u64x8 even = ((u64x8)a & low_half) * (uint64_t)factor, odd = ((u64x8)a >> 32) * (uint64_t)factor;
  *low = a * factor;
  return (u32x16)((even >> 32) | (odd & ~low_half));
}

INLINE void philox_round(struct words *c, uint32_t k0, uint32_t k1) {
  u32x16 low0, low1;
  const u32x16 high0 = multiply(c->at[0], 0xD2511F53, &low0), high1 = multiply(c->at[2], 0xCD9E8D57, &low1);
  *c = (struct words){{high1 ^ c->at[1] ^ k0, low1, high0 ^ c->at[3] ^ k1, low0}};
}

#define EACH_ROUND                                                         \
  for (int round = 0; round < 10; round++, k0 += 0x9E3779B9, k1 += 0xBB67AE85) \
    philox_round(&words, k0, k1);

// The sixteen blocks from `block` on, by rounds that are `unrolled` or not.
INLINE struct words philox(int unrolled, struct nncc_random random, uint64_t block) {
  const u32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  // `block` is a multiple of 16, so no lane carries into the high word.
  struct words words = {{(u32x16)((uint32_t)block) + lane, (u32x16)((uint32_t)(block >> 32)),
                         (u32x16)((uint32_t)random.step), (u32x16)((uint32_t)(random.step >> 32))}};
  uint32_t k0 = random.key[0], k1 = random.key[1];
  if (unrolled) {
#pragma clang loop unroll(full)
    EACH_ROUND
  } else {
#pragma clang loop unroll(disable)
    EACH_ROUND
  }
  return words;
}
#undef EACH_ROUND

// Runs the last argument for each vector of elements first ..< first + count, `first` a multiple of 64, with i its
// offset from `first`, `word` its random words and n the number of its lanes that count.
#define DRAW(random, first, count, unrolled, unrolling, ...)                                \
  for (long i0 = 0; i0 < (count); i0 += 4 * LANES) {                                        \
    const struct words words = philox(unrolled, random, (uint64_t)((first) + i0) / 4);      \
    _Pragma(unrolling) for (int w = 0; w < 4; w++) {                                        \
      const long i = i0 + w * LANES;                                                        \
      if (i < (count)) {                                                                    \
        const long n = (count) - i < LANES ? (count) - i : LANES;                           \
        const u32x16 word = words.at[w];                                                    \
        __VA_ARGS__                                                                         \
      }                                                                                     \
    }                                                                                       \
  }

// Unrolled where little is done with the words; where much is, only the code would grow.
#define EACH_DRAW(random, first, count, ...) DRAW(random, first, count, 1, "clang loop unroll(full)", __VA_ARGS__)
#define EACH_DRAW_ROLLED(random, first, count, ...) \
  DRAW(random, first, count, 0, "clang loop unroll(disable)", __VA_ARGS__)

INLINE void random_words_loop(struct nncc_random random, long first, long count, uint32_t *ys) {
  EACH_DRAW(random, first, count, put((float *)ys + i, from_bits((i32x16)word), n);)
}

// low + u · (high - low), u the top 24 bits of a word as a fraction of 2²⁴.
INLINE void random_uniform_loop(struct nncc_random random, long first, long count, float low, float high,
                                float *ys) {
  const float step = (high - low) * 0x1p-24f;
  EACH_DRAW(random, first, count, {
    const f32x16 u = __builtin_convertvector((i32x16)(word >> 8), f32x16);
    put(ys + i, u * step + low, n);
  })
}

// The z ≥ 0 above which a share p of the normal distribution lies, 0 < p ≤ ½, error below 10⁻⁵ of z + 1.
// Polynomials: Giles, Approximating the erfinv function (GPU Computing Gems, 2011), times √2.
INLINE f32x16 normal_quantile(f32x16 p) {
  f32x16 w = -log16(4.0f * p * (1.0f - p));
  f32x16 a = w - 2.5f;
  f32x16 near = a * 2.81022636e-08f + 3.43273939e-07f;
  near = near * a - 3.5233877e-06f;
  near = near * a - 4.39150654e-06f;
  near = near * a + 0.00021858087f;
  near = near * a - 0.00125372503f;
  near = near * a - 0.00417768164f;
  near = near * a + 0.246640727f;
  near = near * a + 1.50140941f;
  f32x16 b = __builtin_elementwise_sqrt(floor_at(w, 0)) - 3.0f;
  f32x16 far = b * -0.000200214257f + 0.000100950558f;
  far = far * b + 0.00134934322f;
  far = far * b - 0.00367342844f;
  far = far * b + 0.00573950773f;
  far = far * b - 0.0076224613f;
  far = far * b + 0.00943887047f;
  far = far * b + 1.00167406f;
  far = far * b + 2.83297682f;
  return (w < 5.0f ? near : far) * (1.0f - 2.0f * p) * 1.41421356f;
}

// A normal number for each word: its sign is the top bit, its distance from 0 the quantile of the rest.
// Within ± the quantile of `tail`: 0 for the whole distribution.
INLINE f32x16 normal_of(u32x16 word, float tail) {
  const f32x16 u = (__builtin_convertvector((i32x16)(word & 0x7fffffff), f32x16) + 0.5f) * 0x1p-31f;
  return with_sign_of(normal_quantile(u * (0.5f - tail) + tail), from_bits((i32x16)word));
}

INLINE void random_normal_loop(struct nncc_random random, long first, long count, float mean, float deviation,
                               float tail, float *ys) {
  EACH_DRAW_ROLLED(random, first, count, put(ys + i, normal_of(word, tail) * deviation + mean, n);)
}

// y = x · scale where an element's word reaches the threshold, else 0.
INLINE void dropout_loop(struct nncc_random random, long first, long count, uint32_t threshold, float scale,
                         const float *xs, float *ys) {
  EACH_DRAW(random, first, count, {
    put(ys + i, word >= threshold ? get(xs + i, n) * scale : splat(0), n);
  })
}

#endif
