// What the families of loops share: element types, and macros that write a kernel from an expression.
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "Blocks.h"

typedef double gb_f64;
typedef float gb_f32;
typedef int64_t gb_i64;
typedef int32_t gb_i32;
typedef int16_t gb_i16;
typedef int8_t gb_i8;
typedef uint8_t gb_u8;
typedef uint8_t gb_bool;

// The unsigned type that a dtype's arithmetic is done in, so that it wraps (a product of two uint16 would be one of signed ints).
typedef uint64_t gb_unsigned_i64;
typedef uint32_t gb_unsigned_i32;
typedef uint32_t gb_unsigned_i16;
typedef uint32_t gb_unsigned_i8;
typedef uint32_t gb_unsigned_u8;

static inline __attribute__((always_inline)) uint32_t gb_bits_f32(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline __attribute__((always_inline)) float gb_f32_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// `out` is either exactly an input or apart from it, so no element depends on another's store: the compiler needs no check.
#define GB_SIMD _Pragma("clang loop vectorize(assume_safety)")

#define GB_KERNEL(name) \
  static void GB_NAME(name)(void *out, const void *const *in, const ptrdiff_t *step, ptrdiff_t n, const void *extra)

#define GB_KERNEL_1(name, To, Ta, expression) \
  GB_KERNEL(name) { \
    (void)step, (void)extra; \
    To *to = out; \
    const Ta *pa = in[0]; \
    GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
      Ta x = pa[i]; \
      to[i] = (To)(expression); \
    } \
  }

// An operand of one element is kept in a register, which takes a loop of its own.
#define GB_KERNEL_2(name, To, Ta, expression) \
  GB_KERNEL(name) { \
    (void)extra; \
    To *to = out; \
    const Ta *pa = in[0], *pb = in[1]; \
    if (step[0] && step[1]) { \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        Ta x = pa[i], y = pb[i]; \
        to[i] = (To)(expression); \
      } \
    } else if (step[0]) { \
      const Ta y = *pb; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        Ta x = pa[i]; \
        to[i] = (To)(expression); \
      } \
    } else if (step[1]) { \
      const Ta x = *pa; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        Ta y = pb[i]; \
        to[i] = (To)(expression); \
      } \
    } else { \
      /* Two operands of one element have one result, which the caller spreads. */ \
      const Ta x = *pa, y = *pb; \
      *to = (To)(expression); \
    } \
  }

// For what no vector computes (a call, a division of integers): one loop, which keeps the code small.
#define GB_KERNEL_2_EACH(name, To, Ta, expression) \
  GB_KERNEL(name) { \
    (void)extra; \
    To *to = out; \
    const Ta *pa = in[0], *pb = in[1]; \
    const ptrdiff_t stepA = step[0], stepB = step[1]; \
    _Pragma("clang loop vectorize(disable)") for (ptrdiff_t i = 0; i < n; i++) { \
      const Ta x = pa[i * stepA], y = pb[i * stepB]; \
      to[i] = (To)(expression); \
    } \
  }

// The loop of a kernel of one operand: contiguous operands go straight to it.
#define GB_LOOP_1(loop, kernel, sizeOut, sizeA, widenA, narrowOut) \
  static void GB_NAME(loop)(void *out, ptrdiff_t os, const void *a, ptrdiff_t as, ptrdiff_t n) { \
    if (!(widenA) && !(narrowOut) && (n == 1 || (os == (sizeOut) && as == (sizeA)))) { \
      ptrdiff_t one = 1; \
      GB_NAME(kernel)(out, &a, &one, n, NULL); \
    } else { \
      gb_operand operand = {a, as, sizeA, widenA}; \
      gb_run_blocks(GB_NAME(kernel), (gb_result){out, os, sizeOut, narrowOut}, &operand, 1, n, NULL); \
    } \
  }

// Whether at least one of two operands is contiguous, and the other contiguous or broadcast.
#define GB_STREAMS(as, bs, size) ((as) == (size) ? (bs) == (size) || (bs) == 0 : (as) == 0 && (bs) == (size))

#define GB_LOOP_2(loop, kernel, sizeOut, sizeIn, widenIn, narrowOut) \
  static void GB_NAME(loop)( \
    void *out, ptrdiff_t os, const void *a, ptrdiff_t as, const void *b, ptrdiff_t bs, ptrdiff_t n) { \
    if (!(widenIn) && (n == 1 || (os == (sizeOut) && GB_STREAMS(as, bs, sizeIn)))) { \
      const void *in[2] = {a, b}; \
      ptrdiff_t step[2] = {as != 0, bs != 0}; \
      GB_NAME(kernel)(out, in, step, n, NULL); \
    } else { \
      gb_operand operands[2] = {{a, as, sizeIn, widenIn}, {b, bs, sizeIn, widenIn}}; \
      gb_run_blocks(GB_NAME(kernel), (gb_result){out, os, sizeOut, narrowOut}, operands, 2, n, NULL); \
    } \
  }
