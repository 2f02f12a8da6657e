// Two inputs of one dtype, one output: the same dtype, or bool for a comparison.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// `out[i] = f(a[i], b[i])`.
typedef void (*gb_binary_loop)(
  void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, const void *b, ptrdiff_t b_stride, ptrdiff_t n);

/// Operations with an output of the inputs' dtype.
///
/// - Floating dtypes only: `DIV` (true division), `ATAN2`, `HYPOT`, `COPYSIGN`, `NEXTAFTER`, `LOGADDEXP`, `LOGADDEXP2`, `XLOGY`,
///   `XLOG1PY`, `LDEXP`, `ZETA`, `IGAMMA`, `IGAMMAC`.
/// - Integers and bool only: `BITWISE_*`. Integers only: `SHIFT_*`, `GCD`, `LCM`.
/// - Integers give 0 for a division by 0 and wrap for the smallest number by -1; ask `gb_contains_zero` first to refuse it.
/// - bool has `ADD` (or), `MUL` (and), `MINIMUM`, `MAXIMUM`, `FMIN`, `FMAX` and `BITWISE_*`.
typedef enum gb_binary_op {
  GB_ADD,
  GB_SUB,
  GB_MUL,
  GB_DIV,
  /// Rounded to minus infinity; for floating dtypes by way of fmod, as Python's `//`.
  GB_DIV_FLOOR,
  /// Rounded to zero.
  GB_DIV_TRUNC,
  /// With the sign of the divisor, as Python's `%`.
  GB_REMAINDER,
  /// With the sign of the dividend, as C's `fmod` and `%`.
  GB_FMOD,
  /// Integers: by repeated squaring, wrapping; a negative exponent is the reciprocal rounded to zero (0, 1 or -1; 0 for base 0).
  GB_POW,
  /// The same, but where one exponent of a floating dtype is broadcast and is 1, 2, 3, -1 or -2: products; 0.5 or -0.5: sqrt and 1/sqrt, which
  /// differ from powers at -0 and -infinity (not in float16).
  GB_POW_NUMBER,
  /// NaN if either is.
  GB_MINIMUM,
  GB_MAXIMUM,
  /// The other one if one is NaN.
  GB_FMIN,
  GB_FMAX,
  GB_ATAN2,
  GB_HYPOT,
  GB_COPYSIGN,
  /// The neighbour of a in its own format, in the direction of b.
  GB_NEXTAFTER,
  GB_BITWISE_AND,
  GB_BITWISE_OR,
  GB_BITWISE_XOR,
  /// By a negative number or by the width or more: 0.
  GB_SHIFT_LEFT,
  /// By a negative number or by the width or more: 0, or -1 for a negative number. Arithmetic for signed dtypes.
  GB_SHIFT_RIGHT,
  /// log(exp(a) + exp(b)) without overflow.
  GB_LOGADDEXP,
  GB_LOGADDEXP2,
  /// a · log(b), 0 where a is 0 and b is not NaN.
  GB_XLOGY,
  /// a · log(1 + b), 0 where a is 0 and b is not NaN.
  GB_XLOG1PY,
  /// a · 2^b for integral b, without overflow on the way.
  GB_LDEXP,
  /// Hurwitz's zeta of a at b.
  GB_ZETA,
  /// The regularised incomplete gamma functions, lower and upper, of parameter a at b.
  GB_IGAMMA,
  GB_IGAMMAC,
  /// 0 or 1 by the sign of a, b where a is 0.
  GB_HEAVISIDE,
  GB_GCD,
  GB_LCM,
} gb_binary_op;

enum { GB_BINARY_COUNT = GB_LCM + 1 };

/// Operations with an output of bool, for every dtype. A number is true if it is not 0 (NaN is).
typedef enum gb_comparison_op {
  GB_EQ,
  GB_NE,
  GB_LT,
  GB_LE,
  GB_GT,
  GB_GE,
  GB_LOGICAL_AND,
  GB_LOGICAL_OR,
  GB_LOGICAL_XOR,
} gb_comparison_op;

enum { GB_COMPARISON_COUNT = GB_LOGICAL_XOR + 1 };

/// The loop of an operation, or NULL where it has no meaning for the dtype.
gb_binary_loop _Nullable gb_binary(gb_binary_op op, gb_dtype dtype);

/// The same at a given level, which the processor must have (see `gb_best_level`).
gb_binary_loop _Nullable gb_binary_at(gb_level level, gb_binary_op op, gb_dtype dtype);

/// The loop of a comparison: `out` is bool.
gb_binary_loop _Nullable gb_comparison(gb_comparison_op op, gb_dtype dtype);

/// The same at a given level.
gb_binary_loop _Nullable gb_comparison_at(gb_level level, gb_comparison_op op, gb_dtype dtype);

/// Whether any of n elements is 0.
int gb_contains_zero(gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n);

#pragma clang assume_nonnull end
