// Reductions that take or give more than one thing: sums of powers, places of extremes, dot products and running sums, for one level.

#define GB_SUM_POWERS_LOOP(T, F, power, sizeA, widenA) \
  static void GB_NAME(sum_powers_##T)(double *acc, const void *a, ptrdiff_t stride, ptrdiff_t n, double p) { \
    double buffer[GB_BLOCK]; \
    uint16_t raw[GB_BLOCK]; \
    gb_operand operand = {a, stride, sizeA, widenA}; \
    double total = *acc; \
    for (ptrdiff_t first = 0; first < n; first += GB_BLOCK) { \
      ptrdiff_t length = n - first < GB_BLOCK ? n - first : GB_BLOCK, step; \
      const F *in = gb_load_block(&operand, first, length, buffer, raw, &step); \
      double part = 0; \
      for (ptrdiff_t i = 0; i < length; i++) part += power(__builtin_elementwise_abs(in[i * step]), (F)p); \
      total += part; \
    } \
    *acc = total; \
  }
GB_SUM_POWERS_LOOP(f64, double, pow, 8, NULL)
GB_SUM_POWERS_LOOP(f32, float, powf, 4, NULL)
GB_SUM_POWERS_LOOP(f16, float, powf, 2, GB_NAME(widen_f16))
GB_SUM_POWERS_LOOP(bf16, float, powf, 2, GB_NAME(widen_bf16))
#undef GB_SUM_POWERS_LOOP

static const gb_sum_powers_loop GB_NAME(sum_powers_table)[] = {
  GB_NAME(sum_powers_f64), GB_NAME(sum_powers_f32), GB_NAME(sum_powers_f16), GB_NAME(sum_powers_bf16)};

// A block's extreme is found with vectors; only where it beats the best so far is the block searched for its place. T is what the
// kernel computes in.
#define GB_ARG_LOOP(loop, extreme, relation, T, sizeA, widenA) \
  static void GB_NAME(loop)(void *value, int64_t *index, const void *a, ptrdiff_t stride, ptrdiff_t n, int64_t origin) { \
    double buffer[GB_BLOCK]; \
    uint16_t raw[GB_BLOCK]; \
    gb_operand operand = {a, stride, sizeA, widenA}; \
    gb_widen widen = widenA; \
    gb_##T best = 0; \
    if (*index >= 0) { \
      if (widen) widen((float *)&best, value, 1); \
      else memcpy(&best, value, sizeof best); \
    } \
    for (ptrdiff_t first = 0; first < n; first += GB_BLOCK) { \
      ptrdiff_t length = n - first < GB_BLOCK ? n - first : GB_BLOCK, step; \
      const gb_##T *in = gb_load_block(&operand, first, length, buffer, raw, &step); \
      gb_##T candidate = in[0]; \
      if (step) GB_NAME(extreme##_##T)(&candidate, in, length); \
      int better = *index < 0 || candidate relation best || (candidate != candidate && best == best); \
      if (!better) continue; \
      ptrdiff_t place = 0; \
      while (in[place * step] != candidate && in[place * step] == in[place * step]) place++; \
      best = in[place * step]; \
      *index = origin + first + place; \
      memcpy(value, (const char *)a + (first + place) * stride, sizeA); \
    } \
  }
#define GB_ARG_LOOPS(name, extreme, relation) \
  GB_ARG_LOOP(name##_f64, extreme, relation, f64, 8, NULL) \
  GB_ARG_LOOP(name##_f32, extreme, relation, f32, 4, NULL) \
  GB_ARG_LOOP(name##_f16, extreme, relation, f32, 2, GB_NAME(widen_f16)) \
  GB_ARG_LOOP(name##_bf16, extreme, relation, f32, 2, GB_NAME(widen_bf16)) \
  GB_ARG_LOOP(name##_i64, extreme, relation, i64, 8, NULL) \
  GB_ARG_LOOP(name##_i32, extreme, relation, i32, 4, NULL) \
  GB_ARG_LOOP(name##_i16, extreme, relation, i16, 2, NULL) \
  GB_ARG_LOOP(name##_i8, extreme, relation, i8, 1, NULL) \
  GB_ARG_LOOP(name##_u8, extreme, relation, u8, 1, NULL)
GB_ARG_LOOPS(argmin, min, <)
GB_ARG_LOOPS(argmax, max, >)
#undef GB_ARG_LOOPS
#undef GB_ARG_LOOP

// Dot products, in streams as sums are.
#define GB_DOT_KERNEL(T, V, D) \
  static double GB_NAME(dot_block_##T)(const gb_##T *a, const gb_##T *b, ptrdiff_t n) { \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(gb_##T) }; \
    double total = 0; \
    ptrdiff_t i = 0; \
    if (n >= lanes) { \
      GB_NAME(V) s[4] = {{0}}; \
      for (; i + 4 * lanes <= n; i += 4 * lanes) { \
        for (int k = 0; k < 4; k++) { \
          s[k] += *(const GB_NAME(V) *)(a + i + k * lanes) * *(const GB_NAME(V) *)(b + i + k * lanes); \
        } \
      } \
      for (; i + lanes <= n; i += lanes) s[0] += *(const GB_NAME(V) *)(a + i) * *(const GB_NAME(V) *)(b + i); \
      GB_NAME(D) sum = __builtin_convertvector((s[0] + s[1]) + (s[2] + s[3]), GB_NAME(D)); \
      for (int lane = 0; lane < lanes; lane++) total += sum[lane]; \
    } \
    for (; i < n; i++) total += (double)a[i] * (double)b[i]; \
    return total; \
  }
GB_DOT_KERNEL(f64, vd, vd)
GB_DOT_KERNEL(f32, vf, vdd)
#undef GB_DOT_KERNEL

#define GB_INTEGER_DOT_KERNEL(T) \
  static int64_t GB_NAME(dot_block_##T)(const gb_##T *a, const gb_##T *b, ptrdiff_t n) { \
    uint64_t total = 0; \
    for (ptrdiff_t i = 0; i < n; i++) total += (uint64_t)a[i] * (uint64_t)b[i]; \
    return (int64_t)total; \
  }
GB_INTEGER_DOT_KERNEL(i64)
GB_INTEGER_DOT_KERNEL(i32)
GB_INTEGER_DOT_KERNEL(i16)
GB_INTEGER_DOT_KERNEL(i8)
GB_INTEGER_DOT_KERNEL(u8)
#undef GB_INTEGER_DOT_KERNEL

// W is the accumulator, S what it is added in.
#define GB_DOT_LOOP(loop, T, W, S, sizeA, widenA) \
  static void GB_NAME(loop)(void *acc, const void *a, ptrdiff_t as, const void *b, ptrdiff_t bs, ptrdiff_t n) { \
    double buffers[2][GB_BLOCK]; \
    uint16_t raw[GB_BLOCK]; \
    gb_operand left = {a, as, sizeA, widenA}, right = {b, bs, sizeA, widenA}; \
    for (ptrdiff_t first = 0; first < n; first += GB_BLOCK) { \
      ptrdiff_t length = n - first < GB_BLOCK ? n - first : GB_BLOCK; \
      const gb_##T *x = gb_load_spread_block(&left, first, length, buffers[0], raw); \
      const gb_##T *y = gb_load_spread_block(&right, first, length, buffers[1], raw); \
      *(W *)acc = (W)((S)(*(W *)acc) + (S)GB_NAME(dot_block_##T)(x, y, length)); \
    } \
  }
GB_DOT_LOOP(dot_f64, f64, double, double, 8, NULL)
GB_DOT_LOOP(dot_f32, f32, double, double, 4, NULL)
GB_DOT_LOOP(dot_f16, f32, double, double, 2, GB_NAME(widen_f16))
GB_DOT_LOOP(dot_bf16, f32, double, double, 2, GB_NAME(widen_bf16))
GB_DOT_LOOP(dot_i64, i64, int64_t, uint64_t, 8, NULL)
GB_DOT_LOOP(dot_i32, i32, int64_t, uint64_t, 4, NULL)
GB_DOT_LOOP(dot_i16, i16, int64_t, uint64_t, 2, NULL)
GB_DOT_LOOP(dot_i8, i8, int64_t, uint64_t, 1, NULL)
GB_DOT_LOOP(dot_u8, u8, int64_t, uint64_t, 1, NULL)
#undef GB_DOT_LOOP

// Running sums and products go element by element: each waits for the one before it.
#define GB_SCAN_LOOP(loop, T, W, S, operator, sizeA, widenA, narrowOut) \
  static void GB_NAME(loop)(void *out, ptrdiff_t os, const void *a, ptrdiff_t as, ptrdiff_t n, void *acc) { \
    double buffer[GB_BLOCK]; \
    gb_##T results[GB_BLOCK]; \
    uint16_t raw[GB_BLOCK]; \
    gb_operand operand = {a, as, sizeA, widenA}; \
    gb_narrow narrow = narrowOut; \
    W m = *(W *)acc; \
    for (ptrdiff_t first = 0; first < n; first += GB_BLOCK) { \
      ptrdiff_t length = n - first < GB_BLOCK ? n - first : GB_BLOCK, step; \
      const gb_##T *in = gb_load_block(&operand, first, length, buffer, raw, &step); \
      for (ptrdiff_t i = 0; i < length; i++) { \
        m = (W)((S)m operator (S)in[i * step]); \
        results[i] = (gb_##T)m; \
      } \
      if (narrow) narrow(raw, (const float *)results, length); \
      gb_copy((char *)out + first * os, os, narrow ? (const void *)raw : results, sizeA, sizeA, length); \
    } \
    *(W *)acc = m; \
  }
#define GB_SCAN_LOOPS(name, operator) \
  GB_SCAN_LOOP(name##_f64, f64, double, double, operator, 8, NULL, NULL) \
  GB_SCAN_LOOP(name##_f32, f32, double, double, operator, 4, NULL, NULL) \
  GB_SCAN_LOOP(name##_f16, f32, double, double, operator, 2, GB_NAME(widen_f16), GB_NAME(narrow_f16)) \
  GB_SCAN_LOOP(name##_bf16, f32, double, double, operator, 2, GB_NAME(widen_bf16), GB_NAME(narrow_bf16)) \
  GB_SCAN_LOOP(name##_i64, i64, int64_t, uint64_t, operator, 8, NULL, NULL) \
  GB_SCAN_LOOP(name##_i32, i32, int64_t, uint64_t, operator, 4, NULL, NULL) \
  GB_SCAN_LOOP(name##_i16, i16, int64_t, uint64_t, operator, 2, NULL, NULL) \
  GB_SCAN_LOOP(name##_i8, i8, int64_t, uint64_t, operator, 1, NULL, NULL) \
  GB_SCAN_LOOP(name##_u8, u8, int64_t, uint64_t, operator, 1, NULL, NULL)
GB_SCAN_LOOPS(cumsum, +)
GB_SCAN_LOOPS(cumprod, *)
#undef GB_SCAN_LOOPS
#undef GB_SCAN_LOOP

#define GB_EVERY_DTYPE(name) \
  {GB_NAME(name##_f64), GB_NAME(name##_f32), GB_NAME(name##_f16), GB_NAME(name##_bf16), GB_NAME(name##_i64), \
   GB_NAME(name##_i32), GB_NAME(name##_i16), GB_NAME(name##_i8), GB_NAME(name##_u8), GB_NAME(name##_u8)}
static const gb_arg_loop GB_NAME(argmin_table)[GB_DTYPE_COUNT] = GB_EVERY_DTYPE(argmin);
static const gb_arg_loop GB_NAME(argmax_table)[GB_DTYPE_COUNT] = GB_EVERY_DTYPE(argmax);
static const gb_dot_loop GB_NAME(dot_table)[GB_DTYPE_COUNT] = GB_EVERY_DTYPE(dot);
static const gb_scan_loop GB_NAME(cumsum_table)[GB_DTYPE_COUNT] = GB_EVERY_DTYPE(cumsum);
static const gb_scan_loop GB_NAME(cumprod_table)[GB_DTYPE_COUNT] = GB_EVERY_DTYPE(cumprod);
#undef GB_EVERY_DTYPE
