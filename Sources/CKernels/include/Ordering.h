// Where the elements of a row go when they are put in order, and which of them are chosen. NaN is greater than every number.
//
// A row has n elements of any stride, fewer than 2^32. Answers are places in the row, from 0. `scratch` holds `gb_order_scratch` bytes,
// aligned to 16.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// How much memory the functions below work in, for a row of n elements.
ptrdiff_t gb_order_scratch(gb_dtype dtype, ptrdiff_t n);

/// The places of a row's elements in order. A stable sort keeps equal elements as they stood.
void gb_argsort(
  gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n, int descending, int stable, int64_t *index, void *scratch);

/// The places of the k greatest or least elements, in order if `sorted`.
void gb_topk(
  gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n, ptrdiff_t k, int largest, int sorted, int64_t *index, void *scratch);

/// The place of the element before which k others come.
int64_t gb_kth(gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n, ptrdiff_t k, void *scratch);

/// The place of the median, of two the lower, of equals the one that stands there in a stable order. The first NaN is the median where there
/// is one; if they are ignored, only where all are NaN.
int64_t gb_median(gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n, int ignore_nan, void *scratch);

/// The place of the last of the most frequent elements, of several such the least. A NaN equals nothing.
int64_t gb_mode(gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n, void *scratch);

/// Where each run of equal neighbours begins: `starts` gets their places, the result is their number. A NaN equals nothing.
ptrdiff_t gb_runs(gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n, int64_t *starts);

/// Two contiguous rows compared element by element: less than 0, 0 or more, by the first pair of which one is less.
int gb_compare_rows(gb_dtype dtype, const void *a, const void *b, ptrdiff_t n);

/// Whether two contiguous rows are equal; a NaN equals nothing.
int gb_equal_rows(gb_dtype dtype, const void *a, const void *b, ptrdiff_t n);

/// `out[i] = a[index[i]]` for contiguous out and indices, elements of `size` bytes (1, 2, 4 or 8).
void gb_take(void *out, const void *a, ptrdiff_t a_stride, ptrdiff_t size, const int64_t *index, ptrdiff_t n);

/// `out[index[i]] = a[i]` for contiguous a and indices.
void gb_put(void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t size, const int64_t *index, ptrdiff_t n);

#pragma clang assume_nonnull end
