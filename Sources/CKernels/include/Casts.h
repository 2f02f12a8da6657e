// Between dtypes, and moving elements without looking at them.
#pragma once

#include "DTypes.h"
#include "Unary.h"

#pragma clang assume_nonnull begin

/// The loop that converts between two dtypes, any pair.
///
/// Floating to a narrower floating dtype rounds to nearest, ties to even (float64 to a 16-bit dtype by way of float32). Floating to
/// integer truncates; out of range and NaN give what x86-64 gives on every processor: int64 and int32 their smallest number,
/// narrower dtypes the low bits of the int32 (int8, int16) or int64 (uint8) truncation. Between integers the low bits stay. To bool:
/// whether it is not 0.
gb_unary_loop gb_cast(gb_dtype from, gb_dtype to);

/// The same at a given level, which the processor must have (see `gb_best_level`).
gb_unary_loop gb_cast_at(gb_level level, gb_dtype from, gb_dtype to);

/// Writes one value of `size` bytes (1, 2, 4 or 8) to n places.
void gb_fill(void *out, ptrdiff_t out_stride, const void *value, ptrdiff_t size, ptrdiff_t n);

/// Copies n elements of `size` bytes (1, 2, 4 or 8).
void gb_copy(void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, ptrdiff_t size, ptrdiff_t n);

/// A plane of memory, by the strides in bytes of its columns (the places of a row) and of its rows.
typedef struct gb_plane {
  void *data;
  ptrdiff_t column_stride;
  ptrdiff_t row_stride;
} gb_plane;

/// Copies `rows` rows of `columns` elements of `size` bytes (1, 2, 4 or 8), in tiles where one plane is the other transposed.
void gb_copy_plane(gb_plane out, gb_plane a, ptrdiff_t size, ptrdiff_t columns, ptrdiff_t rows);

#pragma clang assume_nonnull end
