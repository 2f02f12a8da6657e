// Running extremes and running logarithms of sums, element by element.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// The largest (or smallest) element so far and its place, the last of equals; NaN stays the extreme.
void gb_running_extreme(
  gb_dtype dtype, int largest, void *out, ptrdiff_t out_stride, int64_t *index, ptrdiff_t index_stride, const void *a,
  ptrdiff_t a_stride, ptrdiff_t n);

/// log(e^a[0] + ... + e^a[i]), kept in double. float64 and float32 only.
void gb_running_log_sum_exp(
  gb_dtype dtype, void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, ptrdiff_t n);

#pragma clang assume_nonnull end
