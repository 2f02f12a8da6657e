#include "include/Parametric.h"

#include "Kernels.h"
#include "SpecialFunctions.h"

#define GB_BODY "Parametric.inc.h"
#include "ForEachLevel.h"

gb_parametric_loop gb_parametric_at(gb_level level, gb_parametric_op op, gb_dtype dtype) {
  return GB_AT_LEVEL(level, parametric_table)[op][dtype];
}

gb_parametric_loop gb_parametric(gb_parametric_op op, gb_dtype dtype) { return gb_parametric_at(gb_best_level(), op, dtype); }

// Infinities and NaN have exponent 0, which the C library leaves open.
#define GB_FREXP(name, F, f) \
  static void name(void *mantissa, ptrdiff_t ms, int32_t *exponent, ptrdiff_t es, const void *a, ptrdiff_t as, ptrdiff_t n) { \
    for (ptrdiff_t i = 0; i < n; i++) { \
      const F x = *(const F *)((const char *)a + i * as); \
      int power = 0; \
      *(F *)((char *)mantissa + i * ms) = isfinite(x) ? frexp##f(x, &power) : x; \
      *(int32_t *)((char *)exponent + i * es) = power; \
    } \
  }
GB_FREXP(frexp_f64, double, )
GB_FREXP(frexp_f32, float, f)

gb_frexp_loop gb_frexp(gb_dtype dtype) {
  if (dtype == GB_FLOAT64) return frexp_f64;
  return dtype == GB_FLOAT32 ? frexp_f32 : NULL;
}
