// Many elements into one accumulator, rows into a row, and running sums.
//
// A loop adds to what the accumulator holds, so that a reduction can go on over several calls, and be split over threads.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// `acc = f(acc, a[0], a[1], ...)`.
typedef void (*gb_reduce_loop)(void *acc, const void *a, ptrdiff_t a_stride, ptrdiff_t n);

/// The type behind `acc`, "wide" meaning double for floating dtypes and int64 for integers and bool:
typedef enum gb_reduce_op {
  /// Wide; start at 0. Floating: in short SIMD streams that are flushed into doubles, so the error does not grow with n. Integers wrap.
  GB_SUM,
  /// Wide; start at 1.
  GB_PROD,
  /// The dtype itself; start at any element. NaN wins.
  GB_MIN,
  GB_MAX,
  /// uint8; start at 1.
  GB_ALL,
  /// uint8; start at 0.
  GB_ANY,
  /// int64; start at 0. NaN counts.
  GB_COUNT_NONZERO,
  /// Wide; start at 0: the sums of |x| and of x².
  GB_SUM_ABS,
  GB_SUM_SQUARES,
  /// The dtype itself; start at 0 for the largest |x|, at any |x| for the smallest. NaN wins. Not for bool.
  GB_MAX_ABS,
  GB_MIN_ABS,
} gb_reduce_op;

enum { GB_REDUCE_COUNT = GB_MIN_ABS + 1 };

gb_reduce_loop _Nullable gb_reduce(gb_reduce_op op, gb_dtype dtype);
gb_reduce_loop _Nullable gb_reduce_at(gb_level level, gb_reduce_op op, gb_dtype dtype);

/// Reduces over rows: `acc[j] = f(acc[j], a[row][j])` for every row. `acc` is contiguous, with elements of the type that `gb_reduce_op`
/// says; the elements of a row are contiguous, `row_stride` bytes lead to the next row.
typedef void (*gb_reduce_rows_loop)(void *acc, const void *a, ptrdiff_t row_stride, ptrdiff_t rows, ptrdiff_t n);

/// The same operations as `gb_reduce`.
gb_reduce_rows_loop _Nullable gb_reduce_rows(gb_reduce_op op, gb_dtype dtype);
gb_reduce_rows_loop _Nullable gb_reduce_rows_at(gb_level level, gb_reduce_op op, gb_dtype dtype);

/// `acc` (a double) grows by the sum of |x|^p. Floating dtypes.
typedef void (*gb_sum_powers_loop)(double *acc, const void *a, ptrdiff_t a_stride, ptrdiff_t n, double p);

gb_sum_powers_loop _Nullable gb_sum_powers(gb_dtype dtype);

/// `acc` (a double) grows by the sum of (x - center)², computed in double. Floating dtypes.
typedef void (*gb_deviations_loop)(double *acc, const void *a, ptrdiff_t a_stride, ptrdiff_t n, double center);

gb_deviations_loop gb_sum_squared_deviations(gb_dtype dtype);

/// The same over rows, as `gb_reduce_rows_loop`: `acc[j]` grows by (a[row][j] - center[j])².
typedef void (*gb_deviations_rows_loop)(
  double *acc, const void *a, ptrdiff_t row_stride, ptrdiff_t rows, ptrdiff_t n, const double *center);

gb_deviations_rows_loop gb_sum_squared_deviations_rows(gb_dtype dtype);

/// Where the smallest or largest element is. `value` points to the extreme so far in the dtype, `index` to its index or -1 if there is
/// none yet (then `value` is only written); the elements of this call count from `first`. The first of equals stays; the first NaN wins.
typedef void (*gb_arg_loop)(void *value, int64_t *index, const void *a, ptrdiff_t a_stride, ptrdiff_t n, int64_t first);

gb_arg_loop gb_argmin(gb_dtype dtype);
gb_arg_loop gb_argmax(gb_dtype dtype);

/// `acc` (wide) grows by the sum of a[i]·b[i].
typedef void (*gb_dot_loop)(
  void *acc, const void *a, ptrdiff_t a_stride, const void *b, ptrdiff_t b_stride, ptrdiff_t n);

gb_dot_loop gb_dot(gb_dtype dtype);
gb_dot_loop gb_dot_at(gb_level level, gb_dtype dtype);

/// Running sums and products: `out[i] = acc = f(acc, a[i])`, with a wide `acc` that starts at 0 or 1 and holds the last one afterwards.
typedef void (*gb_scan_loop)(
  void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, ptrdiff_t n, void *acc);

gb_scan_loop gb_cumsum(gb_dtype dtype);
gb_scan_loop gb_cumprod(gb_dtype dtype);

#pragma clang assume_nonnull end
