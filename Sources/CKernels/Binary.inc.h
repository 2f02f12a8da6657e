// The loops of two inputs, for one level.
#include "Arithmetic.h"
#include "Halves.inc.h"
#include "Vectors.inc.h"

#include "Float32Functions.inc.h"
#include "Float64Functions.inc.h"
#include "WidenedFunctions.inc.h"

// Operations of the floating dtypes: op, name, whether the compiler makes a STREAM of vectors, or there is a function of VECTORs of that name,
// or EACH element goes by itself (MIXED: the last for float64, vectors for float32), expression in the type F with C library functions of
// suffix f.
#define GB_FLOAT_OPS(X, F, f) \
  X(GB_ADD, add, STREAM, F, x + y) \
  X(GB_SUB, sub, STREAM, F, x - y) \
  X(GB_MUL, mul, STREAM, F, x * y) \
  X(GB_DIV, div, STREAM, F, x / y) \
  X(GB_DIV_FLOOR, div_floor, MIXED, F, gb_div_floor_##F(x, y)) \
  X(GB_REMAINDER, remainder, MIXED, F, gb_remainder_##F(x, y)) \
  X(GB_FMOD, fmod, MIXED, F, fmod##f(x, y)) \
  X(GB_MINIMUM, minimum, STREAM, F, ((x < y) | (x != x)) ? x : y) \
  X(GB_MAXIMUM, maximum, STREAM, F, ((x > y) | (x != x)) ? x : y) \
  X(GB_FMIN, fmin, STREAM, F, ((x < y) | (y != y)) ? x : y) \
  X(GB_FMAX, fmax, STREAM, F, ((x > y) | (y != y)) ? x : y) \
  X(GB_ATAN2, atan2, VECTOR, F, ) \
  X(GB_HYPOT, hypot, MIXED, F, hypot##f(x, y)) \
  X(GB_COPYSIGN, copysign, STREAM, F, __builtin_elementwise_copysign(x, y)) \
  X(GB_LOGADDEXP, logaddexp, VECTOR, F, ) \
  X(GB_LOGADDEXP2, logaddexp2, EACH, F, gb_logaddexp2_##F(x, y)) \
  X(GB_XLOGY, xlogy, VECTOR, F, ) \
  X(GB_XLOG1PY, xlog1py, VECTOR, F, ) \
  X(GB_LDEXP, ldexp, EACH, F, scalbn##f(x, y > 10000 ? 10000 : y < -10000 ? -10000 : (int)y)) \
  X(GB_ZETA, zeta, EACH, F, gb_zeta(x, y)) \
  X(GB_IGAMMA, igamma, EACH, F, gb_igamma(x, y)) \
  X(GB_IGAMMAC, igammac, EACH, F, gb_igammac(x, y)) \
  X(GB_HEAVISIDE, heaviside, STREAM, F, x == 0 ? y : x > 0)

// What is left at the end is computed as a whole vector too, so that an element's bits don't depend on its place.
#define GB_VECTOR_KERNEL_2(name, F, V, function) \
  GB_KERNEL(name) { \
    (void)extra; \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(F) }; \
    F *to = out; \
    const F *pa = in[0], *pb = in[1]; \
    if (n <= 0) return; \
    GB_NAME(V) x = GB_NAME(all_##V)(*pa), y = GB_NAME(all_##V)(*pb); \
    for (ptrdiff_t i = 0; i < n; i += lanes) { \
      const ptrdiff_t rest = n - i; \
      if (rest >= lanes) { \
        if (step[0]) x = *(const GB_NAME(V) *)(pa + i); \
        if (step[1]) y = *(const GB_NAME(V) *)(pb + i); \
        *(GB_NAME(V) *)(to + i) = GB_NAME(function)(x, y); \
      } else { \
        if (step[0]) x = GB_NAME(load_part_##V)(pa + i, rest); \
        if (step[1]) y = GB_NAME(load_part_##V)(pb + i, rest); \
        GB_NAME(V) last = GB_NAME(function)(x, y); \
        GB_NAME(store_part)(to + i, &last, rest * (ptrdiff_t)sizeof(F)); \
      } \
    } \
  }

#define GB_KERNEL_STREAM(name, T, F, expression) GB_KERNEL_2(name##_##T##_kernel, F, F, expression)
#define GB_KERNEL_EACH(name, T, F, expression) GB_KERNEL_2_EACH(name##_##T##_kernel, F, F, expression)
#define GB_KERNEL_VECTOR(name, T, F, expression) GB_KERNEL_VECTOR_##T(name)
#define GB_KERNEL_VECTOR_float(name) GB_VECTOR_KERNEL_2(name##_float_kernel, float, vf, name##_vf)
#define GB_KERNEL_VECTOR_double(name) GB_VECTOR_KERNEL_2(name##_double_kernel, double, vd, name##_vd)
#define GB_KERNEL_MIXED(name, T, F, expression) GB_KERNEL_MIXED_##T(name, expression)
#define GB_KERNEL_MIXED_float(name, expression) GB_KERNEL_VECTOR_float(name)
#define GB_KERNEL_MIXED_double(name, expression) GB_KERNEL_2_EACH(name##_double_kernel, double, double, expression)
#define GB_FLOAT_KERNEL(op, name, kind, F, expression) GB_KERNEL_##kind(name, F, F, expression)
GB_FLOAT_OPS(GB_FLOAT_KERNEL, double, )
GB_FLOAT_OPS(GB_FLOAT_KERNEL, float, f)
#undef GB_FLOAT_KERNEL

GB_KERNEL_2_EACH(pow_double_kernel, double, double, pow(x, y))
GB_VECTOR_KERNEL_2(pow_float_kernel, float, vf, pow_vf)

// A broadcast exponent that is a small power is a product or a root.
#define GB_POW_NUMBER_KERNEL(name, F, hasRoots) \
  GB_KERNEL_1(name##_cube_##F##_kernel, F, F, x * x * x) \
  GB_KERNEL_1(name##_square_##F##_kernel, F, F, x * x) \
  GB_KERNEL_1(name##_sqrt_##F##_kernel, F, F, __builtin_elementwise_sqrt(x)) \
  GB_KERNEL_1(name##_rsqrt_##F##_kernel, F, F, 1 / __builtin_elementwise_sqrt(x)) \
  GB_KERNEL_1(name##_reciprocal_##F##_kernel, F, F, 1 / x) \
  GB_KERNEL_1(name##_reciprocal_square_##F##_kernel, F, F, 1 / (x * x)) \
  GB_KERNEL_1(name##_identity_##F##_kernel, F, F, x) \
  GB_KERNEL(name##_##F##_kernel) { \
    gb_kernel kernel = GB_NAME(pow_##F##_kernel); \
    if (!step[1]) { \
      F exponent = *(const F *)in[1]; \
      if (exponent == 2) kernel = GB_NAME(name##_square_##F##_kernel); \
      else if (exponent == 3) kernel = GB_NAME(name##_cube_##F##_kernel); \
      else if (exponent == (F)0.5 && hasRoots) kernel = GB_NAME(name##_sqrt_##F##_kernel); \
      else if (exponent == (F)-0.5 && hasRoots) kernel = GB_NAME(name##_rsqrt_##F##_kernel); \
      else if (exponent == 1) kernel = GB_NAME(name##_identity_##F##_kernel); \
      else if (exponent == -1) kernel = GB_NAME(name##_reciprocal_##F##_kernel); \
      else if (exponent == -2) kernel = GB_NAME(name##_reciprocal_square_##F##_kernel); \
    } \
    kernel(out, in, step, n, extra); \
  }
GB_POW_NUMBER_KERNEL(pow_number, double, 1)
GB_POW_NUMBER_KERNEL(pow_number, float, 1)
GB_POW_NUMBER_KERNEL(pow_number_f16, float, 0)
#undef GB_POW_NUMBER_KERNEL

#define GB_FLOAT_LOOPS(op, name, kind, F, expression) \
  GB_LOOP_2(name##_f64, name##_double_kernel, 8, 8, NULL, NULL) \
  GB_LOOP_2(name##_f32, name##_float_kernel, 4, 4, NULL, NULL) \
  GB_LOOP_2(name##_f16, name##_float_kernel, 2, 2, GB_NAME(widen_f16), GB_NAME(narrow_f16)) \
  GB_LOOP_2(name##_bf16, name##_float_kernel, 2, 2, GB_NAME(widen_bf16), GB_NAME(narrow_bf16))
GB_FLOAT_OPS(GB_FLOAT_LOOPS, float, f)
GB_FLOAT_LOOPS(GB_POW, pow, , float, )
GB_LOOP_2(pow_number_f64, pow_number_double_kernel, 8, 8, NULL, NULL)
GB_LOOP_2(pow_number_f32, pow_number_float_kernel, 4, 4, NULL, NULL)
GB_LOOP_2(pow_number_f16, pow_number_f16_float_kernel, 2, 2, GB_NAME(widen_f16), GB_NAME(narrow_f16))
GB_LOOP_2(pow_number_bf16, pow_number_float_kernel, 2, 2, GB_NAME(widen_bf16), GB_NAME(narrow_bf16))
#undef GB_FLOAT_LOOPS

GB_KERNEL_2_EACH(neighbour_f64_kernel, double, double, nextafter(x, y))
GB_KERNEL_2_EACH(neighbour_f32_kernel, float, float, nextafterf(x, y))
GB_LOOP_2(neighbour_f64, neighbour_f64_kernel, 8, 8, NULL, NULL)
GB_LOOP_2(neighbour_f32, neighbour_f32_kernel, 4, 4, NULL, NULL)

// Neighbours in the 16-bit formats, whose bits without the sign are in the order of the numbers. `infinity` is the format's.
#define GB_NEXTAFTER_HALF(name, infinity) \
  static inline uint16_t GB_NAME(name##_neighbour)(uint16_t x, uint16_t y) { \
    const uint16_t from = x & 0x7fff, to = y & 0x7fff; \
    if (from > (infinity)) return x; \
    if (to > (infinity) || x == y || (from | to) == 0) return y; \
    if (from == 0) return (y & 0x8000) | 1; \
    return (uint16_t)(((x ^ y) & 0x8000) != 0 || to < from ? x - 1 : x + 1); \
  } \
  GB_KERNEL_2_EACH(name##_kernel, uint16_t, uint16_t, GB_NAME(name##_neighbour)(x, y)) \
  GB_LOOP_2(name, name##_kernel, 2, 2, NULL, NULL)
GB_NEXTAFTER_HALF(neighbour_f16, 0x7c00)
GB_NEXTAFTER_HALF(neighbour_bf16, 0x7f80)
#undef GB_NEXTAFTER_HALF

// A quotient of 16-bit numbers is rounded to their format before it is cut, as in PyTorch.
#define GB_DIV_TRUNC_HALF(format) \
  GB_LOOP_1(trunc_##format, trunc_kernel, 2, 2, GB_NAME(widen_##format), GB_NAME(narrow_##format)) \
  static void GB_NAME(div_trunc_##format)( \
    void *out, ptrdiff_t os, const void *a, ptrdiff_t as, const void *b, ptrdiff_t bs, ptrdiff_t n) { \
    GB_NAME(div_##format)(out, os, a, as, b, bs, n); \
    GB_NAME(trunc_##format)(out, os, out, os, n); \
  }
GB_KERNEL_1(trunc_kernel, float, float, truncf(x))
GB_DIV_TRUNC_HALF(f16)
GB_DIV_TRUNC_HALF(bf16)
#undef GB_DIV_TRUNC_HALF
GB_KERNEL_2(div_trunc_f64_kernel, double, double, trunc(x / y))
GB_KERNEL_2(div_trunc_f32_kernel, float, float, truncf(x / y))
GB_LOOP_2(div_trunc_f64, div_trunc_f64_kernel, 8, 8, NULL, NULL)
GB_LOOP_2(div_trunc_f32, div_trunc_f32_kernel, 4, 4, NULL, NULL)

// Operations of the integers, with U the unsigned type that arithmetic is done in.
#define GB_INTEGER_OPS(X, T, U) \
  X(GB_ADD, add, STREAM, T, (U)x + (U)y) \
  X(GB_SUB, sub, STREAM, T, (U)x - (U)y) \
  X(GB_MUL, mul, STREAM, T, (U)x * (U)y) \
  X(GB_DIV_FLOOR, div_floor, EACH, T, gb_div_floor_##T(x, y)) \
  X(GB_DIV_TRUNC, div_trunc, EACH, T, gb_div_trunc_##T(x, y)) \
  X(GB_REMAINDER, remainder, EACH, T, gb_remainder_##T(x, y)) \
  X(GB_FMOD, fmod, EACH, T, gb_fmod_##T(x, y)) \
  X(GB_POW, pow, EACH, T, gb_pow_##T(x, y)) \
  X(GB_MINIMUM, minimum, STREAM, T, x < y ? x : y) \
  X(GB_MAXIMUM, maximum, STREAM, T, x > y ? x : y) \
  X(GB_BITWISE_AND, bitwise_and, STREAM, T, x & y) \
  X(GB_BITWISE_OR, bitwise_or, STREAM, T, x | y) \
  X(GB_BITWISE_XOR, bitwise_xor, STREAM, T, x ^ y) \
  X(GB_SHIFT_LEFT, shift_left, STREAM, T, gb_shift_left_##T(x, y)) \
  X(GB_SHIFT_RIGHT, shift_right, STREAM, T, gb_shift_right_##T(x, y)) \
  X(GB_HEAVISIDE, heaviside, STREAM, T, x == 0 ? y : x > 0) \
  X(GB_GCD, gcd, EACH, T, gb_gcd_##T(x, y)) \
  X(GB_LCM, lcm, EACH, T, gb_lcm_##T(x, y))

#define GB_INTEGER_LOOPS(op, name, kind, T, expression) \
  GB_KERNEL_##kind(name, T, gb_##T, expression) \
  GB_LOOP_2(name##_##T, name##_##T##_kernel, sizeof(gb_##T), sizeof(gb_##T), NULL, NULL)
GB_INTEGER_OPS(GB_INTEGER_LOOPS, i64, gb_unsigned_i64)
GB_INTEGER_OPS(GB_INTEGER_LOOPS, i32, gb_unsigned_i32)
GB_INTEGER_OPS(GB_INTEGER_LOOPS, i16, gb_unsigned_i16)
GB_INTEGER_OPS(GB_INTEGER_LOOPS, i8, gb_unsigned_i8)
GB_INTEGER_OPS(GB_INTEGER_LOOPS, u8, gb_unsigned_u8)
#undef GB_INTEGER_LOOPS

#define GB_FLOAT_ENTRIES(op, name, kind, F, expression) \
  [op][GB_FLOAT64] = GB_NAME(name##_f64), [op][GB_FLOAT32] = GB_NAME(name##_f32), [op][GB_FLOAT16] = GB_NAME(name##_f16), \
  [op][GB_BFLOAT16] = GB_NAME(name##_bf16),
#define GB_INTEGER_ENTRIES(op, name, kind, T, expression) \
  [op][GB_INT64] = GB_NAME(name##_i64), [op][GB_INT32] = GB_NAME(name##_i32), [op][GB_INT16] = GB_NAME(name##_i16), \
  [op][GB_INT8] = GB_NAME(name##_i8), [op][GB_UINT8] = GB_NAME(name##_u8),

static const gb_binary_loop GB_NAME(binary_table)[GB_BINARY_COUNT][GB_DTYPE_COUNT] = {
  GB_FLOAT_OPS(GB_FLOAT_ENTRIES, , )
  GB_FLOAT_ENTRIES(GB_POW, pow, , , )
  GB_FLOAT_ENTRIES(GB_POW_NUMBER, pow_number, , , )
  GB_FLOAT_ENTRIES(GB_DIV_TRUNC, div_trunc, , , )
  GB_FLOAT_ENTRIES(GB_NEXTAFTER, neighbour, , , )
  GB_INTEGER_OPS(GB_INTEGER_ENTRIES, , )
  GB_INTEGER_ENTRIES(GB_POW_NUMBER, pow, , , )
  GB_INTEGER_ENTRIES(GB_FMIN, minimum, , , )
  GB_INTEGER_ENTRIES(GB_FMAX, maximum, , , )
  // A bool is 0 or 1, so the operations of uint8 serve it.
  [GB_ADD][GB_BOOL] = GB_NAME(bitwise_or_u8),
  [GB_MUL][GB_BOOL] = GB_NAME(bitwise_and_u8),
  [GB_MINIMUM][GB_BOOL] = GB_NAME(bitwise_and_u8),
  [GB_MAXIMUM][GB_BOOL] = GB_NAME(bitwise_or_u8),
  [GB_HEAVISIDE][GB_BOOL] = GB_NAME(bitwise_or_u8),
  [GB_FMIN][GB_BOOL] = GB_NAME(bitwise_and_u8),
  [GB_FMAX][GB_BOOL] = GB_NAME(bitwise_or_u8),
  [GB_BITWISE_AND][GB_BOOL] = GB_NAME(bitwise_and_u8),
  [GB_BITWISE_OR][GB_BOOL] = GB_NAME(bitwise_or_u8),
  [GB_BITWISE_XOR][GB_BOOL] = GB_NAME(bitwise_xor_u8),
};
#undef GB_FLOAT_ENTRIES
#undef GB_INTEGER_ENTRIES
#undef GB_FLOAT_OPS
#undef GB_INTEGER_OPS
#undef GB_VECTOR_KERNEL_2
#undef GB_KERNEL_STREAM
#undef GB_KERNEL_EACH
#undef GB_KERNEL_VECTOR
#undef GB_KERNEL_VECTOR_float
#undef GB_KERNEL_VECTOR_double
#undef GB_KERNEL_MIXED
#undef GB_KERNEL_MIXED_float
#undef GB_KERNEL_MIXED_double
