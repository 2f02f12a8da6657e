// The loops of one input, for one level.
#include "Halves.inc.h"
#include "Vectors.inc.h"

#include "Float32Functions.inc.h"
#include "Float64Functions.inc.h"
#include "WidenedFunctions.inc.h"

#define GB_PI 3.14159265358979323846

// Operations of the floating dtypes: op, name, then for float64 and for float32 an expression in x, or a function of a vector.
#define GB_FLOAT_OPS(X) \
  X(GB_NEG, neg, SCALAR, -x, SCALAR, -x) \
  X(GB_ABS, abs, SCALAR, fabs(x), SCALAR, fabsf(x)) \
  X(GB_SIGN, sign, SCALAR, (x > 0) - (x < 0), SCALAR, (x > 0) - (x < 0)) \
  X(GB_SQUARE, square, SCALAR, x * x, SCALAR, x * x) \
  X(GB_RECIPROCAL, reciprocal, SCALAR, 1 / x, SCALAR, 1 / x) \
  X(GB_SQRT, sqrt, SCALAR, __builtin_elementwise_sqrt(x), SCALAR, __builtin_elementwise_sqrt(x)) \
  X(GB_RSQRT, rsqrt, SCALAR, 1 / __builtin_elementwise_sqrt(x), SCALAR, 1 / __builtin_elementwise_sqrt(x)) \
  X(GB_EXP, exp, VECTOR, exp_vd, VECTOR, exp_vf) \
  X(GB_EXP2, exp2, SCALAR, exp2(x), VECTOR, exp2_vf) \
  X(GB_EXPM1, expm1, SCALAR, expm1(x), VECTOR, expm1_vf) \
  X(GB_LOG, log, VECTOR, log_vd, VECTOR, log_vf) \
  X(GB_LOG2, log2, SCALAR, log2(x), VECTOR, log2_vf) \
  X(GB_LOG10, log10, SCALAR, log10(x), VECTOR, log10_vf) \
  X(GB_LOG1P, log1p, VECTOR, log1p_vd, VECTOR, log1p_vf) \
  X(GB_SIN, sin, VECTOR, sin_vd, VECTOR, sin_vf) \
  X(GB_COS, cos, VECTOR, cos_vd, VECTOR, cos_vf) \
  X(GB_TAN, tan, VECTOR, tan_vd, VECTOR, tan_vf) \
  X(GB_ASIN, asin, VECTOR, asin_vd, VECTOR, asin_vf) \
  X(GB_ACOS, acos, VECTOR, acos_vd, VECTOR, acos_vf) \
  X(GB_ATAN, atan, VECTOR, atan_vd, VECTOR, atan_vf) \
  X(GB_SINH, sinh, SCALAR, sinh(x), VECTOR, sinh_vf) \
  X(GB_COSH, cosh, SCALAR, cosh(x), VECTOR, cosh_vf) \
  X(GB_TANH, tanh, VECTOR, tanh_vd, VECTOR, tanh_vf) \
  X(GB_ASINH, asinh, SCALAR, asinh(x), VECTOR, asinh_vf) \
  X(GB_ACOSH, acosh, SCALAR, acosh(x), VECTOR, acosh_vf) \
  X(GB_ATANH, atanh, VECTOR, atanh_vd, VECTOR, atanh_vf) \
  X(GB_SIGMOID, sigmoid, VECTOR, sigmoid_vd, VECTOR, sigmoid_vf) \
  X(GB_RELU, relu, SCALAR, x < 0 ? 0 : x, SCALAR, x < 0 ? 0 : x) \
  X(GB_FLOOR, floor, SCALAR, floor(x), SCALAR, floorf(x)) \
  X(GB_CEIL, ceil, SCALAR, ceil(x), SCALAR, ceilf(x)) \
  X(GB_ROUND, round, SCALAR, __builtin_elementwise_roundeven(x), SCALAR, __builtin_elementwise_roundeven(x)) \
  X(GB_TRUNC, trunc, SCALAR, trunc(x), SCALAR, truncf(x)) \
  X(GB_FRAC, frac, SCALAR, x - trunc(x), SCALAR, x - truncf(x)) \
  X(GB_ERF, erf, SCALAR, erf(x), VECTOR, erf_vf) \
  X(GB_ERFC, erfc, SCALAR, erfc(x), VECTOR, erfc_vf) \
  X(GB_ERFINV, erfinv, SCALAR, gb_erfinv(x), VECTOR, erfinv_vf) \
  X(GB_LGAMMA, lgamma, SCALAR, gb_lgamma(x), SCALAR, gb_lgammaf(x)) \
  X(GB_DIGAMMA, digamma, SCALAR, gb_digamma(x), SCALAR, gb_digamma(x)) \
  X(GB_TRIGAMMA, trigamma, SCALAR, gb_trigamma(x), SCALAR, gb_trigammaf(x)) \
  X(GB_SINC, sinc, SCALAR, x == 0 ? 1 : sin(GB_PI * x) / (GB_PI * x), VECTOR, sinc_vf) \
  X(GB_DEG2RAD, deg2rad, SCALAR, x * (GB_PI / 180), SCALAR, x * (float)(GB_PI / 180)) \
  X(GB_RAD2DEG, rad2deg, SCALAR, x * (180 / GB_PI), SCALAR, x * (float)(180 / GB_PI)) \
  X(GB_ENTR, entr, SCALAR, x > 0 ? -x * log(x) : x == 0 ? 0 : x < 0 ? -INFINITY : x, SCALAR, \
    x > 0 ? -x * logf(x) : x == 0 ? 0 : x < 0 ? -INFINITY : x) \
  X(GB_I0, i0, SCALAR, gb_i0(x), SCALAR, gb_i0(x)) \
  X(GB_I0E, i0e, SCALAR, gb_i0e(x), SCALAR, gb_i0e(x)) \
  X(GB_I1, i1, SCALAR, gb_i1(x), SCALAR, gb_i1(x)) \
  X(GB_I1E, i1e, SCALAR, gb_i1e(x), SCALAR, gb_i1e(x)) \
  X(GB_ERFCX, erfcx, SCALAR, gb_erfcx(x), SCALAR, gb_erfcx(x)) \
  X(GB_LOG_NDTR, log_ndtr, SCALAR, gb_log_ndtr(x), SCALAR, gb_log_ndtr(x)) \
  X(GB_NDTRI, ndtri, SCALAR, gb_ndtri(x), SCALAR, gb_ndtri(x))

#define GB_SCALAR_KERNEL(name, F, V, expression) GB_KERNEL_1(name, F, F, expression)

// What is left at the end is computed as a whole vector too, so that an element's bits don't depend on its place.
#define GB_VECTOR_KERNEL(name, F, V, function) \
  GB_KERNEL(name) { \
    (void)step, (void)extra; \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(F) }; \
    F *to = out; \
    const F *from = in[0]; \
    ptrdiff_t i = 0; \
    for (; i + lanes <= n; i += lanes) *(GB_NAME(V) *)(to + i) = GB_NAME(function)(*(const GB_NAME(V) *)(from + i)); \
    if (i < n) { \
      GB_NAME(V) rest = GB_NAME(function)(GB_NAME(load_part_##V)(from + i, n - i)); \
      GB_NAME(store_part)(to + i, &rest, (n - i) * (ptrdiff_t)sizeof(F)); \
    } \
  }

#define GB_FLOAT_LOOPS(op, name, kind64, f64, kind32, f32) \
  GB_##kind64##_KERNEL(name##_f64_kernel, gb_f64, vd, f64) \
  GB_##kind32##_KERNEL(name##_f32_kernel, gb_f32, vf, f32) \
  GB_LOOP_1(name##_f64, name##_f64_kernel, 8, 8, NULL, NULL) \
  GB_LOOP_1(name##_f32, name##_f32_kernel, 4, 4, NULL, NULL) \
  GB_LOOP_1(name##_f16, name##_f32_kernel, 2, 2, GB_NAME(widen_f16), GB_NAME(narrow_f16)) \
  GB_LOOP_1(name##_bf16, name##_f32_kernel, 2, 2, GB_NAME(widen_bf16), GB_NAME(narrow_bf16))
GB_FLOAT_OPS(GB_FLOAT_LOOPS)
#undef GB_FLOAT_LOOPS

// Operations of the integers, with U the unsigned type that arithmetic is done in.
#define GB_INTEGER_OPS(X, T, U) \
  X(neg, T, (U)0 - (U)x) \
  X(abs, T, x < 0 ? (U)0 - (U)x : (U)x) \
  X(sign, T, (x > 0) - (x < 0)) \
  X(square, T, (U)x * (U)x) \
  X(relu, T, x < 0 ? 0 : x) \
  X(identity, T, x) \
  X(bitwise_not, T, ~(U)x)

#define GB_INTEGER_LOOPS(name, T, expression) \
  GB_KERNEL_1(name##_##T##_kernel, gb_##T, gb_##T, expression) \
  GB_LOOP_1(name##_##T, name##_##T##_kernel, sizeof(gb_##T), sizeof(gb_##T), NULL, NULL)
GB_INTEGER_OPS(GB_INTEGER_LOOPS, i64, gb_unsigned_i64)
GB_INTEGER_OPS(GB_INTEGER_LOOPS, i32, gb_unsigned_i32)
GB_INTEGER_OPS(GB_INTEGER_LOOPS, i16, gb_unsigned_i16)
GB_INTEGER_OPS(GB_INTEGER_LOOPS, i8, gb_unsigned_i8)
GB_INTEGER_OPS(GB_INTEGER_LOOPS, u8, gb_unsigned_u8)
#undef GB_INTEGER_LOOPS
#undef GB_INTEGER_OPS

GB_KERNEL_1(not_bool_kernel, gb_bool, gb_bool, x == 0)
GB_LOOP_1(not_bool, not_bool_kernel, 1, 1, NULL, NULL)

#define GB_FLOAT_ENTRIES(op, name, kind64, f64, kind32, f32) \
  [op][GB_FLOAT64] = GB_NAME(name##_f64), [op][GB_FLOAT32] = GB_NAME(name##_f32), [op][GB_FLOAT16] = GB_NAME(name##_f16), \
  [op][GB_BFLOAT16] = GB_NAME(name##_bf16),
#define GB_INTEGER_ENTRIES(op, name) \
  [op][GB_INT64] = GB_NAME(name##_i64), [op][GB_INT32] = GB_NAME(name##_i32), [op][GB_INT16] = GB_NAME(name##_i16), \
  [op][GB_INT8] = GB_NAME(name##_i8), [op][GB_UINT8] = GB_NAME(name##_u8),

static const gb_unary_loop GB_NAME(unary_table)[GB_UNARY_COUNT][GB_DTYPE_COUNT] = {
  GB_FLOAT_OPS(GB_FLOAT_ENTRIES)
  GB_INTEGER_ENTRIES(GB_NEG, neg)
  GB_INTEGER_ENTRIES(GB_ABS, abs)
  GB_INTEGER_ENTRIES(GB_SIGN, sign)
  GB_INTEGER_ENTRIES(GB_SQUARE, square)
  GB_INTEGER_ENTRIES(GB_RELU, relu)
  GB_INTEGER_ENTRIES(GB_FLOOR, identity)
  GB_INTEGER_ENTRIES(GB_CEIL, identity)
  GB_INTEGER_ENTRIES(GB_ROUND, identity)
  GB_INTEGER_ENTRIES(GB_TRUNC, identity)
  GB_INTEGER_ENTRIES(GB_BITWISE_NOT, bitwise_not)
  [GB_SIGN][GB_BOOL] = GB_NAME(identity_u8),
  [GB_SQUARE][GB_BOOL] = GB_NAME(identity_u8),
  [GB_BITWISE_NOT][GB_BOOL] = GB_NAME(not_bool),
};
#undef GB_FLOAT_OPS
#undef GB_PI
#undef GB_SCALAR_KERNEL
#undef GB_VECTOR_KERNEL

// Predicates: op, name, expression in a floating dtype, expression in an integer.
#define GB_PREDICATE_OPS(X) \
  X(GB_ISNAN, isnan, x != x, 0) \
  X(GB_ISINF, isinf, __builtin_elementwise_abs(x) == (__typeof__(x))INFINITY, 0) \
  X(GB_ISFINITE, isfinite, __builtin_elementwise_abs(x) < (__typeof__(x))INFINITY, 1) \
  X(GB_LOGICAL_NOT, logical_not, x == 0, x == 0) \
  X(GB_SIGNBIT, signbit, __builtin_signbit(x) != 0, x < 0) \
  X(GB_ISPOSINF, isposinf, x == (__typeof__(x))INFINITY, 0) \
  X(GB_ISNEGINF, isneginf, x == -(__typeof__(x))INFINITY, 0)

#define GB_PREDICATE_LOOPS(op, name, floating, integer) \
  GB_KERNEL_1(name##_f64_kernel, gb_bool, gb_f64, floating) \
  GB_KERNEL_1(name##_f32_kernel, gb_bool, gb_f32, floating) \
  GB_KERNEL_1(name##_i64_kernel, gb_bool, gb_i64, ((void)x, integer)) \
  GB_KERNEL_1(name##_i32_kernel, gb_bool, gb_i32, ((void)x, integer)) \
  GB_KERNEL_1(name##_i16_kernel, gb_bool, gb_i16, ((void)x, integer)) \
  GB_KERNEL_1(name##_i8_kernel, gb_bool, gb_i8, ((void)x, integer)) \
  GB_KERNEL_1(name##_u8_kernel, gb_bool, gb_u8, ((void)x, integer)) \
  GB_LOOP_1(name##_f64, name##_f64_kernel, 1, 8, NULL, NULL) \
  GB_LOOP_1(name##_f32, name##_f32_kernel, 1, 4, NULL, NULL) \
  GB_LOOP_1(name##_f16, name##_f32_kernel, 1, 2, GB_NAME(widen_f16), NULL) \
  GB_LOOP_1(name##_bf16, name##_f32_kernel, 1, 2, GB_NAME(widen_bf16), NULL) \
  GB_LOOP_1(name##_i64, name##_i64_kernel, 1, 8, NULL, NULL) \
  GB_LOOP_1(name##_i32, name##_i32_kernel, 1, 4, NULL, NULL) \
  GB_LOOP_1(name##_i16, name##_i16_kernel, 1, 2, NULL, NULL) \
  GB_LOOP_1(name##_i8, name##_i8_kernel, 1, 1, NULL, NULL) \
  GB_LOOP_1(name##_u8, name##_u8_kernel, 1, 1, NULL, NULL)
GB_PREDICATE_OPS(GB_PREDICATE_LOOPS)

#define GB_PREDICATE_ENTRIES(op, name, floating, integer) \
  GB_FLOAT_ENTRIES(op, name, , , , ) GB_INTEGER_ENTRIES(op, name)[op][GB_BOOL] = GB_NAME(name##_u8),
static const gb_unary_loop GB_NAME(predicate_table)[GB_PREDICATE_COUNT][GB_DTYPE_COUNT] = {GB_PREDICATE_OPS(GB_PREDICATE_ENTRIES)};
#undef GB_PREDICATE_ENTRIES
#undef GB_PREDICATE_LOOPS
#undef GB_PREDICATE_OPS
#undef GB_FLOAT_ENTRIES
#undef GB_INTEGER_ENTRIES
