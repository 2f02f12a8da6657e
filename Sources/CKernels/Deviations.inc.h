// Sums of squared distances from a center, for one level: in double, in streams of two vectors.

#define GB_DEVIATIONS_LOOP(loop, T, sizeA, widenA) \
  static void GB_NAME(loop)(double *acc, const void *a, ptrdiff_t stride, ptrdiff_t n, double center) { \
    enum { lanes = GB_VECTOR_BYTES * 2 / sizeof(double) }; \
    double buffer[GB_BLOCK]; \
    uint16_t raw[GB_BLOCK]; \
    gb_operand operand = {a, stride, sizeA, widenA}; \
    GB_NAME(vdd) streams = {0}; \
    double total = *acc; \
    for (ptrdiff_t first = 0; first < n; first += GB_BLOCK) { \
      ptrdiff_t length = n - first < GB_BLOCK ? n - first : GB_BLOCK, i = 0; \
      const gb_##T *in = gb_load_spread_block(&operand, first, length, buffer, raw); \
      for (; i + lanes <= length; i += lanes) { \
        GB_NAME(vdd) d; \
        for (int lane = 0; lane < lanes; lane++) d[lane] = (double)in[i + lane]; \
        d -= center; \
        streams += d * d; \
      } \
      for (; i < length; i++) { \
        const double d = (double)in[i] - center; \
        total += d * d; \
      } \
    } \
    for (int lane = 0; lane < lanes; lane++) total += streams[lane]; \
    *acc = total; \
  }
GB_DEVIATIONS_LOOP(deviations_f64, f64, 8, NULL)
GB_DEVIATIONS_LOOP(deviations_f32, f32, 4, NULL)
GB_DEVIATIONS_LOOP(deviations_f16, f32, 2, GB_NAME(widen_f16))
GB_DEVIATIONS_LOOP(deviations_bf16, f32, 2, GB_NAME(widen_bf16))
#undef GB_DEVIATIONS_LOOP

#define GB_DEVIATIONS_ROWS_LOOP(loop, T, sizeA, widenA) \
  static void GB_NAME(loop)( \
    double *acc, const void *a, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n, const double *center) { \
    float wide[GB_BLOCK]; \
    gb_widen widen = widenA; \
    for (ptrdiff_t left = 0; left < n; left += GB_BLOCK) { \
      ptrdiff_t width = n - left < GB_BLOCK ? n - left : GB_BLOCK; \
      for (ptrdiff_t row = 0; row < rows; row++) { \
        const void *from = (const char *)a + row * stride + left * sizeA; \
        if (widen) widen(wide, from, width); \
        const gb_##T *in = widen ? (const void *)wide : from; \
        GB_SIMD for (ptrdiff_t j = 0; j < width; j++) { \
          const double d = (double)in[j] - center[left + j]; \
          acc[left + j] += d * d; \
        } \
      } \
    } \
  }
GB_DEVIATIONS_ROWS_LOOP(deviations_rows_f64, f64, 8, NULL)
GB_DEVIATIONS_ROWS_LOOP(deviations_rows_f32, f32, 4, NULL)
GB_DEVIATIONS_ROWS_LOOP(deviations_rows_f16, f32, 2, GB_NAME(widen_f16))
GB_DEVIATIONS_ROWS_LOOP(deviations_rows_bf16, f32, 2, GB_NAME(widen_bf16))
#undef GB_DEVIATIONS_ROWS_LOOP

static const gb_deviations_loop GB_NAME(deviations_table)[] = {
  GB_NAME(deviations_f64), GB_NAME(deviations_f32), GB_NAME(deviations_f16), GB_NAME(deviations_bf16)};
static const gb_deviations_rows_loop GB_NAME(deviations_rows_table)[] = {
  GB_NAME(deviations_rows_f64), GB_NAME(deviations_rows_f32), GB_NAME(deviations_rows_f16), GB_NAME(deviations_rows_bf16)};
