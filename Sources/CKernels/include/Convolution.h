// Planes of an image correlated with weights, without an image of columns: a tap of a kernel is an offset into the (padded) source, so the
// product runs over the source itself. What is padded, how strides are taken apart and which taps there are is the caller's business.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// Channels whose weights lie together.
enum { GB_CORRELATION_ROWS = 8 };
/// Elements after a source's last that are read and not used.
enum { GB_CORRELATION_SLACK = 48 };

/// `out[r][y][x] = bias[r] + Σ_k weights[r][k] · source[y · pitch + x + taps[k]]`, counted in elements.
typedef struct gb_correlation {
  const void *source;
  ptrdiff_t pitch;
  const ptrdiff_t *taps;
  ptrdiff_t tap_count;
  /// As `gb_pack_weights` wrote them, from the first row of a block on, and how many rows a block has.
  const void *weights;
  ptrdiff_t block;
  const void *_Nullable bias;
  void *out;
  ptrdiff_t rows, height, width;
  ptrdiff_t out_row_step, out_y_step, out_x_step;
} gb_correlation;

typedef void (*gb_correlate_loop)(const gb_correlation *task);

/// float64, float32 and int64 (which wraps).
gb_correlate_loop _Nullable gb_correlate(gb_dtype dtype);
gb_correlate_loop _Nullable gb_correlate_at(gb_level level, gb_dtype dtype);

/// `out[r · out_step + k] += Σ_p gradient[r · gradient_step + p] · source[p + taps[k]]` for p in 0..<count.
///
/// Both are read up to GB_CORRELATION_SLACK elements further, where the gradient is 0 and the source is finite.
typedef struct gb_correlation_gradient {
  const void *source;
  const ptrdiff_t *taps;
  ptrdiff_t tap_count;
  const void *gradient;
  ptrdiff_t gradient_step;
  ptrdiff_t rows, count;
  void *out;
  ptrdiff_t out_step;
} gb_correlation_gradient;

typedef void (*gb_correlate_gradient_loop)(const gb_correlation_gradient *task);

/// The dtypes of `gb_correlate`.
gb_correlate_gradient_loop _Nullable gb_correlate_gradient(gb_dtype dtype);
gb_correlate_gradient_loop _Nullable gb_correlate_gradient_at(gb_level level, gb_dtype dtype);

/// How many rows are packed into a block where there are so many.
ptrdiff_t gb_weight_block(ptrdiff_t rows);

/// How many elements the packed weights of so many rows and taps take.
ptrdiff_t gb_packed_weight_count(ptrdiff_t rows, ptrdiff_t tap_count);

/// Packs `weights[r · row_step + places[k]]` (elements of `size` bytes, 4 or 8) for `gb_correlate`.
void gb_pack_weights(
  void *out, const void *weights, ptrdiff_t row_step, ptrdiff_t rows, const ptrdiff_t *places, ptrdiff_t tap_count, ptrdiff_t size);

/// Copies rows of elements of `size` bytes (1, 2, 4 or 8) into rows whose elements lie side by side. Steps are in elements.
void gb_copy_rows(
  void *out, ptrdiff_t out_row_step, const void *from, ptrdiff_t row_step, ptrdiff_t column_step, ptrdiff_t rows, ptrdiff_t columns,
  ptrdiff_t size);

#pragma clang assume_nonnull end
