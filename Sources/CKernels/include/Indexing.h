// Reading from and writing to places that indices name, and finding, packing and unpacking the elements that a mask selects.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// The position of the first index below `low` or not below `high`; n if there is none. Strides are in bytes.
ptrdiff_t gb_first_outside(const int64_t *index, ptrdiff_t stride, ptrdiff_t n, int64_t low, int64_t high);

/// `places[i] += step * index[i]`, where a negative index counts from `size`.
void gb_add_places(int64_t *places, const int64_t *index, ptrdiff_t n, int64_t size, int64_t step);

/// `out[i] = a[i + step * index[i]]`: `step` is in bytes as the strides are. Elements of `size` bytes (1, 2, 4 or 8).
void gb_gather(
  void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, const int64_t *index, ptrdiff_t index_stride, ptrdiff_t step,
  ptrdiff_t size, ptrdiff_t n);

/// n rows of `bytes` contiguous bytes: row i is read at `a + step * index[i]`.
void gb_gather_rows(
  void *out, ptrdiff_t out_stride, const void *a, const int64_t *index, ptrdiff_t step, ptrdiff_t bytes, ptrdiff_t n);

/// n rows of `bytes` contiguous bytes: row i is written to `target + step * index[i]`.
void gb_scatter_rows(
  void *target, const int64_t *index, ptrdiff_t step, const void *source, ptrdiff_t source_stride, ptrdiff_t bytes, ptrdiff_t n);

/// `target[i + step * index[i]] = f(target[i + step * index[i]], source[i])`, one after the other: several may name one place.
typedef void (*gb_scatter_loop)(
  void *target, ptrdiff_t target_stride, const int64_t *index, ptrdiff_t index_stride, ptrdiff_t step, const void *source,
  ptrdiff_t source_stride, ptrdiff_t n);

typedef enum gb_scatter_op {
  /// The source itself; for every dtype.
  GB_SCATTER_SET,
  /// Integers wrap; the sum of bools is an or. This and those below: not for 16-bit floating dtypes.
  GB_SCATTER_ADD,
  /// The product of bools is an and.
  GB_SCATTER_MUL,
  /// NaN wins.
  GB_SCATTER_MIN,
  GB_SCATTER_MAX,
} gb_scatter_op;

enum { GB_SCATTER_COUNT = GB_SCATTER_MAX + 1 };

/// The loop of an operation, or NULL where it has no meaning for the dtype.
gb_scatter_loop _Nullable gb_scatter(gb_scatter_op op, gb_dtype dtype);

/// How many of n contiguous bools hold.
ptrdiff_t gb_count_true(const uint8_t *mask, ptrdiff_t n);

/// Writes the positions of the `count` bools that hold, which is all of them.
void gb_positions(int64_t *out, ptrdiff_t count, const uint8_t *mask);

/// Writes the `count` elements for which the mask holds, one behind the other. All are contiguous.
void gb_pack(void *out, ptrdiff_t count, const void *a, const uint8_t *mask, ptrdiff_t size);

/// Writes the source's elements, one after the other, where the mask holds, and gives the number used.
ptrdiff_t gb_unpack(
  void *target, ptrdiff_t target_stride, const uint8_t *mask, const void *source, ptrdiff_t size, ptrdiff_t n);

/// For each value the number of boundaries, sorted and contiguous, that are less than it (`right`: not greater).
typedef void (*gb_search_loop)(
  int64_t *out, const void *boundaries, ptrdiff_t count, const void *values, ptrdiff_t value_stride, ptrdiff_t n, int right);

/// NULL for 16-bit floating dtypes.
gb_search_loop _Nullable gb_search(gb_dtype dtype);

#pragma clang assume_nonnull end
