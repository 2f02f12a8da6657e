// The loops of three inputs, and of two or three and a factor, for one level.
#include "Halves.inc.h"

// Three contiguous operands, or one of them broadcast, in loops that vectorise; anything else by way of steps.
#define GB_KERNEL_3(name, T, Ta, Tf, expression) \
  GB_KERNEL(name) { \
    T *to = out; \
    const Ta *pa = in[0]; \
    const T *pb = in[1], *pc = in[2]; \
    const Tf factor = extra ? *(const Tf *)extra : 0; \
    (void)factor; \
    if (step[0] && step[1] && step[2]) { \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        const Ta x = pa[i]; \
        const T y = pb[i], z = pc[i]; \
        to[i] = (T)(expression); \
      } \
    } else if (step[0] && step[1]) { \
      const T z = *pc; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        const Ta x = pa[i]; \
        const T y = pb[i]; \
        to[i] = (T)(expression); \
      } \
    } else if (step[0] && step[2]) { \
      const T y = *pb; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        const Ta x = pa[i]; \
        const T z = pc[i]; \
        to[i] = (T)(expression); \
      } \
    } else if (step[0]) { \
      const T y = *pb, z = *pc; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        const Ta x = pa[i]; \
        to[i] = (T)(expression); \
      } \
    } else { \
      const Ta x = *pa; \
      ptrdiff_t stepB = step[1], stepC = step[2]; \
      for (ptrdiff_t i = 0; i < n; i++) { \
        const T y = pb[i * stepB], z = pc[i * stepC]; \
        to[i] = (T)(expression); \
      } \
    } \
  }

#define GB_LOOP_3(loop, kernel, sizeA, sizeB, widenA, widenB, narrowOut, PARAMETER, extra) \
  static void GB_NAME(loop)( \
    void *out, ptrdiff_t os, const void *a, ptrdiff_t as, const void *b, ptrdiff_t bs, const void *c, ptrdiff_t cs, \
    ptrdiff_t n PARAMETER()) { \
    gb_operand operands[3] = {{a, as, sizeA, widenA}, {b, bs, sizeB, widenB}, {c, cs, sizeB, widenB}}; \
    if (!(widenB) && os == (sizeB) && as == (sizeA) && (bs == (sizeB) || bs == 0) && (cs == (sizeB) || cs == 0)) { \
      const void *in[3] = {a, b, c}; \
      ptrdiff_t step[3] = {1, bs != 0, cs != 0}; \
      GB_NAME(kernel)(out, in, step, n, extra); \
    } else { \
      gb_run_blocks(GB_NAME(kernel), (gb_result){out, os, sizeB, narrowOut}, operands, 3, n, extra); \
    } \
  }

// Given by name and expanded last, for the comma.
#define GB_NO_PARAMETER()
#define GB_FACTOR_PARAMETER() , const void *value

// A choice looks at no number, so dtypes of one size share a loop.
#define GB_WHERE_LOOP(size, T) \
  GB_KERNEL_3(where_kernel_##size, T, uint8_t, T, x ? y : z) \
  GB_LOOP_3(where_##size, where_kernel_##size, 1, size, NULL, NULL, NULL, GB_NO_PARAMETER, NULL)
GB_WHERE_LOOP(1, uint8_t)
GB_WHERE_LOOP(2, uint16_t)
GB_WHERE_LOOP(4, uint32_t)
GB_WHERE_LOOP(8, uint64_t)
#undef GB_WHERE_LOOP

// Branch-free, so that it vectorises: max sees a NaN of x or y, min one of its first operand or z.
#define GB_FLOAT_CLAMP(x, y, z) \
  ({ \
    __typeof__(x) raised = (((x) > (y)) | ((x) != (x))) ? (x) : (y); \
    ((raised < (z)) | (raised != raised)) ? raised : (z); \
  })

#define GB_FLOAT_LOOPS_3(name, PARAMETER, extra, f64, f32) \
  GB_KERNEL_3(name##_f64_kernel, gb_f64, gb_f64, gb_f64, f64) \
  GB_KERNEL_3(name##_f32_kernel, gb_f32, gb_f32, gb_f32, f32) \
  GB_LOOP_3(name##_f64, name##_f64_kernel, 8, 8, NULL, NULL, NULL, PARAMETER, extra) \
  GB_LOOP_3(name##_f32, name##_f32_kernel, 4, 4, NULL, NULL, NULL, PARAMETER, extra) \
  GB_LOOP_3(name##_f16, name##_f32_kernel, 2, 2, GB_NAME(widen_f16), GB_NAME(widen_f16), GB_NAME(narrow_f16), PARAMETER, extra) \
  GB_LOOP_3(name##_bf16, name##_f32_kernel, 2, 2, GB_NAME(widen_bf16), GB_NAME(widen_bf16), GB_NAME(narrow_bf16), PARAMETER, extra)
#define GB_LERP_EXPRESSION (z < 0.5f && z > -0.5f) ? x + z * (y - x) : y - (y - x) * (1 - z)
GB_FLOAT_LOOPS_3(clamp, GB_NO_PARAMETER, NULL, GB_FLOAT_CLAMP(x, y, z), GB_FLOAT_CLAMP(x, y, z))
GB_FLOAT_LOOPS_3(lerp, GB_NO_PARAMETER, NULL, GB_LERP_EXPRESSION, GB_LERP_EXPRESSION)
GB_FLOAT_LOOPS_3(addcmul, GB_FACTOR_PARAMETER, value, x + factor * y * z, x + factor * y * z)
GB_FLOAT_LOOPS_3(addcdiv, GB_FACTOR_PARAMETER, value, x + factor * y / z, x + factor * y / z)
#undef GB_LERP_EXPRESSION
#undef GB_FLOAT_LOOPS_3

#define GB_INTEGER_LOOPS_3(T, U) \
  GB_KERNEL_3(clamp_##T##_kernel, gb_##T, gb_##T, gb_##T, (x < y ? y : x) > z ? z : x < y ? y : x) \
  GB_LOOP_3(clamp_##T, clamp_##T##_kernel, sizeof(gb_##T), sizeof(gb_##T), NULL, NULL, NULL, GB_NO_PARAMETER, NULL) \
  GB_KERNEL_3(addcmul_##T##_kernel, gb_##T, gb_##T, int64_t, (U)x + (U)factor * (U)y * (U)z) \
  GB_LOOP_3(addcmul_##T, addcmul_##T##_kernel, sizeof(gb_##T), sizeof(gb_##T), NULL, NULL, NULL, GB_FACTOR_PARAMETER, value)
GB_INTEGER_LOOPS_3(i64, uint64_t)
GB_INTEGER_LOOPS_3(i32, uint32_t)
GB_INTEGER_LOOPS_3(i16, uint32_t)
GB_INTEGER_LOOPS_3(i8, uint32_t)
GB_INTEGER_LOOPS_3(u8, uint32_t)
#undef GB_INTEGER_LOOPS_3

#define GB_EVERY_DTYPE(name, boolean) \
  {GB_NAME(name##_f64), GB_NAME(name##_f32), GB_NAME(name##_f16), GB_NAME(name##_bf16), GB_NAME(name##_i64), \
   GB_NAME(name##_i32), GB_NAME(name##_i16), GB_NAME(name##_i8), GB_NAME(name##_u8), boolean}

static const gb_ternary_loop GB_NAME(ternary_table)[GB_TERNARY_COUNT][GB_DTYPE_COUNT] = {
  [GB_WHERE] = {GB_NAME(where_8), GB_NAME(where_4), GB_NAME(where_2), GB_NAME(where_2), GB_NAME(where_8), GB_NAME(where_4),
                GB_NAME(where_2), GB_NAME(where_1), GB_NAME(where_1), GB_NAME(where_1)},
  [GB_CLAMP] = GB_EVERY_DTYPE(clamp, GB_NAME(clamp_u8)),
  [GB_LERP] = {GB_NAME(lerp_f64), GB_NAME(lerp_f32), GB_NAME(lerp_f16), GB_NAME(lerp_bf16)},
};

static const gb_scaled_loop GB_NAME(scaled_table)[GB_SCALED_COUNT][GB_DTYPE_COUNT] = {
  [GB_ADDCMUL] = GB_EVERY_DTYPE(addcmul, NULL),
  [GB_ADDCDIV] = {GB_NAME(addcdiv_f64), GB_NAME(addcdiv_f32), GB_NAME(addcdiv_f16), GB_NAME(addcdiv_bf16)},
};

// a + alpha * b. A broadcast b is scaled once; a broadcast a goes by way of steps.
#define GB_ADD_SCALED(loop, T, Tf, sizeIn, widenIn, narrowOut, expression) \
  GB_KERNEL(loop##_kernel) { \
    T *to = out; \
    const T *pa = in[0], *pb = in[1]; \
    const Tf factor = *(const Tf *)extra; \
    if (step[0] && step[1]) { \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        const T x = pa[i], y = pb[i]; \
        to[i] = (T)(expression); \
      } \
    } else if (step[0]) { \
      const T y = *pb; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        const T x = pa[i]; \
        to[i] = (T)(expression); \
      } \
    } else { \
      const T x = *pa; \
      ptrdiff_t stepB = step[1]; \
      for (ptrdiff_t i = 0; i < n; i++) { \
        const T y = pb[i * stepB]; \
        to[i] = (T)(expression); \
      } \
    } \
  } \
  static void GB_NAME(loop)( \
    void *out, ptrdiff_t os, const void *a, ptrdiff_t as, const void *b, ptrdiff_t bs, ptrdiff_t n, const void *alpha) { \
    if (!(widenIn) && os == (sizeIn) && as == (sizeIn) && (bs == (sizeIn) || bs == 0)) { \
      const void *in[2] = {a, b}; \
      ptrdiff_t step[2] = {1, bs != 0}; \
      GB_NAME(loop##_kernel)(out, in, step, n, alpha); \
    } else { \
      gb_operand operands[2] = {{a, as, sizeIn, widenIn}, {b, bs, sizeIn, widenIn}}; \
      gb_run_blocks(GB_NAME(loop##_kernel), (gb_result){out, os, sizeIn, narrowOut}, operands, 2, n, alpha); \
    } \
  }
GB_ADD_SCALED(add_scaled_f64, double, double, 8, NULL, NULL, x + factor * y)
GB_ADD_SCALED(add_scaled_f32, float, float, 4, NULL, NULL, x + factor * y)
GB_ADD_SCALED(add_scaled_f16, float, float, 2, GB_NAME(widen_f16), GB_NAME(narrow_f16), x + factor * y)
GB_ADD_SCALED(add_scaled_bf16, float, float, 2, GB_NAME(widen_bf16), GB_NAME(narrow_bf16), x + factor * y)
GB_ADD_SCALED(add_scaled_i64, int64_t, int64_t, 8, NULL, NULL, (uint64_t)x + (uint64_t)factor * (uint64_t)y)
GB_ADD_SCALED(add_scaled_i32, int32_t, int64_t, 4, NULL, NULL, (uint32_t)x + (uint32_t)factor * (uint32_t)y)
GB_ADD_SCALED(add_scaled_i16, int16_t, int64_t, 2, NULL, NULL, (uint32_t)x + (uint32_t)factor * (uint32_t)y)
GB_ADD_SCALED(add_scaled_i8, int8_t, int64_t, 1, NULL, NULL, (uint32_t)x + (uint32_t)factor * (uint32_t)y)
GB_ADD_SCALED(add_scaled_u8, uint8_t, int64_t, 1, NULL, NULL, (uint32_t)x + (uint32_t)factor * (uint32_t)y)
GB_ADD_SCALED(add_scaled_bool, uint8_t, int64_t, 1, NULL, NULL, x | ((factor != 0) & y))
#undef GB_ADD_SCALED

static const gb_add_scaled_loop GB_NAME(add_scaled_table)[GB_DTYPE_COUNT] = GB_EVERY_DTYPE(add_scaled, GB_NAME(add_scaled_bool));

#undef GB_EVERY_DTYPE
#undef GB_NO_PARAMETER
#undef GB_FACTOR_PARAMETER
#undef GB_FLOAT_CLAMP
#undef GB_KERNEL_3
#undef GB_LOOP_3
