// Rows into a row, for one level: `acc[j] = f(acc[j], a[row][j])`.

#define GB_ROWS_KERNEL(op, name, T, A, next) \
  static void GB_NAME(rows_##name##_##T)(void *acc, const void *a, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n) { \
    A *to = acc; \
    /* So many columns at a time that their accumulators stay in the nearest cache. */ \
    for (ptrdiff_t left = 0; left < n; left += GB_BLOCK) { \
      ptrdiff_t right = n - left < GB_BLOCK ? n : left + GB_BLOCK; \
      for (ptrdiff_t row = 0; row < rows; row++) { \
        const gb_##T *in = (const gb_##T *)((const char *)a + row * stride); \
        GB_SIMD for (ptrdiff_t j = left; j < right; j++) { \
          const A m = to[j]; \
          const gb_##T x = in[j]; \
          to[j] = (A)(next); \
        } \
      } \
    } \
  }
GB_REDUCE_OPS(GB_ROWS_KERNEL, f64, double, double)
GB_REDUCE_OPS(GB_ROWS_KERNEL, f32, double, double)
GB_REDUCE_OPS(GB_ROWS_KERNEL, i64, int64_t, uint64_t)
GB_REDUCE_OPS(GB_ROWS_KERNEL, i32, int64_t, uint64_t)
GB_REDUCE_OPS(GB_ROWS_KERNEL, i16, int64_t, uint64_t)
GB_REDUCE_OPS(GB_ROWS_KERNEL, i8, int64_t, uint64_t)
GB_REDUCE_OPS(GB_ROWS_KERNEL, u8, int64_t, uint64_t)
#undef GB_ROWS_KERNEL

// 16-bit numbers: a piece of a row is widened, then it is a row of float. Accumulators of the dtype itself are widened too.
#define GB_HALF_ROWS_LOOP(name, T, A) \
  static void GB_NAME(rows_##name##_##T)(void *acc, const void *a, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n) { \
    float wide[GB_BLOCK]; \
    for (ptrdiff_t left = 0; left < n; left += GB_BLOCK) { \
      ptrdiff_t width = n - left < GB_BLOCK ? n - left : GB_BLOCK; \
      for (ptrdiff_t row = 0; row < rows; row++) { \
        GB_NAME(widen_##T)(wide, (const char *)a + row * stride + left * 2, width); \
        GB_NAME(rows_##name##_f32)((A *)acc + left, wide, 0, 1, width); \
      } \
    } \
  }
#define GB_HALF_ROWS_EXTREME_LOOP(name, T) \
  static void GB_NAME(rows_##name##_##T)(void *acc, const void *a, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n) { \
    float wide[GB_BLOCK], extremes[GB_BLOCK]; \
    for (ptrdiff_t left = 0; left < n; left += GB_BLOCK) { \
      ptrdiff_t width = n - left < GB_BLOCK ? n - left : GB_BLOCK; \
      GB_NAME(widen_##T)(extremes, (uint16_t *)acc + left, width); \
      for (ptrdiff_t row = 0; row < rows; row++) { \
        GB_NAME(widen_##T)(wide, (const char *)a + row * stride + left * 2, width); \
        GB_NAME(rows_##name##_f32)(extremes, wide, 0, 1, width); \
      } \
      GB_NAME(narrow_##T)((uint16_t *)acc + left, extremes, width); \
    } \
  }
#define GB_HALF_ROWS_LOOPS(T) \
  GB_HALF_ROWS_LOOP(sum, T, double) \
  GB_HALF_ROWS_LOOP(prod, T, double) \
  GB_HALF_ROWS_EXTREME_LOOP(min, T) \
  GB_HALF_ROWS_EXTREME_LOOP(max, T) \
  GB_HALF_ROWS_LOOP(all, T, uint8_t) \
  GB_HALF_ROWS_LOOP(any, T, uint8_t) \
  GB_HALF_ROWS_LOOP(count_nonzero, T, int64_t) \
  GB_HALF_ROWS_LOOP(sum_abs, T, double) \
  GB_HALF_ROWS_LOOP(sum_squares, T, double) \
  GB_HALF_ROWS_EXTREME_LOOP(max_abs, T) \
  GB_HALF_ROWS_EXTREME_LOOP(min_abs, T)
GB_HALF_ROWS_LOOPS(f16)
GB_HALF_ROWS_LOOPS(bf16)
#undef GB_HALF_ROWS_LOOPS
#undef GB_HALF_ROWS_LOOP
#undef GB_HALF_ROWS_EXTREME_LOOP

#define GB_ROWS_ROW(op, name, T, A, next) \
  [op] = {GB_NAME(rows_##name##_f64), GB_NAME(rows_##name##_f32), GB_NAME(rows_##name##_f16), GB_NAME(rows_##name##_bf16), \
          GB_NAME(rows_##name##_i64), GB_NAME(rows_##name##_i32), GB_NAME(rows_##name##_i16), GB_NAME(rows_##name##_i8), \
          GB_NAME(rows_##name##_u8), GB_NAME(rows_##name##_u8)},
static const gb_reduce_rows_loop GB_NAME(reduce_rows_table)[GB_REDUCE_COUNT][GB_DTYPE_COUNT] = {GB_REDUCE_OPS(GB_ROWS_ROW, f32, , )};
#undef GB_ROWS_ROW
