// The correlations of one element type, for one level.

#define GB_LANES ((ptrdiff_t)(sizeof(GB_VECTOR) / sizeof(GB_ELEMENT)))
#define GB_INLINE static inline __attribute__((always_inline))
#define GB_UNROLL _Pragma("clang loop unroll(full)")

// As many rows as there are registers for.
#if GB_VECTOR_BYTES == 64 || defined(__aarch64__)
#define GB_TILE_ROWS 8
#else
#define GB_TILE_ROWS 4
#endif

// Sums the taps' products in registers, for `rows` times `vectors` vectors that stand at `place`; both are constants wherever this is
// inlined. The sums begin with `start`, one number a row, or with what is there. Weights of one tap are `block` rows.
GB_INLINE void GB_TYPED(add_taps)(
  GB_ELEMENT *place, ptrdiff_t row_step, const GB_ELEMENT *start, const GB_ELEMENT *source, const ptrdiff_t *taps, ptrdiff_t tap_count,
  const GB_ELEMENT *weights, const ptrdiff_t block, const int rows, const int vectors) {
  GB_VECTOR sums[GB_TILE_ROWS][tile_vectors];
  if (start) {
    GB_UNROLL for (int r = 0; r < rows; r++) {
      GB_UNROLL for (int v = 0; v < vectors; v++) sums[r][v] = start[r] - (GB_VECTOR){0};
    }
  } else {
    GB_UNROLL for (int r = 0; r < rows; r++) {
      GB_UNROLL for (int v = 0; v < vectors; v++) sums[r][v] = *(const GB_VECTOR *)(place + r * row_step + v * GB_LANES);
    }
  }
  for (ptrdiff_t k = 0; k < tap_count; k++) {
    const GB_ELEMENT *from = source + taps[k];
    GB_VECTOR part[tile_vectors];
    GB_UNROLL for (int v = 0; v < vectors; v++) part[v] = *(const GB_VECTOR *)(from + v * GB_LANES);
    GB_UNROLL for (int r = 0; r < rows; r++) {
      // Less 0, which the compiler drops: plus 0 would make 0 of -0.
      const GB_VECTOR weight = weights[k * block + r] - (GB_VECTOR){0};
      GB_UNROLL for (int v = 0; v < vectors; v++) sums[r][v] = weight * part[v] + sums[r][v];
    }
  }
  GB_UNROLL for (int r = 0; r < rows; r++) {
    GB_UNROLL for (int v = 0; v < vectors; v++) *(GB_VECTOR *)(place + r * row_step + v * GB_LANES) = sums[r][v];
  }
}

// Between a tile and the places of its elements in the output: those beyond the width are gaps.
GB_INLINE void GB_TYPED(move_tile)(
  const gb_correlation *task, GB_ELEMENT *tile, ptrdiff_t first_row, int rows, ptrdiff_t first, ptrdiff_t count, int loads) {
  ptrdiff_t y = first / task->pitch, x = first % task->pitch;
  for (ptrdiff_t i = 0; i < count;) {
    ptrdiff_t run = task->width - x;
    if (run > count - i) run = count - i;
    if (run > 0) {
      GB_ELEMENT *out = (GB_ELEMENT *)task->out + first_row * task->out_row_step + y * task->out_y_step + x * task->out_x_step;
      for (int r = 0; r < rows; r++) {
        GB_ELEMENT *part = tile + r * tile_vectors * GB_LANES + i;
        GB_ELEMENT *place = out + r * task->out_row_step;
        if (task->out_x_step == 1) {
          if (loads) {
            for (ptrdiff_t j = 0; j < run; j++) part[j] = place[j];
          } else {
            for (ptrdiff_t j = 0; j < run; j++) place[j] = part[j];
          }
        } else if (loads) {
          for (ptrdiff_t j = 0; j < run; j++) part[j] = place[j * task->out_x_step];
        } else {
          for (ptrdiff_t j = 0; j < run; j++) place[j * task->out_x_step] = part[j];
        }
      }
    }
    i += task->pitch - x;
    x = 0;
    y++;
  }
}

// A tile of `rows` rows, a constant, of which the last ones may be filling.
GB_INLINE void GB_TYPED(correlate_tile)(
  const gb_correlation *task, ptrdiff_t row, const ptrdiff_t block, const int rows, ptrdiff_t first, ptrdiff_t count, ptrdiff_t first_tap,
  ptrdiff_t tap_count) {
  const int valid = task->rows - row < rows ? (int)(task->rows - row) : rows;
  const GB_ELEMENT *bias = task->bias;
  GB_ELEMENT numbers[GB_TILE_ROWS];
  for (int r = 0; r < rows; r++) numbers[r] = bias && r < valid ? bias[row + r] : 0;
  const GB_ELEMENT *start = first_tap == 0 ? numbers : NULL;
  const GB_ELEMENT *source = (const GB_ELEMENT *)task->source + first;
  const ptrdiff_t *taps = task->taps + first_tap;
  // Weights lie in blocks: all taps of a block's rows before the next block's.
  const GB_ELEMENT *weights = (const GB_ELEMENT *)task->weights + row / block * block * task->tap_count + first_tap * block + row % block;
  const ptrdiff_t y = first / task->pitch, x = first % task->pitch;
  if (task->out_x_step == 1 && valid == rows && count == tile_vectors * GB_LANES && x + count <= task->width) {
    GB_ELEMENT *place = (GB_ELEMENT *)task->out + row * task->out_row_step + y * task->out_y_step + x;
    GB_TYPED(add_taps)(place, task->out_row_step, start, source, taps, tap_count, weights, block, rows, 3);
    return;
  }
  _Alignas(64) GB_ELEMENT tile[GB_TILE_ROWS * tile_vectors * GB_LANES];
  const ptrdiff_t step = tile_vectors * GB_LANES;
  if (!start) {
    memset(tile, 0, sizeof tile);
    GB_TYPED(move_tile)(task, tile, row, valid, first, count, 1);
  }
  if (count > 2 * GB_LANES) {
    GB_TYPED(add_taps)(tile, step, start, source, taps, tap_count, weights, block, rows, 3);
  } else if (count > GB_LANES) {
    GB_TYPED(add_taps)(tile, step, start, source, taps, tap_count, weights, block, rows, 2);
  } else {
    GB_TYPED(add_taps)(tile, step, start, source, taps, tap_count, weights, block, rows, 1);
  }
  GB_TYPED(move_tile)(task, tile, row, valid, first, count, 0);
}

static void GB_TYPED(correlate)(const gb_correlation *given) {
  gb_correlation plane = *given;
  const gb_correlation *task = &plane;
  const ptrdiff_t whole = (plane.height - 1) * plane.pitch + plane.width, tile = tile_vectors * GB_LANES;
  // Rows without gaps are one long row.
  if (plane.pitch == plane.width && plane.out_x_step == 1 && plane.out_y_step == plane.width) plane.width = plane.pitch = whole;
  ptrdiff_t first_tap = 0;
  do {
    ptrdiff_t taps = plane.tap_count - first_tap;
    if (taps > taps_together) taps = taps_together;
    for (ptrdiff_t first = 0; first < whole; first += tile) {
      ptrdiff_t count = whole - first < tile ? whole - first : tile;
      if (plane.block == 1) {
        GB_TYPED(correlate_tile)(task, 0, 1, 1, first, count, first_tap, taps);
        continue;
      }
      for (ptrdiff_t row = 0; row < plane.rows;) {
        if (GB_TILE_ROWS > 4 && plane.rows - row > 4) {
          GB_TYPED(correlate_tile)(task, row, GB_CORRELATION_ROWS, GB_TILE_ROWS, first, count, first_tap, taps);
          row += GB_TILE_ROWS;
        } else {
          GB_TYPED(correlate_tile)(task, row, GB_CORRELATION_ROWS, 4, first, count, first_tap, taps);
          row += 4;
        }
      }
    }
    first_tap += taps;
  } while (first_tap < plane.tap_count);
}

// The products of `rows` gradients with `tile_vectors` taps, over a block that is a whole number of vectors long.
GB_INLINE void GB_TYPED(add_products)(
  const gb_correlation_gradient *task, ptrdiff_t row, const int rows, const ptrdiff_t *taps, int tap_count, ptrdiff_t first_tap,
  ptrdiff_t first, ptrdiff_t count) {
  GB_VECTOR sums[gradient_rows][tile_vectors] = {0};
  const GB_ELEMENT *gradient = (const GB_ELEMENT *)task->gradient + row * task->gradient_step + first;
  const GB_ELEMENT *source[tile_vectors];
  GB_UNROLL for (int t = 0; t < tile_vectors; t++) source[t] = (const GB_ELEMENT *)task->source + taps[t] + first;
  for (ptrdiff_t i = 0; i < count; i += GB_LANES) {
    GB_VECTOR part[tile_vectors];
    GB_UNROLL for (int t = 0; t < tile_vectors; t++) part[t] = *(const GB_VECTOR *)(source[t] + i);
    GB_UNROLL for (int r = 0; r < rows; r++) {
      const GB_VECTOR g = *(const GB_VECTOR *)(gradient + r * task->gradient_step + i);
      GB_UNROLL for (int t = 0; t < tile_vectors; t++) sums[r][t] = g * part[t] + sums[r][t];
    }
  }
  GB_ELEMENT *out = (GB_ELEMENT *)task->out + row * task->out_step + first_tap;
  GB_UNROLL for (int r = 0; r < rows; r++) {
    for (int t = 0; t < tap_count; t++) {
      GB_ELEMENT sum = 0;
      GB_UNROLL for (int lane = 0; lane < GB_LANES; lane++) sum += sums[r][t][lane];
      out[r * task->out_step + t] += sum;
    }
  }
}

static void GB_TYPED(correlate_gradient)(const gb_correlation_gradient *task) {
  for (ptrdiff_t first = 0; first < task->count; first += gradient_block) {
    ptrdiff_t count = task->count - first < gradient_block ? task->count - first : gradient_block;
    for (ptrdiff_t row = 0; row < task->rows;) {
      ptrdiff_t rows = task->rows - row >= gradient_rows ? gradient_rows : 1;
      for (ptrdiff_t k = 0; k < task->tap_count; k += tile_vectors) {
        // Missing taps repeat the last one, and their sums are not kept.
        ptrdiff_t taps[tile_vectors];
        int tap_count = task->tap_count - k < tile_vectors ? (int)(task->tap_count - k) : tile_vectors;
        for (int t = 0; t < tile_vectors; t++) taps[t] = task->taps[k + (t < tap_count ? t : tap_count - 1)];
        if (rows == 1) {
          GB_TYPED(add_products)(task, row, 1, taps, tap_count, k, first, count);
        } else {
          GB_TYPED(add_products)(task, row, gradient_rows, taps, tap_count, k, first, count);
        }
      }
      row += rows;
    }
  }
}

#undef GB_LANES
#undef GB_INLINE
#undef GB_UNROLL
#undef GB_TILE_ROWS
