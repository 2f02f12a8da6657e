// One step of the optimizer Adam, over a parameter and what is kept for it.
#pragma once

#include <stdbool.h>

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// The numbers of a step, each rounded to the dtype before it is used.
typedef struct gb_adam_settings {
  /// The gradient's sign is turned.
  bool maximize;
  /// What the parameter is multiplied by first: 1 for no decoupled decay.
  double decay;
  /// The parameter times this is added to the gradient: 0 for no decay.
  double gradient_decay;
  /// 1 - beta1: how far the average moves to the gradient.
  double average_weight;
  /// beta2 and 1 - beta2.
  double square_keep, square_weight;
  /// What the root of the averaged squares is divided by, and what is added to it then.
  double correction, eps;
  /// Minus the step size.
  double factor;
} gb_adam_settings;

/// Contiguous memory. The operations and their roundings are those of the operators that the step is made of, a multiplication with an
/// addition after it in one operator being fused where the processor can. `largest` (of AMSGrad) may be NULL.
typedef void (*gb_adam_loop)(
  void *parameter, const void *gradient, void *average, void *square_average, void *_Nullable largest, ptrdiff_t n,
  const gb_adam_settings *settings);

/// For float64 and float32.
gb_adam_loop _Nullable gb_adam(gb_dtype dtype);
gb_adam_loop _Nullable gb_adam_at(gb_level level, gb_dtype dtype);

#pragma clang assume_nonnull end
