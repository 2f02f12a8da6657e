// Three inputs, or two and a factor; the output has the inputs' dtype.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// `out[i] = f(a[i], b[i], c[i])`.
typedef void (*gb_ternary_loop)(
  void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, const void *b, ptrdiff_t b_stride, const void *c,
  ptrdiff_t c_stride, ptrdiff_t n);

typedef enum gb_ternary_op {
  /// `a ? b : c`; a is bool whatever the dtype. For every dtype.
  GB_WHERE,
  /// min(max(a, b), c), so c wins where b > c; NaN if any is. For every dtype.
  GB_CLAMP,
  /// From a (c = 0) to b (c = 1), exact at both ends. Floating dtypes.
  GB_LERP,
} gb_ternary_op;

enum { GB_TERNARY_COUNT = GB_LERP + 1 };

/// The loop of an operation, or NULL where it has no meaning for the dtype.
gb_ternary_loop _Nullable gb_ternary(gb_ternary_op op, gb_dtype dtype);

/// The same at a given level, which the processor must have (see `gb_best_level`).
gb_ternary_loop _Nullable gb_ternary_at(gb_level level, gb_ternary_op op, gb_dtype dtype);

/// `out[i] = a[i] + alpha * b[i]`. `alpha` points to a double for float64, to a float for the other floating dtypes, to an int64
/// for integers and bool (whose sum is an or).
typedef void (*gb_add_scaled_loop)(
  void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, const void *b, ptrdiff_t b_stride, ptrdiff_t n,
  const void *alpha);

gb_add_scaled_loop _Nullable gb_add_scaled(gb_dtype dtype);
gb_add_scaled_loop _Nullable gb_add_scaled_at(gb_level level, gb_dtype dtype);

/// `out[i] = f(a[i], b[i], c[i], value)`, with `value` as `alpha` above.
typedef void (*gb_scaled_loop)(
  void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, const void *b, ptrdiff_t b_stride, const void *c,
  ptrdiff_t c_stride, ptrdiff_t n, const void *value);

typedef enum gb_scaled_op {
  /// `a + value * b * c`, for floating dtypes and integers.
  GB_ADDCMUL,
  /// `a + value * b / c`, for floating dtypes.
  GB_ADDCDIV,
} gb_scaled_op;

enum { GB_SCALED_COUNT = GB_ADDCDIV + 1 };

gb_scaled_loop _Nullable gb_scaled(gb_scaled_op op, gb_dtype dtype);
gb_scaled_loop _Nullable gb_scaled_at(gb_level level, gb_scaled_op op, gb_dtype dtype);

#pragma clang assume_nonnull end
