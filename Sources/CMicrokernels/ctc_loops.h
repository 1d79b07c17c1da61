// Connectionist temporal classification of one example: the forward–backward algorithm of Graves et al. 2006, in
// logarithms.
//
// A path names a class for each time step. What it spells is left when repeats are merged and then blanks, class 0,
// dropped; the loss is -log of the probability of all paths that spell the labels 1 ... n. A path goes through states:
// label[i], and blank[i] behind it. Before the first label there is blank[0], and label[0] is no state: -∞ at every
// time. A state reads none of the same time, so vectors run over i.
#ifndef NNCC_CTC_LOOPS_H
#define NNCC_CTC_LOOPS_H

#include "softmax_loops.h"

// The logarithms of the states' shares of all paths at one time. Those after the steps that are still to come have one
// more label, -∞ too, behind the last.
struct ctc_states {
  float *blank, *label;
};

struct ctc_example {
  const int32_t *labels;  // of label 1 ... n
  long count;             // n
  // 0, or -∞ where the label is its predecessor's equal, which only a blank tells from a repeat; n + 2 of them.
  float *skip;
  // Each label's log-probability at the time at hand, that of label[0] -∞.
  float *emission;
};

INLINE f32x16 get_or_nothing(const float *p, long n) { return n == LANES ? load(p) : load_part(p, n, -INFINITY); }

INLINE f32x16 larger(f32x16 a, f32x16 b) { return a > b ? a : b; }

// log(eᵃ + eᵇ)
INLINE f32x16 log_add(f32x16 a, f32x16 b) {
  const f32x16 apart = a == b ? splat(0) : a - b;  // both may be -∞
  return larger(a, b) + log1p_unit(exp16(-absolute(apart)));
}

// The states before the first step, or after the last: one blank is certain.
INLINE void ctc_start(const struct ctc_states *states, long count, long certain) {
  for (long i = 0; i <= count; i++) states->blank[i] = states->label[i] = -INFINITY;
  states->blank[certain] = 0;
}

INLINE void ctc_emit(const struct ctc_example *example, const float *row) {
  example->emission[0] = -INFINITY;
  for (long i = 1; i <= example->count; i++) example->emission[i] = row[example->labels[i - 1]];
}

// One step forward, all logarithms made `shift` smaller. Returns the largest, which is -∞ if there is no path.
INLINE float ctc_forward(const struct ctc_example *example, const float *row, float shift,
                         const struct ctc_states *from, const struct ctc_states *to) {
  f32x16 tops = splat(-INFINITY);
  ctc_emit(example, row);
  EACH_VECTOR(from->blank, example->count + 1, -INFINITY, {
    const f32x16 v = log_add(x, get_or_nothing(from->label + i, n)) + (row[0] - shift);
    put(to->blank + i, v, n);
    tops = larger(v, tops);
  })
  to->label[0] = -INFINITY;
  EACH_VECTOR(from->label + 1, example->count, -INFINITY, {
    const f32x16 skipped = get_or_nothing(from->label + i, n) + get(example->skip + i + 1, n);
    const f32x16 entered = log_add(get_or_nothing(from->blank + i, n), skipped);
    const f32x16 v = log_add(x, entered) + (get(example->emission + i + 1, n) - shift);
    put(to->label + i + 1, v, n);
    tops = larger(v, tops);
  })
  return reduce_max(tops);
}

// One step backward: `after` goes from the time behind the step to before it, `shift` smaller; `before`, the states
// that `ctc_forward` gave for the step, become their shares of all paths, not scaled to a sum of 1. Returns that sum,
// and in `top` the largest logarithm.
INLINE float ctc_backward(const struct ctc_example *example, const float *row, float shift,
                          const struct ctc_states *before, const struct ctc_states *after, float *top) {
  f32x16 tops = splat(-INFINITY), share_tops = tops, sums = splat(0);
  ctc_emit(example, row);
  // Not EACH_VECTOR, which would have all of this twice.
  for (long i = 0; i <= example->count; i += LANES) {
    const long n = example->count + 1 - i < LANES ? example->count + 1 - i : LANES;
    const f32x16 x = get_or_nothing(after->blank + i, n);
    const f32x16 own = get_or_nothing(after->label + i, n), next = get_or_nothing(after->label + i + 1, n);
    const f32x16 blank = log_add(x, next);
    const f32x16 label = log_add(log_add(own, x), next + get(example->skip + i + 1, n));
    const f32x16 blank_share = get_or_nothing(before->blank + i, n) + blank;
    const f32x16 label_share = get_or_nothing(before->label + i, n) + label;
    put(before->blank + i, blank_share, n);
    put(before->label + i, label_share, n);
    share_tops = larger(larger(blank_share, label_share), share_tops);

    const f32x16 blank_before = blank + (row[0] - shift);
    const f32x16 label_before = label + (get_or_nothing(example->emission + i, n) - shift);
    put(after->blank + i, blank_before, n);
    put(after->label + i, label_before, n);
    tops = larger(larger(blank_before, label_before), tops);
  }
  *top = reduce_max(tops);
  const float share_top = reduce_max(share_tops);
  EACH_VECTOR(before->blank, 2 * (example->count + 1), -INFINITY, {
    const f32x16 share = keep(exp16(x - share_top), n);
    put(before->blank + i, share, n);
    sums += share;
  })
  return reduce_add(sums);
}

// The number of labels before the first 0, or -1 if one is no class.
INLINE long ctc_label_count(const int32_t *labels, long most, long classes) {
  long count = 0;
  for (; count < most && labels[count] != 0; count++)
    if (labels[count] < 0 || labels[count] >= classes) return -1;
  return count;
}

// One example's sequence and where its loss is computed.
struct ctc_run {
  const float *logits, *mask;  // [time, classes]; [time], 0 for steps that paths leave out, or null
  long time, classes;
  struct ctc_states after;
  float *row;       // [classes]: one step's log-probabilities, where there is no gradient to hold those of all
  float *rows;      // the states behind 0 ... time steps, of the last two alone where there is no gradient
  float *gradient;  // [time, classes], or null
};

INLINE int ctc_leaves_out(const struct ctc_run *run, long t) { return run->mask && run->mask[t] == 0; }

INLINE struct ctc_states ctc_states_at(const struct ctc_run *run, long width, long place) {
  float *blank = run->rows + 2 * width * place;
  return (struct ctc_states){.blank = blank, .label = blank + width};
}

// The loss: NaN where a logit is, +∞ where no path is long enough. With a gradient, leaves the steps' log-probabilities
// there, and the states behind each.
INLINE float ctc_loss(const struct ctc_example *example, const struct ctc_run *run) {
  const long width = example->count + 1;
  struct ctc_states from = ctc_states_at(run, width, 0);
  ctc_start(&from, example->count, 0);
  double scale = 0;
  float top = 0;
  int parity = 0;
  for (long t = 0; t < run->time; t++) {
    if (ctc_leaves_out(run, t)) continue;
    float *row = run->gradient ? run->gradient + t * run->classes : run->row;
    log_softmax_loop(run->logits + t * run->classes, row, 1, run->classes);
    if (row[0] != row[0]) return NAN;  // all are if one logit is
    parity = !parity;
    const struct ctc_states to = ctc_states_at(run, width, run->gradient ? t + 1 : parity);
    scale += top;
    top = ctc_forward(example, row, top, &from, &to);
    if (top == -INFINITY) return INFINITY;
    from = to;
  }
  const f32x16 last = log_add(splat(from.blank[example->count]), splat(from.label[example->count]));
  return (float)-(scale + last.x);
}

// Makes the gradient of the log-probabilities in its place: each class's probability less its share of all paths.
INLINE void ctc_gradient(const struct ctc_example *example, const struct ctc_run *run, float weight) {
  const long width = example->count + 1;
  ctc_start(&run->after, example->count, example->count);
  run->after.label[width] = -INFINITY;
  float top = 0;
  for (long t = run->time - 1; t >= 0; t--) {
    float *row = run->gradient + t * run->classes;
    if (ctc_leaves_out(run, t)) {
      for (long i = 0; i < run->classes; i++) row[i] = 0;
      continue;
    }
    const struct ctc_states states = ctc_states_at(run, width, t + 1);
    const float share = weight / ctc_backward(example, row, top, &states, &run->after, &top);
    EACH_VECTOR(row, run->classes, -INFINITY, put(row + i, weight * exp16(x), n);)
    row[0] -= share * sum_loop(NNCC_SUM_OF_VALUES, states.blank, width);
    for (long i = 1; i < width; i++) row[example->labels[i - 1]] -= share * states.label[i];
  }
}

// The loss, and in `gradient`, unless it is null, its derivative by the logits times `weight`: NaN where the loss is not
// finite. The scratch has as many words as NNCCRuntime's CTCGeometry says.
INLINE float ctc_loop(const float *logits, const float *mask, long time, long classes, const int32_t *labels,
                      long most_labels, float weight, float *scratch, float *gradient) {
  const long count = ctc_label_count(labels, most_labels, classes);
  float loss = NAN;
  if (count >= 0) {
    const long width = count + 1;
    float *skip = scratch, *emission = skip + width + 1, *after = emission + width, *row = after + 2 * width + 1;
    for (long i = 0; i <= width; i++)
      skip[i] = i > 1 && i < width && labels[i - 1] == labels[i - 2] ? -INFINITY : 0;
    const struct ctc_example example = {.labels = labels, .count = count, .skip = skip, .emission = emission};
    const struct ctc_run run = {
        .logits = logits, .mask = mask, .time = time, .classes = classes,
        .after = {.blank = after, .label = after + width},
        .row = row, .rows = gradient ? row : row + classes, .gradient = gradient};
    loss = ctc_loss(&example, &run);
    if (gradient && loss < INFINITY) ctc_gradient(&example, &run, weight);
  }
  if (gradient && !(loss < INFINITY))
    for (long i = 0; i < time * classes; i++) gradient[i] = NAN;
  return loss;
}

#endif
