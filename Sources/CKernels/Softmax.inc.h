// Softmax and its relations, for one level. Sums are kept in vectors for at most GB_REDUCE_BLOCK elements, then in double.
#include "Vectors.inc.h"

#include "Float32Functions.inc.h"
#include "Float64Functions.inc.h"

// The part of a vector from lane n on becomes `filler`.
#define GB_FILLED(V, part, n, filler) \
  ({ \
    GB_NAME(V) filled = part; \
    for (ptrdiff_t lane = n; lane < lanes; lane++) filled[lane] = filler; \
    filled; \
  })

// One contiguous row. F is the element type, V its vector.
#define GB_ROW_KERNELS(T, F, V, exponential) \
  static F GB_NAME(row_max_##T)(const F *in, ptrdiff_t n) { \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(F) }; \
    ptrdiff_t i = 0; \
    F largest = (F)-INFINITY; \
    if (n >= lanes) { \
      GB_NAME(V) m0 = GB_NAME(all_##V)((F)-INFINITY), m1 = m0; \
      for (; i + 2 * lanes <= n; i += 2 * lanes) { \
        GB_NAME(V) x = *(const GB_NAME(V) *)(in + i), y = *(const GB_NAME(V) *)(in + i + lanes); \
        m0 = GB_NAME(select_##V)(x > m0, x, m0); \
        m1 = GB_NAME(select_##V)(y > m1, y, m1); \
      } \
      for (; i + lanes <= n; i += lanes) { \
        GB_NAME(V) x = *(const GB_NAME(V) *)(in + i); \
        m0 = GB_NAME(select_##V)(x > m0, x, m0); \
      } \
      m0 = GB_NAME(select_##V)(m1 > m0, m1, m0); \
      for (int lane = 0; lane < lanes; lane++) largest = m0[lane] > largest ? m0[lane] : largest; \
    } \
    for (; i < n; i++) largest = in[i] > largest ? in[i] : largest; \
    return largest; \
  } \
  /* The sum of e^(x - shift); the exponentials are kept if there is an `out`. */ \
  static inline __attribute__((always_inline)) double GB_NAME(row_exp_##T)(F *out, const F *in, ptrdiff_t n, F shift) { \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(F) }; \
    double total = 0; \
    for (ptrdiff_t first = 0; first < n; first += GB_REDUCE_BLOCK) { \
      ptrdiff_t end = n - first < GB_REDUCE_BLOCK ? n : first + GB_REDUCE_BLOCK, i = first; \
      GB_NAME(V) s0 = {0}, s1 = {0}; \
      for (; i + 2 * lanes <= end; i += 2 * lanes) { \
        GB_NAME(V) x = GB_NAME(exponential)(*(const GB_NAME(V) *)(in + i) - shift); \
        GB_NAME(V) y = GB_NAME(exponential)(*(const GB_NAME(V) *)(in + i + lanes) - shift); \
        if (out) { \
          *(GB_NAME(V) *)(out + i) = x; \
          *(GB_NAME(V) *)(out + i + lanes) = y; \
        } \
        s0 += x; \
        s1 += y; \
      } \
      for (; i + lanes <= end; i += lanes) { \
        GB_NAME(V) x = GB_NAME(exponential)(*(const GB_NAME(V) *)(in + i) - shift); \
        if (out) *(GB_NAME(V) *)(out + i) = x; \
        s0 += x; \
      } \
      if (i < end) { \
        GB_NAME(V) x = GB_NAME(exponential)(GB_NAME(load_part_##V)(in + i, end - i) - shift); \
        if (out) GB_NAME(store_part)(out + i, &x, (end - i) * (ptrdiff_t)sizeof(F)); \
        s1 += GB_FILLED(V, x, end - i, 0); \
      } \
      s0 += s1; \
      for (int lane = 0; lane < lanes; lane++) total += (double)s0[lane]; \
    } \
    return total; \
  } \
  static void GB_NAME(softmax_row_##T)(F *out, const F *in, ptrdiff_t n) { \
    const F scale = (F)(1 / GB_NAME(row_exp_##T)(out, in, n, GB_NAME(row_max_##T)(in, n))); \
    GB_SIMD for (ptrdiff_t i = 0; i < n; i++) out[i] *= scale; \
  } \
  static void GB_NAME(log_softmax_row_##T)(F *out, const F *in, ptrdiff_t n) { \
    const F shift = GB_NAME(row_max_##T)(in, n); \
    const F rest = (F)log(GB_NAME(row_exp_##T)(NULL, in, n, shift)); \
    GB_SIMD for (ptrdiff_t i = 0; i < n; i++) out[i] = in[i] - shift - rest; \
  } \
  static F GB_NAME(log_sum_exp_row_##T)(const F *in, ptrdiff_t n) { \
    F shift = GB_NAME(row_max_##T)(in, n); \
    if (__builtin_isinf(shift)) shift = 0; \
    return shift + (F)log(GB_NAME(row_exp_##T)(NULL, in, n, shift)); \
  } \
  static void GB_NAME(softmax_gradient_row_##T)(F *out, const F *g, const F *y, ptrdiff_t n) { \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(F) }; \
    double total = 0; \
    for (ptrdiff_t first = 0; first < n; first += GB_REDUCE_BLOCK) { \
      ptrdiff_t end = n - first < GB_REDUCE_BLOCK ? n : first + GB_REDUCE_BLOCK, i = first; \
      GB_NAME(V) s0 = {0}, s1 = {0}; \
      for (; i + 2 * lanes <= end; i += 2 * lanes) { \
        s0 += *(const GB_NAME(V) *)(g + i) * *(const GB_NAME(V) *)(y + i); \
        s1 += *(const GB_NAME(V) *)(g + i + lanes) * *(const GB_NAME(V) *)(y + i + lanes); \
      } \
      s0 += s1; \
      for (int lane = 0; lane < lanes; lane++) total += (double)s0[lane]; \
      for (; i < end; i++) total += (double)g[i] * (double)y[i]; \
    } \
    const F sum = (F)total; \
    GB_SIMD for (ptrdiff_t i = 0; i < n; i++) out[i] = (g[i] - sum) * y[i]; \
  } \
  static void GB_NAME(log_softmax_gradient_row_##T)(F *out, const F *g, const F *y, ptrdiff_t n) { \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(F) }; \
    double total = 0; \
    for (ptrdiff_t first = 0; first < n; first += GB_REDUCE_BLOCK) { \
      ptrdiff_t end = n - first < GB_REDUCE_BLOCK ? n : first + GB_REDUCE_BLOCK, i = first; \
      GB_NAME(V) s = {0}; \
      for (; i + lanes <= end; i += lanes) s += *(const GB_NAME(V) *)(g + i); \
      for (int lane = 0; lane < lanes; lane++) total += (double)s[lane]; \
      for (; i < end; i++) total += (double)g[i]; \
    } \
    const F sum = (F)total; \
    ptrdiff_t i = 0; \
    for (; i + lanes <= n; i += lanes) { \
      GB_NAME(V) e = GB_NAME(exponential)(*(const GB_NAME(V) *)(y + i)); \
      *(GB_NAME(V) *)(out + i) = *(const GB_NAME(V) *)(g + i) - e * sum; \
    } \
    if (i < n) { \
      GB_NAME(V) e = GB_NAME(exponential)(GB_NAME(load_part_##V)(y + i, n - i)); \
      GB_NAME(V) rest = GB_NAME(load_part_##V)(g + i, n - i) - e * sum; \
      GB_NAME(store_part)(out + i, &rest, (n - i) * (ptrdiff_t)sizeof(F)); \
    } \
  }
GB_ROW_KERNELS(f64, double, vd, exp_vd)
GB_ROW_KERNELS(f32, float, vf, exp_vf)
#undef GB_ROW_KERNELS

// Rows side by side: a block of columns is worked on in passes down the rows, a vector of columns at a time.
enum { GB_NAME(softmax_columns) = 256 };

#define GB_COLUMN_KERNELS(T, F, V, exponential) \
  static inline __attribute__((always_inline)) void GB_NAME(exp_columns_##T)( \
    F *out, const F *in, const F *shift, F *sum, ptrdiff_t columns) { \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(F) }; \
    for (ptrdiff_t j = 0; j < columns; j += lanes) { \
      const int whole = j + lanes <= columns; \
      GB_NAME(V) x = whole ? *(const GB_NAME(V) *)(in + j) : GB_NAME(load_part_##V)(in + j, columns - j); \
      x = GB_NAME(exponential)(x - *(const GB_NAME(V) *)(shift + j)); \
      if (out && whole) *(GB_NAME(V) *)(out + j) = x; \
      else if (out) GB_NAME(store_part)(out + j, &x, (columns - j) * (ptrdiff_t)sizeof(F)); \
      *(GB_NAME(V) *)(sum + j) += x; \
    } \
  } \
  static void GB_NAME(max_columns_##T)(F *largest, const F *in, ptrdiff_t length, ptrdiff_t step, ptrdiff_t columns) { \
    for (ptrdiff_t j = 0; j < GB_NAME(softmax_columns); j++) largest[j] = (F)-INFINITY; \
    for (ptrdiff_t i = 0; i < length; i++) { \
      GB_SIMD for (ptrdiff_t j = 0; j < columns; j++) { \
        const F x = in[i * step + j]; \
        largest[j] = x > largest[j] ? x : largest[j]; \
      } \
    } \
  }
GB_COLUMN_KERNELS(f64, double, vd, exp_vd)
GB_COLUMN_KERNELS(f32, float, vf, exp_vf)
#undef GB_COLUMN_KERNELS

#define GB_SOFTMAX_LOOPS(T, F) \
  static void GB_NAME(softmax_##T)(void *result, const void *a, ptrdiff_t length, ptrdiff_t step, ptrdiff_t columns) { \
    if (step == 1 && columns == 1) { \
      GB_NAME(softmax_row_##T)(result, a, length); \
      return; \
    } \
    F shift[GB_NAME(softmax_columns)], sum[GB_NAME(softmax_columns)]; \
    for (ptrdiff_t first = 0; first < columns; first += GB_NAME(softmax_columns)) { \
      ptrdiff_t width = columns - first < GB_NAME(softmax_columns) ? columns - first : GB_NAME(softmax_columns); \
      F *out = (F *)result + first; \
      const F *in = (const F *)a + first; \
      GB_NAME(max_columns_##T)(shift, in, length, step, width); \
      memset(sum, 0, sizeof sum); \
      for (ptrdiff_t i = 0; i < length; i++) GB_NAME(exp_columns_##T)(out + i * step, in + i * step, shift, sum, width); \
      for (ptrdiff_t j = 0; j < width; j++) sum[j] = 1 / sum[j]; \
      for (ptrdiff_t i = 0; i < length; i++) { \
        GB_SIMD for (ptrdiff_t j = 0; j < width; j++) out[i * step + j] *= sum[j]; \
      } \
    } \
  } \
  static void GB_NAME(log_softmax_##T)(void *result, const void *a, ptrdiff_t length, ptrdiff_t step, ptrdiff_t columns) { \
    if (step == 1 && columns == 1) { \
      GB_NAME(log_softmax_row_##T)(result, a, length); \
      return; \
    } \
    F shift[GB_NAME(softmax_columns)], sum[GB_NAME(softmax_columns)]; \
    for (ptrdiff_t first = 0; first < columns; first += GB_NAME(softmax_columns)) { \
      ptrdiff_t width = columns - first < GB_NAME(softmax_columns) ? columns - first : GB_NAME(softmax_columns); \
      F *out = (F *)result + first; \
      const F *in = (const F *)a + first; \
      GB_NAME(max_columns_##T)(shift, in, length, step, width); \
      memset(sum, 0, sizeof sum); \
      for (ptrdiff_t i = 0; i < length; i++) GB_NAME(exp_columns_##T)(NULL, in + i * step, shift, sum, width); \
      for (ptrdiff_t j = 0; j < width; j++) sum[j] = (F)log((double)sum[j]); \
      for (ptrdiff_t i = 0; i < length; i++) { \
        GB_SIMD for (ptrdiff_t j = 0; j < width; j++) out[i * step + j] = in[i * step + j] - shift[j] - sum[j]; \
      } \
    } \
  } \
  static void GB_NAME(log_sum_exp_##T)(void *result, const void *a, ptrdiff_t length, ptrdiff_t step, ptrdiff_t columns) { \
    if (step == 1 && columns == 1) { \
      *(F *)result = GB_NAME(log_sum_exp_row_##T)(a, length); \
      return; \
    } \
    F shift[GB_NAME(softmax_columns)], sum[GB_NAME(softmax_columns)]; \
    for (ptrdiff_t first = 0; first < columns; first += GB_NAME(softmax_columns)) { \
      ptrdiff_t width = columns - first < GB_NAME(softmax_columns) ? columns - first : GB_NAME(softmax_columns); \
      const F *in = (const F *)a + first; \
      GB_NAME(max_columns_##T)(shift, in, length, step, width); \
      for (ptrdiff_t j = 0; j < GB_NAME(softmax_columns); j++) shift[j] = __builtin_isinf(shift[j]) ? 0 : shift[j]; \
      memset(sum, 0, sizeof sum); \
      for (ptrdiff_t i = 0; i < length; i++) GB_NAME(exp_columns_##T)(NULL, in + i * step, shift, sum, width); \
      for (ptrdiff_t j = 0; j < width; j++) ((F *)result)[first + j] = shift[j] + (F)log((double)sum[j]); \
    } \
  } \
  static void GB_NAME(softmax_gradient_##T)( \
    void *result, const void *gradient, const void *output, ptrdiff_t length, ptrdiff_t step, ptrdiff_t columns) { \
    if (step == 1 && columns == 1) { \
      GB_NAME(softmax_gradient_row_##T)(result, gradient, output, length); \
      return; \
    } \
    F sum[GB_NAME(softmax_columns)]; \
    for (ptrdiff_t first = 0; first < columns; first += GB_NAME(softmax_columns)) { \
      ptrdiff_t width = columns - first < GB_NAME(softmax_columns) ? columns - first : GB_NAME(softmax_columns); \
      F *out = (F *)result + first; \
      const F *g = (const F *)gradient + first, *y = (const F *)output + first; \
      memset(sum, 0, sizeof sum); \
      for (ptrdiff_t i = 0; i < length; i++) { \
        GB_SIMD for (ptrdiff_t j = 0; j < width; j++) sum[j] += g[i * step + j] * y[i * step + j]; \
      } \
      for (ptrdiff_t i = 0; i < length; i++) { \
        GB_SIMD for (ptrdiff_t j = 0; j < width; j++) out[i * step + j] = (g[i * step + j] - sum[j]) * y[i * step + j]; \
      } \
    } \
  } \
  static void GB_NAME(log_softmax_gradient_##T)( \
    void *result, const void *gradient, const void *output, ptrdiff_t length, ptrdiff_t step, ptrdiff_t columns) { \
    if (step == 1 && columns == 1) { \
      GB_NAME(log_softmax_gradient_row_##T)(result, gradient, output, length); \
      return; \
    } \
    F sum[GB_NAME(softmax_columns)], zero[GB_NAME(softmax_columns)] = {0}, unused[GB_NAME(softmax_columns)] = {0}; \
    for (ptrdiff_t first = 0; first < columns; first += GB_NAME(softmax_columns)) { \
      ptrdiff_t width = columns - first < GB_NAME(softmax_columns) ? columns - first : GB_NAME(softmax_columns); \
      F *out = (F *)result + first; \
      const F *g = (const F *)gradient + first, *y = (const F *)output + first; \
      memset(sum, 0, sizeof sum); \
      for (ptrdiff_t i = 0; i < length; i++) { \
        GB_SIMD for (ptrdiff_t j = 0; j < width; j++) sum[j] += g[i * step + j]; \
      } \
      for (ptrdiff_t i = 0; i < length; i++) { \
        F e[GB_NAME(softmax_columns)]; \
        GB_NAME(exp_columns_##T)(e, y + i * step, zero, unused, width); \
        GB_SIMD for (ptrdiff_t j = 0; j < width; j++) out[i * step + j] = g[i * step + j] - e[j] * sum[j]; \
      } \
    } \
  }
GB_SOFTMAX_LOOPS(f64, double)
GB_SOFTMAX_LOOPS(f32, float)
#undef GB_SOFTMAX_LOOPS
#undef GB_FILLED
