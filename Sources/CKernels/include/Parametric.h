// One input, one output of its dtype, and numbers that are the same for every element. Floating dtypes.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// `out[i] = f(a[i], parameters)`.
typedef void (*gb_parametric_loop)(
  void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, ptrdiff_t n, const double *parameters);

typedef enum gb_parametric_op {
  /// What stands for NaN, for infinity and for minus infinity.
  GB_NAN_TO_NUM,
  /// log(x / (1 - x)); the two parameters are bounds that x is moved to first.
  GB_LOGIT,
  /// Rounded, half to even, to a multiple of the parameter (if the second one is 0) or of 1 over it.
  GB_ROUND_DECIMALS,
  /// The n-th derivative of digamma; n is the parameter.
  GB_POLYGAMMA,
} gb_parametric_op;

enum { GB_PARAMETRIC_COUNT = GB_POLYGAMMA + 1 };

gb_parametric_loop _Nullable gb_parametric(gb_parametric_op op, gb_dtype dtype);

/// The same at a given level, which the processor must have (see `gb_best_level`).
gb_parametric_loop _Nullable gb_parametric_at(gb_level level, gb_parametric_op op, gb_dtype dtype);

/// `mantissa[i] · 2^exponent[i] = a[i]` with a mantissa of 0 or in [0.5, 1), of a's dtype; exponents are int32.
typedef void (*gb_frexp_loop)(
  void *mantissa, ptrdiff_t mantissa_stride, int32_t *exponent, ptrdiff_t exponent_stride, const void *a, ptrdiff_t a_stride, ptrdiff_t n);

/// float64 and float32.
gb_frexp_loop _Nullable gb_frexp(gb_dtype dtype);

#pragma clang assume_nonnull end
