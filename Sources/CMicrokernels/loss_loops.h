// The losses of NNCCRuntime's Loss and their gradients, one pass over rows of predictions.
//
// A row's value depends on that row alone. With w = weight of the row · scale, the gradient is
// w · ∂(row's value)/∂prediction.
#ifndef NNCC_LOSS_LOOPS_H
#define NNCC_LOSS_LOOPS_H

#include "softmax_loops.h"

static const float loss_epsilon = 1e-7f;  // Keras's backend.epsilon()

INLINE f32x16 clip_probability(f32x16 p) { return clamp(p, loss_epsilon, 1.0f - loss_epsilon); }

// Where a clipped probability still moves with p.
INLINE i32x16 within_clip(f32x16 p) { return (p >= loss_epsilon) & (p <= 1.0f - loss_epsilon); }

INLINE f32x16 sign_of(f32x16 x) { return x > 0.0f ? splat(1) : x < 0.0f ? splat(-1) : x; }

// A loss that is the mean of one value for each element; x is the prediction and t the target.
#define MEAN_OF_ELEMENTS(value, slope)                                      \
  {                                                                         \
    f32x16 sums = splat(0);                                                 \
    const float share = weight / (float)classes;                            \
    EACH_VECTOR(xs, classes, 0, {                                           \
      const f32x16 t = get(ts + i, n);                                      \
      sums += keep(value, n);                                               \
      if (gradient) put(gradient + i, share * (slope), n);                  \
    })                                                                      \
    return reduce_add(sums) / (float)classes;                               \
  }

INLINE f32x16 huber_value(f32x16 e, float delta) {
  f32x16 a = absolute(e);
  return a <= delta ? 0.5f * square(e) : delta * a - 0.5f * delta * delta;
}

INLINE f32x16 binary_value(f32x16 p, f32x16 t) { return -(t * log16(p) + (1.0f - t) * log16(1.0f - p)); }

INLINE f32x16 binary_slope(f32x16 x, f32x16 t) {
  f32x16 p = clip_probability(x);
  return within_clip(x) ? (p - t) / (p * (1.0f - p)) : splat(0);
}

INLINE f32x16 hinge_label(f32x16 t) { return t == 0.0f ? splat(-1) : t; }

INLINE float elementwise_row(const struct nncc_loss_options *loss, const float *xs, const float *ts, long classes,
                             float weight, float *gradient) {
  const float delta = loss->delta, smooth = loss->smoothing;
#define SMOOTH(t) (t * (1.0f - smooth) + 0.5f * smooth)
  switch (loss->kind) {
    case NNCC_MEAN_SQUARED_ERROR: MEAN_OF_ELEMENTS(square(x - t), 2.0f * (x - t))
    case NNCC_MEAN_ABSOLUTE_ERROR: MEAN_OF_ELEMENTS(absolute(x - t), sign_of(x - t))
    case NNCC_HUBER: MEAN_OF_ELEMENTS(huber_value(x - t, delta), clamp(x - t, -delta, delta))
    case NNCC_BINARY_CROSSENTROPY_FROM_LOGITS:
      MEAN_OF_ELEMENTS(floor_at(x, 0) - x * SMOOTH(t) + log1p_unit(exp16(-absolute(x))), sigmoid16(x) - SMOOTH(t))
    case NNCC_BINARY_CROSSENTROPY:
      MEAN_OF_ELEMENTS(binary_value(clip_probability(x), SMOOTH(t)), binary_slope(x, SMOOTH(t)))
    case NNCC_POISSON: MEAN_OF_ELEMENTS(x - t * log16(x + loss_epsilon), 1.0f - t / (x + loss_epsilon))
    case NNCC_HINGE:
      MEAN_OF_ELEMENTS(floor_at(1.0f - hinge_label(t) * x, 0),
                       (1.0f - hinge_label(t) * x >= 0.0f ? -hinge_label(t) : splat(0)))
    default: return NAN;
  }
#undef SMOOTH
}

// MARK: Categorical cross-entropy

// Where a row's target distribution comes from: an array of probabilities, or one label.
struct target {
  const float *values;  // null: one-hot at `label`
  int label;
  float on, off;  // the smoothed probabilities: v · (on - off) + off
};

INLINE f32x16 target_at(const struct target *target, long i, long n) {
  const i32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  if (target->values) return keep(get(target->values + i, n) * (target->on - target->off) + target->off, n);
  return keep(lane + (int)i == (i32x16)(target->label) ? splat(target->on) : splat(target->off), n);
}

// Σ t · (log Σ exp x - x); the slope is softmax(x) · Σ t - t. Where t is 0 an infinite logit does not count.
INLINE float crossentropy_row_from_logits(const float *xs, const struct target *target, long classes,
                                          float weight, float *gradient) {
  const float top = row_maximum(xs, classes);
  f32x16 exponentials = splat(0), targets = splat(0);
  EACH_VECTOR(xs, classes, -INFINITY, {
    const f32x16 e = keep(exp16(x - top), n);
    exponentials += e;
    targets += target_at(target, i, n);
    if (gradient) put(gradient + i, e, n);
  })
  const float sum = reduce_add(exponentials), log_sum = log_scalar(sum), mass = reduce_add(targets);
  const float share = weight * mass / sum;
  f32x16 values = splat(0);
  EACH_VECTOR(xs, classes, -INFINITY, {
    const f32x16 t = target_at(target, i, n);
    values += t != 0.0f ? t * (log_sum - (x - top)) : splat(0);
    if (gradient) put(gradient + i, get(gradient + i, n) * share - weight * t, n);
  })
  // A NaN logit shows in the sum even where every term that saw it was left out.
  return log_sum != log_sum ? log_sum : reduce_add(values);
}

// -Σ t · log p, with p the clipped share of x in its row's sum.
INLINE float crossentropy_row(const float *xs, const struct target *target, long classes, float weight,
                              float *gradient) {
  const float scale = 1.0f / sum_loop(NNCC_SUM_OF_VALUES, xs, classes);
  f32x16 values = splat(0), moments = splat(0);
  EACH_VECTOR(xs, classes, 0, {
    const f32x16 p = x * scale, t = target_at(target, i, n);
    values -= t * log16(clip_probability(p));
    moments += within_clip(p) ? t : splat(0);
  })
  if (gradient) {
    const float pull = weight * scale, moment = reduce_add(moments);
    EACH_VECTOR(xs, classes, 0, {
      const f32x16 p = x * scale, t = target_at(target, i, n);
      put(gradient + i, pull * (moment - (within_clip(p) ? t / p : splat(0))), n);
    })
  }
  return reduce_add(values);
}

// The same where TensorFlow clips first and divides by the sum of what is left, as it does with labels:
// log Σ p - Σ t · log p, with p the clipped x.
INLINE float sparse_crossentropy_row(const float *xs, const struct target *target, long classes, float weight,
                                     float *gradient) {
  f32x16 sums = splat(0), values = splat(0);
  EACH_VECTOR(xs, classes, 0, {
    const f32x16 p = clip_probability(x);
    sums += keep(p, n);
    values -= target_at(target, i, n) * log16(p);
  })
  const float sum = reduce_add(sums);
  if (gradient) {
    EACH_VECTOR(xs, classes, 0, {
      const f32x16 t = target_at(target, i, n);
      put(gradient + i, within_clip(x) ? weight * (1.0f / sum - t / x) : splat(0), n);
    })
  }
  return log_scalar(sum) + reduce_add(values);
}

INLINE float categorical_row(const struct nncc_loss_options *loss, const float *xs, const float *ts,
                             const int32_t *label, long classes, float weight, float *gradient) {
  struct target target = {.off = loss->smoothing / (float)classes};
  target.on = 1.0f - loss->smoothing + target.off;
  if (label) {
    target.label = *label;
    if (*label < 0 || *label >= classes) {
      if (gradient) for (long i = 0; i < classes; i++) gradient[i] = NAN;
      return NAN;
    }
  } else {
    target.values = ts;
  }
  if (loss->kind == NNCC_CATEGORICAL_CROSSENTROPY_FROM_LOGITS)
    return crossentropy_row_from_logits(xs, &target, classes, weight, gradient);
  if (label) return sparse_crossentropy_row(xs, &target, classes, weight, gradient);
  return crossentropy_row(xs, &target, classes, weight, gradient);
}

// MARK: Losses of whole rows

// Σ t · log(t / p), both clipped to [ε, 1].
INLINE float divergence_row(const float *xs, const float *ts, long classes, float weight, float *gradient) {
  f32x16 values = splat(0);
  EACH_VECTOR(xs, classes, 1, {
    const f32x16 t = clamp(get(ts + i, n), loss_epsilon, 1), p = clamp(x, loss_epsilon, 1);
    values += keep(t * log16(t / p), n);
    if (gradient) put(gradient + i, ((x >= loss_epsilon) & (x <= 1.0f)) ? -weight * t / p : splat(0), n);
  })
  return reduce_add(values);
}

// The factor that brings a row to length 1, at most 1/ε.
INLINE float inverse_norm(const float *xs, long count) {
  const float inverse = 1.0f / __builtin_elementwise_sqrt(sum_loop(NNCC_SUM_OF_SQUARES, xs, count));
  return inverse > 1.0f / loss_epsilon ? 1.0f / loss_epsilon : inverse;
}

// -cos(x, t)
INLINE float cosine_row(const float *xs, const float *ts, long classes, float weight, float *gradient) {
  const float a = inverse_norm(xs, classes), b = inverse_norm(ts, classes);
  f32x16 products = splat(0);
  EACH_VECTOR(xs, classes, 0, products += x * a * (get(ts + i, n) * b);)
  const float cosine = reduce_add(products);
  if (gradient) {
    // Where the norm was held at ε, the factor a does not move with x.
    const float along = a < 1.0f / loss_epsilon ? cosine : 0;
    EACH_VECTOR(xs, classes, 0, put(gradient + i, weight * a * (along * a * x - b * get(ts + i, n)), n);)
  }
  return -cosine;
}

INLINE void loss_loop(const struct nncc_loss_options *loss, const float *predictions, const float *targets,
                      const int32_t *labels, const float *weights, long rows, long classes, float scale,
                      float *row_losses, float *gradients) {
  for (long r = 0; r < rows; r++) {
    const float *xs = predictions + r * classes, *ts = targets ? targets + r * classes : 0;
    const float row_weight = weights ? weights[r] : 1, weight = row_weight * scale;
    float *gradient = gradients ? gradients + r * classes : 0;
    float value;
    switch (loss->kind) {
      case NNCC_CATEGORICAL_CROSSENTROPY:
      case NNCC_CATEGORICAL_CROSSENTROPY_FROM_LOGITS:
        value = categorical_row(loss, xs, ts, labels ? labels + r : 0, classes, weight, gradient);
        break;
      case NNCC_KL_DIVERGENCE: value = divergence_row(xs, ts, classes, weight, gradient); break;
      case NNCC_COSINE_SIMILARITY: value = cosine_row(xs, ts, classes, weight, gradient); break;
      default: value = elementwise_row(loss, xs, ts, classes, weight, gradient);
    }
    row_losses[r] = row_weight * value;
  }
}

#endif
