#include "include/Convolution.h"

#include "Kernels.h"

enum {
  // Vectors of a tile: with 4 rows 12 sums, which leave registers for the operands among 16; with 8 rows 24 among 32.
  tile_vectors = 3,
  // Rows of a gradient that share what they read of the source.
  gradient_rows = 4,
  // Taps after which a sum goes to memory and the next ones' weights and source come into the nearest cache.
  taps_together = 384,
  // Elements of a gradient's rows that stay in the nearest cache.
  gradient_block = 1024,
};

#define GB_BODY "Convolution.inc.h"
#include "ForEachLevel.h"

gb_correlate_loop gb_correlate_at(gb_level level, gb_dtype dtype) { return GB_AT_LEVEL(level, correlate_table)[dtype]; }

gb_correlate_loop gb_correlate(gb_dtype dtype) { return gb_correlate_at(gb_best_level(), dtype); }

gb_correlate_gradient_loop gb_correlate_gradient_at(gb_level level, gb_dtype dtype) {
  return GB_AT_LEVEL(level, correlate_gradient_table)[dtype];
}

gb_correlate_gradient_loop gb_correlate_gradient(gb_dtype dtype) { return gb_correlate_gradient_at(gb_best_level(), dtype); }

// One row alone (of a depthwise convolution) is not filled up to a block.
ptrdiff_t gb_weight_block(ptrdiff_t rows) { return rows == 1 ? 1 : GB_CORRELATION_ROWS; }

ptrdiff_t gb_packed_weight_count(ptrdiff_t rows, ptrdiff_t tap_count) {
  ptrdiff_t block = gb_weight_block(rows);
  return (rows + block - 1) / block * block * tap_count;
}

#define GB_PACK(T) \
  T *to = out; \
  const T *from = weights; \
  for (ptrdiff_t first = 0; first < rows; first += block) { \
    for (ptrdiff_t k = 0; k < tap_count; k++) { \
      for (ptrdiff_t r = first; r < first + block; r++) *to++ = r < rows ? from[r * row_step + places[k]] : 0; \
    } \
  }

void gb_pack_weights(
  void *out, const void *weights, ptrdiff_t row_step, ptrdiff_t rows, const ptrdiff_t *places, ptrdiff_t tap_count, ptrdiff_t size) {
  ptrdiff_t block = gb_weight_block(rows);
  if (size == 4) {
    GB_PACK(uint32_t)
  } else {
    GB_PACK(uint64_t)
  }
}

#define GB_COPY_PLANE(T) \
  for (ptrdiff_t y = 0; y < rows; y++) { \
    T *to = (T *)out + y * out_row_step; \
    const T *source = (const T *)from + y * row_step; \
    if (column_step == 1) { \
      memcpy(to, source, (size_t)columns * sizeof(T)); \
    } else { \
      for (ptrdiff_t x = 0; x < columns; x++) to[x] = source[x * column_step]; \
    } \
  }

void gb_copy_rows(
  void *out, ptrdiff_t out_row_step, const void *from, ptrdiff_t row_step, ptrdiff_t column_step, ptrdiff_t rows, ptrdiff_t columns,
  ptrdiff_t size) {
  if (size == 8) {
    GB_COPY_PLANE(uint64_t)
  } else if (size == 4) {
    GB_COPY_PLANE(uint32_t)
  } else if (size == 2) {
    GB_COPY_PLANE(uint16_t)
  } else {
    GB_COPY_PLANE(uint8_t)
  }
}
