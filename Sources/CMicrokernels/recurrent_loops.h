// What a recurrent layer does with its gates after they are activated, and the gradients of that, over the
// units of one example. The gates themselves are activated by activate_loop.
#ifndef NNCC_RECURRENT_LOOPS_H
#define NNCC_RECURRENT_LOOPS_H

#include "elementwise_loops.h"

INLINE void add_product_loop(float *y, const float *a, const float *b, long count) {
  ELEMENTWISE
  for (long i = 0; i < count; i++) y[i] += a[i] * b[i];
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
