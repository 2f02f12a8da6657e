// The loops of the activations, for one level.
#include "Halves.inc.h"
#include "Vectors.inc.h"

#include "Float32Functions.inc.h"
#include "Float64Functions.inc.h"

// What has no vectors of its own is the C library's, lane by lane.
#define GB_LANE_BY_LANE(function, x) \
  ({ \
    __typeof__(x) from = x, result; \
    for (unsigned lane = 0; lane < sizeof(from) / sizeof(from[0]); lane++) result[lane] = function(from[lane]); \
    result; \
  })

// 1 + erf(x), within 1e-7: erfc(|x|) = e^-q with a polynomial q in |x|, a least-maximum fit for [0, 3.95]; 0 beyond.
GB_VECTOR_FUNCTION(vf, one_plus_erf_vf)(GB_NAME(vf) x) {
  GB_NAME(vf) magnitude = __builtin_elementwise_abs(x);
  GB_NAME(vf) t = GB_NAME(select_vf)(magnitude > 3.95f, GB_NAME(all_vf)(3.95f), magnitude);
  GB_NAME(vf) q = GB_NAME(all_vf)(-0x1.c32702p-18f);
  q = GB_NAME(fma_vf)(q, t, GB_NAME(all_vf)(0x1.8b0adep-14f));
  q = GB_NAME(fma_vf)(q, t, GB_NAME(all_vf)(-0x1.1dca3ep-11f));
  q = GB_NAME(fma_vf)(q, t, GB_NAME(all_vf)(0x1.882758p-10f));
  q = GB_NAME(fma_vf)(q, t, GB_NAME(all_vf)(0x1.c111ecp-16f));
  q = GB_NAME(fma_vf)(q, t, GB_NAME(all_vf)(-0x1.3bb04ep-6f));
  q = GB_NAME(fma_vf)(q, t, GB_NAME(all_vf)(0x1.a521c2p-4f));
  q = GB_NAME(fma_vf)(q, t, GB_NAME(all_vf)(0x1.45f23cp-1f));
  q = GB_NAME(fma_vf)(q, t, GB_NAME(all_vf)(0x1.20dd7ap+0f));
  // The exponent is in -18...0, so that its power of 2 is normal.
  GB_NAME(vf) rounded, r = GB_NAME(exp_reduce_vf)(-q * t, &rounded);
  GB_NAME(vf) power = (GB_NAME(vf))(((GB_NAME(vi))rounded - 0x4b400000 + 127) << 23);
  GB_NAME(vf) rest = GB_NAME(fma_vf)(GB_NAME(expm1_core_vf)(r), power, power);
  rest = GB_NAME(select_vf)(magnitude > 3.95f, GB_NAME(all_vf)(0), rest);
  return GB_NAME(select_vf)(x < 0, rest, 2 - rest);
}

#define V GB_NAME(vf)
#define F float
#define SUFFIX f32
#define ALL GB_NAME(all_vf)
#define SELECT GB_NAME(select_vf)
#define EXP GB_NAME(exp_vf)
#define EXPM1 GB_NAME(expm1_vf)
#define LOG1P GB_NAME(log1p_vf)
#define TANH GB_NAME(tanh_vf)
#define SIGMOID GB_NAME(sigmoid_vf)
#define ONE_PLUS_ERF GB_NAME(one_plus_erf_vf)
#include "ActivationFormulas.inc.h"
#undef V
#undef F
#undef SUFFIX
#undef ALL
#undef SELECT
#undef EXP
#undef EXPM1
#undef LOG1P
#undef TANH
#undef SIGMOID
#undef ONE_PLUS_ERF

#define V GB_NAME(vd)
#define F double
#define SUFFIX f64
#define ALL GB_NAME(all_vd)
#define SELECT GB_NAME(select_vd)
#define EXP GB_NAME(exp_vd)
#define EXPM1(x) GB_LANE_BY_LANE(expm1, x)
#define LOG1P(x) GB_LANE_BY_LANE(log1p, x)
#define TANH GB_NAME(tanh_vd)
#define SIGMOID GB_NAME(sigmoid_vd)
#define ONE_PLUS_ERF(x) (1 + GB_LANE_BY_LANE(erf, x))
#include "ActivationFormulas.inc.h"
#undef V
#undef F
#undef SUFFIX
#undef ALL
#undef SELECT
#undef EXP
#undef EXPM1
#undef LOG1P
#undef TANH
#undef SIGMOID
#undef ONE_PLUS_ERF

#define GB_ACTIVATIONS(X) \
  X(GB_ELU, elu) \
  X(GB_GELU, gelu) \
  X(GB_GELU_TANH, gelu_tanh) \
  X(GB_HARDSIGMOID, hardsigmoid) \
  X(GB_HARDSWISH, hardswish) \
  X(GB_HARDTANH, hardtanh) \
  X(GB_LEAKY_RELU, leaky_relu) \
  X(GB_LOG_SIGMOID, log_sigmoid) \
  X(GB_MISH, mish) \
  X(GB_SILU, silu) \
  X(GB_SOFTPLUS, softplus) \
  X(GB_HARDSHRINK, hardshrink) \
  X(GB_SOFTSHRINK, softshrink) \
  X(GB_THRESHOLD, threshold)

#define GB_SPREAD_PARAMETERS(V) \
  const double *values = extra; \
  GB_NAME(V) p[GB_ACTIVATION_PARAMETERS]; \
  for (int k = 0; k < GB_ACTIVATION_PARAMETERS; k++) p[k] = GB_NAME(all_##V)((__typeof__(p[0][0]))values[k]);

// What is left at the end is computed as a whole vector too, so that an element's bits don't depend on its place.
#define GB_ACTIVATION_KERNEL(name, T, F, V) \
  GB_KERNEL(name##_##T##_kernel) { \
    (void)step; \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(F) }; \
    GB_SPREAD_PARAMETERS(V) \
    F *to = out; \
    const F *from = in[0]; \
    ptrdiff_t i = 0; \
    for (; i + lanes <= n; i += lanes) *(GB_NAME(V) *)(to + i) = GB_NAME(name##_##T)(*(const GB_NAME(V) *)(from + i), p); \
    if (i < n) { \
      GB_NAME(V) rest = GB_NAME(name##_##T)(GB_NAME(load_part_##V)(from + i, n - i), p); \
      GB_NAME(store_part)(to + i, &rest, (n - i) * (ptrdiff_t)sizeof(F)); \
    } \
  } \
  GB_KERNEL(name##_slope_##T##_kernel) { \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(F) }; \
    GB_SPREAD_PARAMETERS(V) \
    F *to = out; \
    const F *gradient = in[0], *from = in[1]; \
    const GB_NAME(V) allG = GB_NAME(all_##V)(gradient[0]), allX = GB_NAME(all_##V)(from[0]); \
    ptrdiff_t i = 0; \
    for (; i + lanes <= n; i += lanes) { \
      GB_NAME(V) g = step[0] ? *(const GB_NAME(V) *)(gradient + i) : allG; \
      GB_NAME(V) x = step[1] ? *(const GB_NAME(V) *)(from + i) : allX; \
      *(GB_NAME(V) *)(to + i) = GB_NAME(name##_slope_##T)(g, x, p); \
    } \
    if (i < n) { \
      GB_NAME(V) g = step[0] ? GB_NAME(load_part_##V)(gradient + i, n - i) : allG; \
      GB_NAME(V) x = step[1] ? GB_NAME(load_part_##V)(from + i, n - i) : allX; \
      GB_NAME(V) rest = GB_NAME(name##_slope_##T)(g, x, p); \
      GB_NAME(store_part)(to + i, &rest, (n - i) * (ptrdiff_t)sizeof(F)); \
    } \
  }

#define GB_ACTIVATION_LOOP(name, T, kernel, size, widener, narrower) \
  static void GB_NAME(name##_loop_##T)(void *out, ptrdiff_t os, const void *a, ptrdiff_t as, ptrdiff_t n, const double *parameters) { \
    if (n == 0) return; \
    if (!(widener) && (n == 1 || (os == (size) && as == (size)))) { \
      ptrdiff_t one = 1; \
      GB_NAME(name##_##kernel##_kernel)(out, &a, &one, n, parameters); \
    } else { \
      gb_operand operand = {a, as, size, widener}; \
      gb_run_blocks(GB_NAME(name##_##kernel##_kernel), (gb_result){out, os, size, narrower}, &operand, 1, n, parameters); \
    } \
  } \
  static void GB_NAME(name##_slope_loop_##T)( \
    void *out, ptrdiff_t os, const void *g, ptrdiff_t gs, const void *a, ptrdiff_t as, ptrdiff_t n, const double *parameters) { \
    if (n == 0) return; \
    if (!(widener) && (n == 1 || (os == (size) && GB_STREAMS(gs, as, size)))) { \
      const void *in[2] = {g, a}; \
      ptrdiff_t step[2] = {gs != 0, as != 0}; \
      GB_NAME(name##_slope_##kernel##_kernel)(out, in, step, n, parameters); \
    } else { \
      gb_operand operands[2] = {{g, gs, size, widener}, {a, as, size, widener}}; \
      gb_run_blocks(GB_NAME(name##_slope_##kernel##_kernel), (gb_result){out, os, size, narrower}, operands, 2, n, parameters); \
    } \
  }

#define GB_ACTIVATION_LOOPS(op, name) \
  GB_ACTIVATION_KERNEL(name, f64, double, vd) \
  GB_ACTIVATION_KERNEL(name, f32, float, vf) \
  GB_ACTIVATION_LOOP(name, f64, f64, 8, NULL, NULL) \
  GB_ACTIVATION_LOOP(name, f32, f32, 4, NULL, NULL) \
  GB_ACTIVATION_LOOP(name, f16, f32, 2, GB_NAME(widen_f16), GB_NAME(narrow_f16)) \
  GB_ACTIVATION_LOOP(name, bf16, f32, 2, GB_NAME(widen_bf16), GB_NAME(narrow_bf16))
GB_ACTIVATIONS(GB_ACTIVATION_LOOPS)
#undef GB_ACTIVATION_LOOPS
#undef GB_ACTIVATION_LOOP
#undef GB_ACTIVATION_KERNEL
#undef GB_SPREAD_PARAMETERS
#undef GB_LANE_BY_LANE

#define GB_ACTIVATION_ENTRIES(op, name) \
  [op][GB_FLOAT64] = GB_NAME(name##_loop_f64), [op][GB_FLOAT32] = GB_NAME(name##_loop_f32), \
  [op][GB_FLOAT16] = GB_NAME(name##_loop_f16), [op][GB_BFLOAT16] = GB_NAME(name##_loop_bf16),
static const gb_activation_loop GB_NAME(activation_table)[GB_ACTIVATION_COUNT][4] = {GB_ACTIVATIONS(GB_ACTIVATION_ENTRIES)};
#undef GB_ACTIVATION_ENTRIES

#define GB_ACTIVATION_ENTRIES(op, name) \
  [op][GB_FLOAT64] = GB_NAME(name##_slope_loop_f64), [op][GB_FLOAT32] = GB_NAME(name##_slope_loop_f32), \
  [op][GB_FLOAT16] = GB_NAME(name##_slope_loop_f16), [op][GB_BFLOAT16] = GB_NAME(name##_slope_loop_bf16),
static const gb_activation_slope_loop GB_NAME(activation_slope_table)[GB_ACTIVATION_COUNT][4] = {GB_ACTIVATIONS(GB_ACTIVATION_ENTRIES)};
#undef GB_ACTIVATION_ENTRIES
#undef GB_ACTIVATIONS
