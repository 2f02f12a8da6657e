// Rows of float64 and float32, for one level.
#include "Vectors.inc.h"

// Sums go through four streams of vectors, which are flushed into a double once a block.
#define GB_ROW_SUM(F, V, term) \
  ({ \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(F) }; \
    double total = 0; \
    for (ptrdiff_t first = 0; first < n; first += GB_REDUCE_BLOCK) { \
      ptrdiff_t end = n - first < GB_REDUCE_BLOCK ? n : first + GB_REDUCE_BLOCK, at = first; \
      GB_NAME(V) s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}; \
      for (; at + 4 * lanes <= end; at += 4 * lanes) { \
        s0 += term(GB_NAME(V), 0); \
        s1 += term(GB_NAME(V), lanes); \
        s2 += term(GB_NAME(V), 2 * lanes); \
        s3 += term(GB_NAME(V), 3 * lanes); \
      } \
      F rest = 0; \
      for (; at < end; at++) rest += term(F, 0); \
      GB_NAME(V) all = (s0 + s1) + (s2 + s3); \
      for (int k = 0; k < lanes; k++) rest += all[k]; \
      total += rest; \
    } \
    total; \
  })
#define GB_AT(Term, p, k) (*(const Term *)((p) + at + (k)))

#define GB_ROW_KERNELS(T, F, V) \
  static void GB_NAME(moments_##T)(const void *x, ptrdiff_t n, double *mean, double *squares) { \
    const F *px = x; \
    double center = GB_ROW_SUM(F, V, GB_TERM_X) / (double)n; \
    F m = (F)center; \
    double rest = GB_ROW_SUM(F, V, GB_TERM_SQUARE); \
    /* The deviations are from the rounded mean. */ \
    double off = center - m; \
    *mean = center; \
    *squares = rest - off * off * (double)n; \
  } \
  static void GB_NAME(affine_##T)(void *out, const void *x, ptrdiff_t n, double mean, double scale, double shift) { \
    F *to = out; \
    const F *px = x; \
    const F m = (F)mean, a = (F)scale, b = (F)shift; \
    GB_SIMD for (ptrdiff_t i = 0; i < n; i++) to[i] = (px[i] - m) * a + b; \
  } \
  static void GB_NAME(affine_each_##T)( \
    void *out, const void *x, ptrdiff_t n, double mean, double scale, const void *weight, const void *bias) { \
    F *to = out; \
    const F *px = x, *w = weight, *b = bias; \
    const F m = (F)mean, a = (F)scale; \
    if (w && b) { \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) to[i] = (px[i] - m) * a * w[i] + b[i]; \
    } else if (w) { \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) to[i] = (px[i] - m) * a * w[i]; \
    } else if (b) { \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) to[i] = (px[i] - m) * a + b[i]; \
    } else { \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) to[i] = (px[i] - m) * a; \
    } \
  } \
  static void GB_NAME(gradient_sums_##T)( \
    const void *g, const void *weight, const void *x, ptrdiff_t n, double mean, double *sum, double *product) { \
    const F *pg = g, *pw = weight, *px = x; \
    const F m = (F)mean; \
    if (pw) { \
      *sum += GB_ROW_SUM(F, V, GB_TERM_GW); \
      *product += GB_ROW_SUM(F, V, GB_TERM_GWX); \
    } else { \
      *sum += GB_ROW_SUM(F, V, GB_TERM_G); \
      *product += GB_ROW_SUM(F, V, GB_TERM_GX); \
    } \
  } \
  static void GB_NAME(combine_##T)( \
    void *out, const void *g, const void *weight, const void *x, ptrdiff_t n, double mean, double a, double b, double c) { \
    F *to = out; \
    const F *pg = g, *pw = weight, *px = x; \
    const F m = (F)mean, fa = (F)a, fb = (F)b, fc = (F)c; \
    if (pw) { \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) to[i] = pg[i] * pw[i] * fa + (px[i] - m) * fb + fc; \
    } else { \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) to[i] = pg[i] * fa + (px[i] - m) * fb + fc; \
    } \
  } \
  static void GB_NAME(column_sums_##T)(double *sums, const void *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n) { \
    for (ptrdiff_t row = 0; row < rows; row++) { \
      const F *px = (const F *)x + row * stride; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) sums[i] += px[i]; \
    } \
  } \
  static void GB_NAME(column_squares_##T)( \
    double *squares, const double *mean, const void *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n) { \
    for (ptrdiff_t row = 0; row < rows; row++) { \
      const F *px = (const F *)x + row * stride; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        double d = px[i] - mean[i]; \
        squares[i] += d * d; \
      } \
    } \
  } \
  static void GB_NAME(column_gradients_##T)( \
    double *sums, double *products, const double *mean, const void *g, const void *x, ptrdiff_t stride, ptrdiff_t rows, \
    ptrdiff_t n) { \
    for (ptrdiff_t row = 0; row < rows; row++) { \
      const F *pg = (const F *)g + row * stride, *px = (const F *)x + row * stride; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        sums[i] += pg[i]; \
        products[i] += pg[i] * (px[i] - mean[i]); \
      } \
    } \
  } \
  static void GB_NAME(normalized_gradients_##T)( \
    double *sums, double *products, const double *mean, const double *scale, const void *g, const void *x, ptrdiff_t stride, \
    ptrdiff_t rows, ptrdiff_t n) { \
    for (ptrdiff_t row = 0; row < rows; row++) { \
      const F *pg = (const F *)g + row * stride, *px = (const F *)x + row * stride; \
      const F m = (F)mean[row], a = (F)scale[row]; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        sums[i] += pg[i]; \
        products[i] += pg[i] * ((px[i] - m) * a); \
      } \
    } \
  } \
  static void GB_NAME(columns_affine_##T)( \
    void *out, const void *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n, const double *mean, const double *scale, \
    const double *shift) { \
    for (ptrdiff_t row = 0; row < rows; row++) { \
      F *to = (F *)out + row * stride; \
      const F *px = (const F *)x + row * stride; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) to[i] = (F)((px[i] - mean[i]) * scale[i] + shift[i]); \
    } \
  } \
  static void GB_NAME(columns_combine_##T)( \
    void *out, const void *g, const void *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n, const double *mean, const double *a, \
    const double *b, const double *c) { \
    for (ptrdiff_t row = 0; row < rows; row++) { \
      F *to = (F *)out + row * stride; \
      const F *pg = (const F *)g + row * stride, *px = (const F *)x + row * stride; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) to[i] = (F)(pg[i] * a[i] + (px[i] - mean[i]) * b[i] + c[i]); \
    } \
  }

#define GB_TERM_X(Term, k) GB_AT(Term, px, k)
#define GB_TERM_SQUARE(Term, k) ((GB_AT(Term, px, k) - m) * (GB_AT(Term, px, k) - m))
#define GB_TERM_G(Term, k) GB_AT(Term, pg, k)
#define GB_TERM_GX(Term, k) (GB_AT(Term, pg, k) * (GB_AT(Term, px, k) - m))
#define GB_TERM_GW(Term, k) (GB_AT(Term, pg, k) * GB_AT(Term, pw, k))
#define GB_TERM_GWX(Term, k) (GB_AT(Term, pg, k) * GB_AT(Term, pw, k) * (GB_AT(Term, px, k) - m))
GB_ROW_KERNELS(f64, double, vd)
GB_ROW_KERNELS(f32, float, vf)
#undef GB_TERM_X
#undef GB_TERM_SQUARE
#undef GB_TERM_G
#undef GB_TERM_GX
#undef GB_TERM_GW
#undef GB_TERM_GWX
#undef GB_ROW_KERNELS
#undef GB_ROW_SUM
#undef GB_AT

#define GB_ROW_ENTRY(T) \
  { \
    GB_NAME(moments_##T), GB_NAME(affine_##T), GB_NAME(affine_each_##T), GB_NAME(gradient_sums_##T), GB_NAME(combine_##T), \
      GB_NAME(column_sums_##T), GB_NAME(column_squares_##T), GB_NAME(column_gradients_##T), GB_NAME(normalized_gradients_##T), \
      GB_NAME(columns_affine_##T), GB_NAME(columns_combine_##T) \
  }
static const gb_row_kernels GB_NAME(row_table)[2] = {[GB_FLOAT64] = GB_ROW_ENTRY(f64), [GB_FLOAT32] = GB_ROW_ENTRY(f32)};
#undef GB_ROW_ENTRY
