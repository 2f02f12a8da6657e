// Activation functions with parameters, and their slopes times a gradient: one pass over memory each.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// The parameters of each, in order.
typedef enum gb_activation_op {
  /// alpha, scale, input scale: `scale · x` above 0, `alpha · scale · (exp(input scale · x) - 1)` below.
  GB_ELU,
  /// `x · Φ(x)`, with the normal distribution itself.
  GB_GELU,
  /// The same, approximated by way of tanh.
  GB_GELU_TANH,
  /// `clamp(x / 6 + 1/2, 0, 1)`.
  GB_HARDSIGMOID,
  /// `x · hardsigmoid(x)`.
  GB_HARDSWISH,
  /// The bounds: `clamp(x, p0, p1)`; flat at the bounds.
  GB_HARDTANH,
  /// The slope below 0.
  GB_LEAKY_RELU,
  /// `-log(1 + exp(-x))`.
  GB_LOG_SIGMOID,
  /// `x · tanh(log(1 + exp(x)))`.
  GB_MISH,
  /// `x · sigmoid(x)`.
  GB_SILU,
  /// beta, threshold: `log(1 + exp(beta · x)) / beta`, x itself where `beta · x` is above the threshold.
  GB_SOFTPLUS,
  /// lambda: 0 in [-lambda, lambda].
  GB_HARDSHRINK,
  /// lambda: 0 in [-lambda, lambda], shifted towards 0 outside.
  GB_SOFTSHRINK,
  /// threshold, value: the value where x is at most the threshold.
  GB_THRESHOLD,
} gb_activation_op;

enum { GB_ACTIVATION_COUNT = GB_THRESHOLD + 1, GB_ACTIVATION_PARAMETERS = 3 };

/// `out[i] = f(a[i])`.
typedef void (*gb_activation_loop)(
  void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, ptrdiff_t n, const double *parameters);

/// The loop of a floating dtype, NULL for others.
gb_activation_loop _Nullable gb_activation(gb_activation_op op, gb_dtype dtype);
gb_activation_loop _Nullable gb_activation_at(gb_level level, gb_activation_op op, gb_dtype dtype);

/// `out[i] = g[i] · f'(a[i])`.
typedef void (*gb_activation_slope_loop)(
  void *out, ptrdiff_t out_stride, const void *g, ptrdiff_t g_stride, const void *a, ptrdiff_t a_stride, ptrdiff_t n,
  const double *parameters);

gb_activation_slope_loop _Nullable gb_activation_slope(gb_activation_op op, gb_dtype dtype);
gb_activation_slope_loop _Nullable gb_activation_slope_at(gb_level level, gb_activation_op op, gb_dtype dtype);

#pragma clang assume_nonnull end
