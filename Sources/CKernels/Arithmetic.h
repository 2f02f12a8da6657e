// Scalar definitions of what the C operators don't give: rounding divisions, wrapping and shifting integers, minima that see NaN.
#pragma once

#include <math.h>
#include <stdint.h>

#define GB_INLINE static inline __attribute__((always_inline, unused))

// Floating dtypes. F is the type, f the suffix of the C library's functions.
#define GB_FLOATING_ARITHMETIC(F, f) \
  GB_INLINE F gb_remainder_##F(F x, F y) { \
    F rest = fmod##f(x, y); \
    return rest != 0 && (y < 0) != (rest < 0) ? rest + y : rest; \
  } \
  GB_INLINE F gb_div_floor_##F(F x, F y) { \
    if (y == 0) return x / y; \
    F rest = fmod##f(x, y); \
    F quotient = (x - rest) / y; \
    if (rest != 0 && (y < 0) != (rest < 0)) quotient -= 1; \
    if (quotient == 0) return copysign##f(0, x / y); \
    F whole = floor##f(quotient); \
    /* x - rest is rounded, so the quotient may lie a little below a whole number. */ \
    return quotient - whole > (F)0.5 ? whole + 1 : whole; \
  } \
  /* As logaddexp_vf. */ \
  GB_INLINE F gb_logaddexp2_##F(F x, F y) { \
    if (isinf(x) && x == y) return x; \
    F larger = x < y ? y : x; \
    return isnan(x) || isnan(y) ? x + y : larger + (F)1.44269504088896340736 * log1p##f(exp2##f(-fabs##f(x - y))); \
  }
GB_FLOATING_ARITHMETIC(double, )
GB_FLOATING_ARITHMETIC(float, f)
#undef GB_FLOATING_ARITHMETIC

// Signed integers. T is the dtype's short name, W the unsigned type that it wraps in.
#define GB_SIGNED_DIVISION(T, C, W) \
  GB_INLINE C gb_div_trunc_##T(C x, C y) { return y == 0 ? 0 : y == -1 ? (C)((W)0 - (W)x) : (C)(x / y); } \
  GB_INLINE C gb_fmod_##T(C x, C y) { return y == 0 || y == -1 ? 0 : (C)(x % y); } \
  GB_INLINE C gb_div_floor_##T(C x, C y) { \
    C quotient = gb_div_trunc_##T(x, y), rest = gb_fmod_##T(x, y); \
    return (C)(quotient - (rest != 0 && (rest < 0) != (y < 0))); \
  } \
  GB_INLINE C gb_remainder_##T(C x, C y) { \
    C rest = gb_fmod_##T(x, y); \
    return rest != 0 && (rest < 0) != (y < 0) ? (C)(rest + y) : rest; \
  } \
  GB_INLINE W gb_magnitude_##T(C x) { return x < 0 ? (W)0 - (W)x : (W)x; }
GB_SIGNED_DIVISION(i64, int64_t, uint64_t)
GB_SIGNED_DIVISION(i32, int32_t, uint32_t)
GB_SIGNED_DIVISION(i16, int16_t, uint32_t)
GB_SIGNED_DIVISION(i8, int8_t, uint32_t)
#undef GB_SIGNED_DIVISION

GB_INLINE uint8_t gb_div_trunc_u8(uint8_t x, uint8_t y) { return y == 0 ? 0 : x / y; }
GB_INLINE uint8_t gb_fmod_u8(uint8_t x, uint8_t y) { return y == 0 ? 0 : x % y; }
GB_INLINE uint8_t gb_div_floor_u8(uint8_t x, uint8_t y) { return gb_div_trunc_u8(x, y); }
GB_INLINE uint8_t gb_remainder_u8(uint8_t x, uint8_t y) { return gb_fmod_u8(x, y); }
GB_INLINE uint32_t gb_magnitude_u8(uint8_t x) { return x; }

#define GB_INTEGER_ARITHMETIC(T, C, W, bits, signBits) \
  GB_INLINE C gb_pow_##T(C base, C exponent) { \
    if (exponent < 0) { \
      if (base == 1) return 1; \
      return base == (C)-1 ? (exponent & 1 ? (C)-1 : 1) : 0; \
    } \
    W result = 1, square = (W)base; \
    for (W rest = (W)exponent; rest != 0; rest >>= 1) { \
      if (rest & 1) result *= square; \
      square *= square; \
    } \
    return (C)result; \
  } \
  GB_INLINE C gb_shift_left_##T(C x, C y) { return y < 0 || y >= bits ? 0 : (C)((W)x << y); } \
  GB_INLINE C gb_shift_right_##T(C x, C y) { \
    int shift = y < 0 || y >= bits - signBits ? bits - signBits : (int)y; \
    return (C)(x >> shift); \
  } \
  GB_INLINE W gb_gcd_magnitude_##T(C x, C y) { \
    W a = gb_magnitude_##T(x), b = gb_magnitude_##T(y); \
    while (b != 0) { \
      W rest = a % b; \
      a = b; \
      b = rest; \
    } \
    return a; \
  } \
  GB_INLINE C gb_gcd_##T(C x, C y) { return (C)gb_gcd_magnitude_##T(x, y); } \
  GB_INLINE C gb_lcm_##T(C x, C y) { \
    W divisor = gb_gcd_magnitude_##T(x, y); \
    if (divisor == 0) return 0; \
    /* Whole in the unsigned type, then the magnitude of what wrapped. */ \
    C product = (C)(gb_magnitude_##T(x) / divisor * gb_magnitude_##T(y)); \
    return (C)gb_magnitude_##T(product); \
  }
GB_INTEGER_ARITHMETIC(i64, int64_t, uint64_t, 64, 1)
GB_INTEGER_ARITHMETIC(i32, int32_t, uint32_t, 32, 1)
GB_INTEGER_ARITHMETIC(i16, int16_t, uint32_t, 16, 1)
GB_INTEGER_ARITHMETIC(i8, int8_t, uint32_t, 8, 1)
GB_INTEGER_ARITHMETIC(u8, uint8_t, uint32_t, 8, 0)
#undef GB_INTEGER_ARITHMETIC
