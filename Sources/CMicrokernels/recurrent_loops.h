// What a recurrent layer does with its gates after they are activated, and the gradients of that, over the
// units of one example. The gates themselves are activated by activate_loop.
#ifndef NNCC_RECURRENT_LOOPS_H
#define NNCC_RECURRENT_LOOPS_H

#include "elementwise_loops.h"

INLINE void add_product_loop(float *y, const float *a, const float *b, long count) {
  ELEMENTWISE
  for (long i = 0; i < count; i++) y[i] += a[i] * b[i];
}

// Rows of one time step lie far from each other: the processor does not foresee where the next goes.
INLINE void keep_row_loop(float *to, const float *from, long count, long next) {
  for (long i = 0; i < count; i += LANES) {
    const long n = count - i < LANES ? count - i : LANES;
    __builtin_prefetch(to + next + i, 1);
    put(to + i, get(from + i, n), n);
  }
}

INLINE void lstm_cell_loop(const float *in, const float *forget, const float *candidate, float *c, float clip,
                           long count) {
  ELEMENTWISE
  for (long i = 0; i < count; i++) {
    const float v = forget[i] * c[i] + in[i] * candidate[i];
    const float capped = v > clip ? clip : v;
    c[i] = capped < -clip ? -clip : capped;
  }
}

// All of a step of an LSTM with its usual activations, in one pass: the gates i f c o lie `units` apart in `input`,
// `product` and `gates`. The gates may be where the product is: a block is read before it is written. Rows of inputs
// and gates lie far from each other, so those of the next example, `next` floats on, are fetched meanwhile.
INLINE void lstm_step_loop(const float *input, const float *product, const float *peepholes, float *gates, float *c,
                           float *h, float clip, long units, long next) {
  const int keeps_gates = gates != product;
  for (long i = 0; i < units; i += LANES) {
    const long n = units - i < LANES ? units - i : LANES;
    f32x16 x[4];
    for (int gate = 0; gate < 4; gate++) {
      const long at = gate * units + i;
      x[gate] = get(input + at, n) + get(product + at, n);
      __builtin_prefetch(input + next + at);
      if (keeps_gates) __builtin_prefetch(gates + next + at, 1);
    }
    f32x16 cell = get(c + i, n);
    if (peepholes) {
      x[0] += get(peepholes + i, n) * cell;
      x[1] += get(peepholes + units + i, n) * cell;
    }
    const f32x16 in = sigmoid16(x[0]), forget = sigmoid16(x[1]), candidate = tanh16(x[2]);
    cell = clamp(forget * cell + in * candidate, -clip, clip);
    if (peepholes) x[3] += get(peepholes + 2 * units + i, n) * cell;
    const f32x16 out = sigmoid16(x[3]);
    put(gates + i, in, n);
    put(gates + units + i, forget, n);
    put(gates + 2 * units + i, candidate, n);
    put(gates + 3 * units + i, out, n);
    put(c + i, cell, n);
    put(h + i, out * tanh16(cell), n);
  }
}

// The gradients of lstm_step, in one pass too: `dh` is that of h, and `dc` that of c, which becomes that of the c
// `before`. Those of the gates go where the next product reads them and where they are `kept`, which may be where the
// gates are.
INLINE void lstm_step_gradient_loop(const float *gates, const float *before, const float *c, const float *peepholes,
                                    const float *dh, float *dc, float *dgates, float *kept, float clip, long units,
                                    long next) {
  const int in_place = gates == kept;
  for (long i = 0; i < units; i += LANES) {
    const long n = units - i < LANES ? units - i : LANES;
    f32x16 gate[4];
    for (int k = 0; k < 4; k++) {
      const long at = k * units + i;
      gate[k] = get(gates + at, n);
      __builtin_prefetch(gates + next + at);
      if (!in_place) __builtin_prefetch(kept + next + at, 1);
    }
    __builtin_prefetch(before + next / 4 + i);  // a quarter as long as the gates
    const f32x16 in = gate[0], forget = gate[1], candidate = gate[2], out = gate[3];
    const f32x16 cell = get(c + i, n), read = tanh16(cell), d = get(dh + i, n);
    const f32x16 dout = d * read * (out * (1.0f - out));
    f32x16 dcell = get(dc + i, n) + d * out * (1.0f - square(read));
    if (peepholes) dcell += get(peepholes + 2 * units + i, n) * dout;
    dcell = cell >= clip ? splat(0) : cell <= -clip ? splat(0) : dcell;
    const f32x16 din = dcell * candidate * (in * (1.0f - in));
    const f32x16 dforget = dcell * get(before + i, n) * (forget * (1.0f - forget));
    const f32x16 dcandidate = dcell * in * (1.0f - square(candidate));
    dcell *= forget;
    if (peepholes) dcell += get(peepholes + i, n) * din + get(peepholes + units + i, n) * dforget;
    put(dc + i, dcell, n);
    for (int copy = 0; copy < 2; copy++) {
      float *to = (copy ? kept : dgates) + i;
      put(to, din, n);
      put(to + units, dforget, n);
      put(to + 2 * units, dcandidate, n);
      put(to + 3 * units, dout, n);
    }
  }
}

INLINE void lstm_cell_gradient_loop(const float *in, const float *forget, const float *candidate,
                                    const float *before, const float *c, float clip, float *dc, float *din,
                                    float *dforget, float *dcandidate, long count) {
  ELEMENTWISE
  for (long i = 0; i < count; i++) {
    const float g = c[i] >= clip || c[i] <= -clip ? 0 : dc[i];
    din[i] = g * candidate[i];
    dforget[i] = g * before[i];
    dcandidate[i] = g * in[i];
    dc[i] = g * forget[i];
  }
}

INLINE void gru_state_loop(const float *update, const float *candidate, float *h, long count) {
  ELEMENTWISE
  for (long i = 0; i < count; i++) h[i] = update[i] * h[i] + (1 - update[i]) * candidate[i];
}

INLINE void gru_state_gradient_loop(const float *update, const float *candidate, const float *before, float *dh,
                                    float *dupdate, float *dcandidate, long count) {
  ELEMENTWISE
  for (long i = 0; i < count; i++) {
    const float g = dh[i];
    dupdate[i] = g * (before[i] - candidate[i]);
    dcandidate[i] = g * (1 - update[i]);
    dh[i] = g * update[i];
  }
}

#endif
