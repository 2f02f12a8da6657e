// The loops of one input and numbers beside it, for one level.
#include "Halves.inc.h"
#include "Vectors.inc.h"

#include "Float32Functions.inc.h"
#include "Float64Functions.inc.h"

// Expressions in x and the parameters p, of type F with C library functions of suffix f.
#define GB_PARAMETRIC_OPS(X, F, f) \
  X(GB_NAN_TO_NUM, nan_to_num, F, x != x ? (F)p[0] : x == (F)INFINITY ? (F)p[1] : x == -(F)INFINITY ? (F)p[2] : x) \
  X(GB_ROUND_DECIMALS, round_decimals, F, \
    p[1] == 0 ? __builtin_elementwise_roundeven(x / (F)p[0]) * (F)p[0] : __builtin_elementwise_roundeven(x * (F)p[0]) / (F)p[0]) \
  X(GB_POLYGAMMA, polygamma, F, p[0] == 1 ? gb_trigamma##f(x) : gb_polygamma((int)p[0], x))

#define GB_PARAMETRIC_KERNEL(op, name, F, expression) \
  GB_KERNEL(name##_##F##_kernel) { \
    (void)step; \
    F *to = out; \
    const F *pa = in[0]; \
    const double *p = extra; \
    for (ptrdiff_t i = 0; i < n; i++) { \
      const F x = pa[i]; \
      to[i] = (F)(expression); \
    } \
  }
GB_PARAMETRIC_OPS(GB_PARAMETRIC_KERNEL, double, )
GB_PARAMETRIC_OPS(GB_PARAMETRIC_KERNEL, float, f)
#undef GB_PARAMETRIC_KERNEL

// log(x / (1 - x)), with x between two bounds. What is left at the end is computed as a whole vector too.
#define GB_LOGIT_KERNEL(F, V) \
  GB_KERNEL(logit_##F##_kernel) { \
    (void)step; \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(F) }; \
    F *to = out; \
    const F *from = in[0]; \
    const double *p = extra; \
    const GB_NAME(V) low = GB_NAME(all_##V)((F)p[0]), high = GB_NAME(all_##V)((F)p[1]); \
    for (ptrdiff_t i = 0; i < n; i += lanes) { \
      const ptrdiff_t rest = n - i; \
      GB_NAME(V) x = rest >= lanes ? *(const GB_NAME(V) *)(from + i) : GB_NAME(load_part_##V)(from + i, rest); \
      x = GB_NAME(select_##V)(x < low, low, GB_NAME(select_##V)(x > high, high, x)); \
      x = GB_NAME(log_##V)(x / ((F)1 - x)); \
      if (rest >= lanes) *(GB_NAME(V) *)(to + i) = x; \
      else GB_NAME(store_part)(to + i, &x, rest * (ptrdiff_t)sizeof(F)); \
    } \
  }
GB_LOGIT_KERNEL(double, vd)
GB_LOGIT_KERNEL(float, vf)
#undef GB_LOGIT_KERNEL

#define GB_PARAMETRIC_LOOP(loop, kernel, size, widen, narrow) \
  static void GB_NAME(loop)(void *out, ptrdiff_t os, const void *a, ptrdiff_t as, ptrdiff_t n, const double *parameters) { \
    gb_operand operand = {a, as, size, widen}; \
    gb_run_blocks(GB_NAME(kernel), (gb_result){out, os, size, narrow}, &operand, 1, n, parameters); \
  }
#define GB_PARAMETRIC_LOOPS(op, name, F, expression) \
  GB_PARAMETRIC_LOOP(name##_f64, name##_double_kernel, 8, NULL, NULL) \
  GB_PARAMETRIC_LOOP(name##_f32, name##_float_kernel, 4, NULL, NULL) \
  GB_PARAMETRIC_LOOP(name##_f16, name##_float_kernel, 2, GB_NAME(widen_f16), GB_NAME(narrow_f16)) \
  GB_PARAMETRIC_LOOP(name##_bf16, name##_float_kernel, 2, GB_NAME(widen_bf16), GB_NAME(narrow_bf16))
GB_PARAMETRIC_OPS(GB_PARAMETRIC_LOOPS, float, f)
GB_PARAMETRIC_LOOPS(GB_LOGIT, logit, , )
#undef GB_PARAMETRIC_LOOPS
#undef GB_PARAMETRIC_LOOP

#define GB_PARAMETRIC_ROW(op, name, F, expression) \
  [op] = {[GB_FLOAT64] = GB_NAME(name##_f64), [GB_FLOAT32] = GB_NAME(name##_f32), [GB_FLOAT16] = GB_NAME(name##_f16), \
          [GB_BFLOAT16] = GB_NAME(name##_bf16)},
static const gb_parametric_loop GB_NAME(parametric_table)[GB_PARAMETRIC_COUNT][GB_DTYPE_COUNT] = {
  GB_PARAMETRIC_OPS(GB_PARAMETRIC_ROW, , )
  GB_PARAMETRIC_ROW(GB_LOGIT, logit, , )
};
#undef GB_PARAMETRIC_ROW
#undef GB_PARAMETRIC_OPS
