// The optimizers of NNCCRuntime's Optimizer: one pass over a parameter, its gradient and its slots.
#ifndef NNCC_UPDATE_LOOPS_H
#define NNCC_UPDATE_LOOPS_H

#include "elementwise_loops.h"

INLINE float clipped_gradient(const struct nncc_update_options *u, float gradient) {
  const float g = gradient * u->gradient_scale;
  return g > u->clip ? u->clip : g < -u->clip ? -u->clip : g;
}

// Not sqrtf, which may set errno and so is not vectorised.
INLINE float square_root(float x) { return __builtin_elementwise_sqrt(x); }

// One FTRL step of a weight, given the accumulator's power before and after.
INLINE float ftrl_step(const float *a, float w, float g, float power, float new_power, float *linear) {
  const float inverse_rate = a[0], l1 = a[2], l2 = a[3], shrinkage = a[4];
  const float sigma = (new_power - power) * inverse_rate;
  const float z = *linear + (g + shrinkage * w) - sigma * w;
  const float held = z > l1 ? l1 : z < -l1 ? -l1 : z;
  *linear = z;
  return (held - z) / (new_power * inverse_rate + l2);
}

INLINE void update_loop(enum nncc_optimizer kind, const struct nncc_update_options *update, const float *gradients,
                        float *ws, float *s0, float *s1, float *s2, long count) {
  const struct nncc_update_options u = *update;
  const float *a = u.coefficients;
#define EACH_WEIGHT(...)                                \
  for (long i = 0; i < count; i++) {                    \
    const float g = clipped_gradient(&u, gradients[i]); \
    const float w = ws[i] - ws[i] * u.decay;            \
    __VA_ARGS__                                         \
  }                                                     \
  break;
#define UPDATE(...) ELEMENTWISE EACH_WEIGHT(__VA_ARGS__)
  switch (kind) {
    case NNCC_SGD: {  // rate
      const float rate = a[0];
      UPDATE(ws[i] = w - rate * g;)
    }
    case NNCC_SGD_MOMENTUM: {  // rate, momentum
      const float rate = a[0], momentum = a[1];
      UPDATE({
        const float v = s0[i] * momentum - rate * g;
        s0[i] = v;
        ws[i] = w + v;
      })
    }
    case NNCC_SGD_NESTEROV: {  // rate, momentum
      const float rate = a[0], momentum = a[1];
      UPDATE({
        const float v = s0[i] * momentum - rate * g;
        s0[i] = v;
        ws[i] = w + (v * momentum - rate * g);
      })
    }
    case NNCC_ADAM: {  // alpha, 1 - beta1, 1 - beta2, epsilon
      const float alpha = a[0], share1 = a[1], share2 = a[2], epsilon = a[3];
      UPDATE({
        const float m = s0[i] + (g - s0[i]) * share1, v = s1[i] + (g * g - s1[i]) * share2;
        s0[i] = m, s1[i] = v;
        ws[i] = w - m * alpha / (square_root(v) + epsilon);
      })
    }
    case NNCC_ADAM_AMSGRAD: {  // as adam
      const float alpha = a[0], share1 = a[1], share2 = a[2], epsilon = a[3];
      UPDATE({
        const float m = s0[i] + (g - s0[i]) * share1, v = s1[i] + (g * g - s1[i]) * share2;
        const float top = maximum(s2[i], v);
        s0[i] = m, s1[i] = v, s2[i] = top;
        ws[i] = w - m * alpha / (square_root(top) + epsilon);
      })
    }
    case NNCC_ADAMAX: {  // rate / (1 - beta1^t), 1 - beta1, beta2, epsilon
      const float alpha = a[0], share1 = a[1], beta2 = a[2], epsilon = a[3];
      UPDATE({
        const float m = s0[i] + (g - s0[i]) * share1, norm = maximum(beta2 * s1[i], __builtin_fabsf(g));
        s0[i] = m, s1[i] = norm;
        ws[i] = w - alpha * m / (norm + epsilon);
      })
    }
    case NNCC_NADAM: {  // rate, 1 - beta1, 1 - beta2, epsilon, factor of m, factor of g, 1 / (1 - beta2^t)
      const float rate = a[0], share1 = a[1], share2 = a[2], epsilon = a[3], of_m = a[4], of_g = a[5];
      const float correction = a[6];
      UPDATE({
        const float m = s0[i] + (g - s0[i]) * share1, v = s1[i] + (g * g - s1[i]) * share2;
        s0[i] = m, s1[i] = v;
        ws[i] = w - (of_m * m + of_g * g) * rate / (square_root(v * correction) + epsilon);
      })
    }
    case NNCC_RMSPROP: {  // rate, rho, 1 - rho, epsilon
      const float rate = a[0], rho = a[1], share = a[2], epsilon = a[3];
      UPDATE({
        const float v = rho * s0[i] + share * (g * g);
        s0[i] = v;
        ws[i] = w - rate * g / square_root(v + epsilon);
      })
    }
    case NNCC_RMSPROP_MOMENTUM: {  // rate, rho, 1 - rho, epsilon, momentum
      const float rate = a[0], rho = a[1], share = a[2], epsilon = a[3], momentum = a[4];
      UPDATE({
        const float v = rho * s0[i] + share * (g * g);
        const float step = momentum * s1[i] + rate * g / square_root(v + epsilon);
        s0[i] = v, s1[i] = step;
        ws[i] = w - step;
      })
    }
    case NNCC_RMSPROP_CENTERED: {  // rate, rho, 1 - rho, epsilon; the mean gradient is slot 1
      const float rate = a[0], rho = a[1], share = a[2], epsilon = a[3];
      UPDATE({
        const float v = rho * s0[i] + share * (g * g), mean = rho * s1[i] + share * g;
        s0[i] = v, s1[i] = mean;
        ws[i] = w - rate * g / square_root(v - mean * mean + epsilon);
      })
    }
    case NNCC_RMSPROP_CENTERED_MOMENTUM: {  // and the momentum slot 2
      const float rate = a[0], rho = a[1], share = a[2], epsilon = a[3], momentum = a[4];
      UPDATE({
        const float v = rho * s0[i] + share * (g * g), mean = rho * s1[i] + share * g;
        const float step = momentum * s2[i] + rate * g / square_root(v - mean * mean + epsilon);
        s0[i] = v, s1[i] = mean, s2[i] = step;
        ws[i] = w - step;
      })
    }
    case NNCC_ADAGRAD: {  // rate, epsilon
      const float rate = a[0], epsilon = a[1];
      UPDATE({
        const float sum = s0[i] + g * g;
        s0[i] = sum;
        ws[i] = w - rate * g / square_root(sum + epsilon);
      })
    }
    case NNCC_ADADELTA: {  // rate, rho, 1 - rho, epsilon
      const float rate = a[0], rho = a[1], share = a[2], epsilon = a[3];
      UPDATE({
        const float v = rho * s0[i] + share * (g * g);
        const float step = -(square_root(s1[i] + epsilon) * g / square_root(v + epsilon));
        s0[i] = v;
        s1[i] = rho * s1[i] + share * (step * step);
        ws[i] = w + rate * step;
      })
    }
    case NNCC_FTRL:  // 1 / rate, 0.5, l1, 2 · l2, 2 · shrinkage
      UPDATE({
        const float sum = s0[i] + g * g;
        ws[i] = ftrl_step(a, w, g, square_root(s0[i]), square_root(sum), s1 + i);
        s0[i] = sum;
      })
    case NNCC_FTRL_POWER: {  // the same, with another power in place of 0.5
      const float power = a[1];
      EACH_WEIGHT({
        const float sum = s0[i] + g * g;
        ws[i] = ftrl_step(a, w, g, powf(s0[i], power), powf(sum, power), s1 + i);
        s0[i] = sum;
      })
    }
  }
#undef EACH_WEIGHT
#undef UPDATE
}

// g += l1 · sign w + 2 · l2 · w
INLINE void regularize_loop(const float *ws, float *gradients, long count, float l1, float l2) {
  ELEMENTWISE
  for (long i = 0; i < count; i++) {
    const float w = ws[i];
    gradients[i] += l1 * (float)((w > 0) - (w < 0)) + 2 * l2 * w;
  }
}

#endif
