// Windows of an image, planes addressed by tables of indices, and mixtures along one dimension.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// Windows over one channel of an image, for depth, height and width: a row-major input and output.
typedef struct gb_windows {
  ptrdiff_t input[3], output[3], kernel[3], stride[3], padding[3], dilation[3];
} gb_windows;

/// The largest element of each window, and where it is in the channel if `indices` is given: the first of equals; of NaNs the last.
typedef void (*gb_max_windows_loop)(void *out, int64_t *_Nullable indices, const void *a, const gb_windows *windows);

/// float64, float32 and int64.
gb_max_windows_loop _Nullable gb_max_windows(gb_dtype dtype);
gb_max_windows_loop _Nullable gb_max_windows_at(gb_level level, gb_dtype dtype);

/// `out[o][j][i] = Σ_t weights[t] · a[o][indices[t]][i]` for t in starts[j]..<starts[j + 1]: what is pooled or resampled along one
/// dimension. `outer`, `outputs` and `inner` count o, j and i; `inputs` the elements along the dimension. Weights have the dtype.
typedef struct gb_mixture {
  ptrdiff_t outer, inputs, outputs, inner;
  const ptrdiff_t *starts, *indices;
  const void *weights;
} gb_mixture;

typedef void (*gb_mix_loop)(void *out, const void *a, const gb_mixture *mixture);

/// float64, float32 and int64 (which wraps).
gb_mix_loop _Nullable gb_mix(gb_dtype dtype);
gb_mix_loop _Nullable gb_mix_at(gb_level level, gb_dtype dtype);

/// `out[i] = a[indices[i]]`, elements of `size` bytes (1, 2, 4 or 8).
void gb_take_elements(void *out, const void *a, const int64_t *indices, ptrdiff_t n, ptrdiff_t size);

/// `out[indices[i]] = a[i]`, in order.
void gb_put_elements(void *out, const void *a, const int64_t *indices, ptrdiff_t n, ptrdiff_t size);

/// `out[indices[i]] += a[i]`, in order: float64, float32 and int64.
typedef void (*gb_put_sums_loop)(void *out, const void *a, const int64_t *indices, ptrdiff_t n);

gb_put_sums_loop _Nullable gb_put_sums(gb_dtype dtype);

/// Weighted sums of `taps` elements picked by tables, for every channel of an image: three products of an image (channels × inputs),
/// weights and places (taps × n each; a place of -1 picks a 0), and a result (channels × n). float64 and float32.
typedef struct gb_picks {
  ptrdiff_t channels, inputs, taps, n;
  const int64_t *places;
} gb_picks;

typedef void (*gb_picks_loop)(void *out, const void *a, const void *b, const gb_picks *picks);

/// `result[c][i] = Σ_t weights[t][i] · image[c][places[t][i]]`, from the image and the weights.
gb_picks_loop _Nullable gb_pick_sums(gb_dtype dtype);
/// `image[c][places[t][i]] += weights[t][i] · result[c][i]`, from the result and the weights.
gb_picks_loop _Nullable gb_pick_images(gb_dtype dtype);
/// `weights[t][i] = Σ_c result[c][i] · image[c][places[t][i]]`, from the result and the image.
gb_picks_loop _Nullable gb_pick_weights(gb_dtype dtype);

/// Adds rows of elements that lie side by side to rows whose elements are `column_step` apart. float64, float32 and int64; steps are in
/// elements.
typedef void (*gb_add_plane_loop)(
  void *out, ptrdiff_t row_step, ptrdiff_t column_step, const void *a, ptrdiff_t a_row_step, ptrdiff_t rows, ptrdiff_t columns);

gb_add_plane_loop _Nullable gb_add_plane(gb_dtype dtype);

#pragma clang assume_nonnull end
