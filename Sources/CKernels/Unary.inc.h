// The loops of one input, for one level.
#include "Halves.inc.h"

// Operations of the floating dtypes: op, name, expression in float64, expression in float32.
#define GB_FLOAT_OPS(X) \
  X(GB_NEG, neg, -x, -x) \
  X(GB_ABS, abs, fabs(x), fabsf(x)) \
  X(GB_SIGN, sign, (x > 0) - (x < 0), (x > 0) - (x < 0)) \
  X(GB_SQUARE, square, x * x, x * x) \
  X(GB_RECIPROCAL, reciprocal, 1 / x, 1 / x) \
  X(GB_SQRT, sqrt, __builtin_elementwise_sqrt(x), __builtin_elementwise_sqrt(x)) \
  X(GB_RSQRT, rsqrt, 1 / __builtin_elementwise_sqrt(x), 1 / __builtin_elementwise_sqrt(x)) \
  X(GB_EXP, exp, exp(x), expf(x)) \
  X(GB_EXP2, exp2, exp2(x), exp2f(x)) \
  X(GB_EXPM1, expm1, expm1(x), expm1f(x)) \
  X(GB_LOG, log, log(x), logf(x)) \
  X(GB_LOG2, log2, log2(x), log2f(x)) \
  X(GB_LOG10, log10, log10(x), log10f(x)) \
  X(GB_LOG1P, log1p, log1p(x), log1pf(x)) \
  X(GB_SIN, sin, sin(x), sinf(x)) \
  X(GB_COS, cos, cos(x), cosf(x)) \
  X(GB_TAN, tan, tan(x), tanf(x)) \
  X(GB_ASIN, asin, asin(x), asinf(x)) \
  X(GB_ACOS, acos, acos(x), acosf(x)) \
  X(GB_ATAN, atan, atan(x), atanf(x)) \
  X(GB_SINH, sinh, sinh(x), sinhf(x)) \
  X(GB_COSH, cosh, cosh(x), coshf(x)) \
  X(GB_TANH, tanh, tanh(x), tanhf(x)) \
  X(GB_ASINH, asinh, asinh(x), asinhf(x)) \
  X(GB_ACOSH, acosh, acosh(x), acoshf(x)) \
  X(GB_ATANH, atanh, atanh(x), atanhf(x)) \
  X(GB_SIGMOID, sigmoid, 1 / (1 + exp(-x)), 1 / (1 + expf(-x))) \
  X(GB_RELU, relu, x < 0 ? 0 : x, x < 0 ? 0 : x) \
  X(GB_FLOOR, floor, floor(x), floorf(x)) \
  X(GB_CEIL, ceil, ceil(x), ceilf(x)) \
  X(GB_ROUND, round, __builtin_elementwise_roundeven(x), __builtin_elementwise_roundeven(x)) \
  X(GB_TRUNC, trunc, trunc(x), truncf(x)) \
  X(GB_FRAC, frac, x - trunc(x), x - truncf(x)) \
  X(GB_ERF, erf, erf(x), erff(x)) \
  X(GB_ERFC, erfc, erfc(x), erfcf(x)) \
  X(GB_ERFINV, erfinv, gb_erfinv(x), gb_erfinv(x)) \
  X(GB_LGAMMA, lgamma, gb_lgamma(x), gb_lgammaf(x)) \
  X(GB_DIGAMMA, digamma, gb_digamma(x), gb_digamma(x))

#define GB_FLOAT_LOOPS(op, name, f64, f32) \
  GB_KERNEL_1(name##_f64_kernel, gb_f64, gb_f64, f64) \
  GB_KERNEL_1(name##_f32_kernel, gb_f32, gb_f32, f32) \
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

#define GB_FLOAT_ENTRIES(op, name, f64, f32) \
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
  [GB_ABS][GB_BOOL] = GB_NAME(identity_u8),
  [GB_SIGN][GB_BOOL] = GB_NAME(identity_u8),
  [GB_SQUARE][GB_BOOL] = GB_NAME(identity_u8),
  [GB_BITWISE_NOT][GB_BOOL] = GB_NAME(not_bool),
};
#undef GB_FLOAT_OPS

// Predicates: name, expression in a floating dtype (bits, so that a NaN raises nothing), expression in an integer.
#define GB_PREDICATE_OPS(X) \
  X(GB_ISNAN, isnan, x != x, 0) \
  X(GB_ISINF, isinf, __builtin_elementwise_abs(x) == (__typeof__(x))INFINITY, 0) \
  X(GB_ISFINITE, isfinite, __builtin_elementwise_abs(x) < (__typeof__(x))INFINITY, 1) \
  X(GB_LOGICAL_NOT, logical_not, x == 0, x == 0) \
  X(GB_SIGNBIT, signbit, __builtin_signbit(x) != 0, x < 0)

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
  GB_FLOAT_ENTRIES(op, name, , ) GB_INTEGER_ENTRIES(op, name)[op][GB_BOOL] = GB_NAME(name##_u8),
static const gb_unary_loop GB_NAME(predicate_table)[GB_PREDICATE_COUNT][GB_DTYPE_COUNT] = {GB_PREDICATE_OPS(GB_PREDICATE_ENTRIES)};
#undef GB_PREDICATE_ENTRIES
#undef GB_PREDICATE_LOOPS
#undef GB_PREDICATE_OPS
#undef GB_FLOAT_ENTRIES
#undef GB_INTEGER_ENTRIES
