// One input, one output: the same dtype, or bool for a predicate.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// `out[i] = f(a[i])`.
typedef void (*gb_unary_loop)(void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, ptrdiff_t n);

/// Operations with an output of the input's dtype.
///
/// Floating dtypes have all of them but `BITWISE_NOT`. Integers have `NEG`, `ABS`, `SIGN`, `SQUARE`, `RELU`, `BITWISE_NOT`
/// and, as the identity, `FLOOR`, `CEIL`, `ROUND`, `TRUNC`; bool has `SIGN`, `SQUARE` (identities) and `BITWISE_NOT` (logical).
///
/// float32 `EXP`, `EXP2`, `EXPM1`, `LOG*`, `SIN`, `COS`, `TANH`, `SIGMOID` and `ERF`, and float64 `EXP`, `LOG`, `SIN`, `COS`, `TANH`,
/// `SIGMOID` are this library's own vectorised functions, within 2.5 ulp over the whole range (subnormal numbers, huge arguments and
/// specials included). The rest is the C library's. `DIGAMMA` of 0 is -inf with the opposite sign of the zero, NaN at negative integers.
typedef enum gb_unary_op {
  GB_NEG,
  GB_ABS,
  GB_SIGN,
  GB_SQUARE,
  GB_RECIPROCAL,
  GB_SQRT,
  GB_RSQRT,
  GB_EXP,
  GB_EXP2,
  GB_EXPM1,
  GB_LOG,
  GB_LOG2,
  GB_LOG10,
  GB_LOG1P,
  GB_SIN,
  GB_COS,
  GB_TAN,
  GB_ASIN,
  GB_ACOS,
  GB_ATAN,
  GB_SINH,
  GB_COSH,
  GB_TANH,
  GB_ASINH,
  GB_ACOSH,
  GB_ATANH,
  GB_SIGMOID,
  /// The larger of x and 0; NaN stays NaN.
  GB_RELU,
  GB_FLOOR,
  GB_CEIL,
  /// Half to even.
  GB_ROUND,
  GB_TRUNC,
  /// `x - trunc(x)`.
  GB_FRAC,
  GB_ERF,
  GB_ERFC,
  GB_ERFINV,
  GB_LGAMMA,
  GB_DIGAMMA,
  GB_TRIGAMMA,
  /// sin(pi x) / (pi x), 1 at 0.
  GB_SINC,
  GB_DEG2RAD,
  GB_RAD2DEG,
  /// -x log(x); 0 at 0, -inf below.
  GB_ENTR,
  /// Modified Bessel functions of the first kind; those ending in E are scaled by exp(-|x|).
  GB_I0,
  GB_I0E,
  GB_I1,
  GB_I1E,
  /// exp(x²) erfc(x).
  GB_ERFCX,
  /// The logarithm and the inverse of the normal distribution function.
  GB_LOG_NDTR,
  GB_NDTRI,
  GB_BITWISE_NOT,
} gb_unary_op;

enum { GB_UNARY_COUNT = GB_BITWISE_NOT + 1 };

/// Operations with an output of bool, for every dtype (no integer is NaN or infinite).
typedef enum gb_predicate_op {
  GB_ISNAN,
  GB_ISINF,
  GB_ISFINITE,
  GB_LOGICAL_NOT,
  GB_SIGNBIT,
  GB_ISPOSINF,
  GB_ISNEGINF,
} gb_predicate_op;

enum { GB_PREDICATE_COUNT = GB_ISNEGINF + 1 };

/// The loop of an operation, or NULL where it has no meaning for the dtype.
gb_unary_loop _Nullable gb_unary(gb_unary_op op, gb_dtype dtype);

/// The same at a given level, which the processor must have (see `gb_best_level`).
gb_unary_loop _Nullable gb_unary_at(gb_level level, gb_unary_op op, gb_dtype dtype);

/// The loop of a predicate: `out` is bool.
gb_unary_loop _Nullable gb_predicate(gb_predicate_op op, gb_dtype dtype);

/// The same at a given level.
gb_unary_loop _Nullable gb_predicate_at(gb_level level, gb_predicate_op op, gb_dtype dtype);

#pragma clang assume_nonnull end
