// Reductions of contiguous elements, one operand, for one level.
#include "Halves.inc.h"
#include "Vectors.inc.h"

// Operations: op, name, the accumulator for element type T, and what becomes of the accumulator m with an element x.
// W is the wide type, S the type that sums are made in (unsigned for integers, to wrap).
#define GB_REDUCE_OPS(X, T, W, S) \
  X(GB_SUM, sum, T, W, (W)((S)m + (S)x)) \
  X(GB_PROD, prod, T, W, (W)((S)m * (S)x)) \
  X(GB_MIN, min, T, gb_##T, ((x < m) | (x != x)) ? x : m) \
  X(GB_MAX, max, T, gb_##T, ((x > m) | (x != x)) ? x : m) \
  X(GB_ALL, all, T, uint8_t, m & (x != 0)) \
  X(GB_ANY, any, T, uint8_t, m | (x != 0)) \
  X(GB_COUNT_NONZERO, count_nonzero, T, int64_t, m + (x != 0)) \
  X(GB_SUM_ABS, sum_abs, T, W, (W)((S)m + (x < 0 ? (S)0 - (S)x : (S)x))) \
  X(GB_SUM_SQUARES, sum_squares, T, W, (W)((S)m + (S)x * (S)x)) \
  X(GB_MAX_ABS, max_abs, T, gb_##T, GB_ABS_IF(T, >)) \
  X(GB_MIN_ABS, min_abs, T, gb_##T, GB_ABS_IF(T, <))
#define GB_ABS_IF(T, relation) \
  ({ \
    gb_##T magnitude = (gb_##T)(x < 0 ? GB_NEGATED_##T(x) : x); \
    ((magnitude relation m) | (x != x)) ? magnitude : m; \
  })
#define GB_NEGATED_f64(x) -x
#define GB_NEGATED_f32(x) -x
#define GB_NEGATED_i64(x) (gb_i64)(0 - (uint64_t)x)
#define GB_NEGATED_i32(x) (gb_i32)(0 - (uint32_t)x)
#define GB_NEGATED_i16(x) -x
#define GB_NEGATED_i8(x) -x
#define GB_NEGATED_u8(x) x

#define GB_SCALAR_KERNEL(op, name, T, A, next) \
  static void GB_NAME(name##_##T##_scalar)(void *acc, const void *a, ptrdiff_t n) { \
    const gb_##T *in = a; \
    A m = *(A *)acc; \
    for (ptrdiff_t i = 0; i < n; i++) { \
      const gb_##T x = in[i]; \
      m = (A)(next); \
    } \
    *(A *)acc = m; \
  }
GB_REDUCE_OPS(GB_SCALAR_KERNEL, f64, double, double)
GB_REDUCE_OPS(GB_SCALAR_KERNEL, f32, double, double)
GB_REDUCE_OPS(GB_SCALAR_KERNEL, i64, int64_t, uint64_t)
GB_REDUCE_OPS(GB_SCALAR_KERNEL, i32, int64_t, uint64_t)
GB_REDUCE_OPS(GB_SCALAR_KERNEL, i16, int64_t, uint64_t)
GB_REDUCE_OPS(GB_SCALAR_KERNEL, i8, int64_t, uint64_t)
GB_REDUCE_OPS(GB_SCALAR_KERNEL, u8, int64_t, uint64_t)
#undef GB_SCALAR_KERNEL

// Sums: four streams of vectors, flushed into a double once a block, so that no stream is longer than a block. What is left of the
// last block is added in double. F is the element type, V its vector, D the vector of as many doubles.
#define GB_SUM_KERNEL(name, F, V, D, term) \
  static void GB_NAME(name)(void *acc, const void *a, ptrdiff_t n) { \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(F) }; \
    const F *in = a; \
    double total = *(double *)acc; \
    for (ptrdiff_t first = 0; first < n; first += GB_REDUCE_BLOCK) { \
      ptrdiff_t end = n - first < GB_REDUCE_BLOCK ? n : first + GB_REDUCE_BLOCK; \
      ptrdiff_t i = first; \
      if (end - i >= lanes) { \
        GB_NAME(V) s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}; \
        for (; i + 4 * lanes <= end; i += 4 * lanes) { \
          GB_NAME(V) x = *(const GB_NAME(V) *)(in + i); \
          s0 += term; \
          x = *(const GB_NAME(V) *)(in + i + lanes); \
          s1 += term; \
          x = *(const GB_NAME(V) *)(in + i + 2 * lanes); \
          s2 += term; \
          x = *(const GB_NAME(V) *)(in + i + 3 * lanes); \
          s3 += term; \
        } \
        for (; i + lanes <= end; i += lanes) { \
          GB_NAME(V) x = *(const GB_NAME(V) *)(in + i); \
          s0 += term; \
        } \
        GB_NAME(D) s = __builtin_convertvector((s0 + s1) + (s2 + s3), GB_NAME(D)); \
        for (int lane = 0; lane < lanes; lane++) total += s[lane]; \
      } \
      for (; i < end; i++) { \
        const double x = in[i]; \
        total += term; \
      } \
    } \
    *(double *)acc = total; \
  }
GB_SUM_KERNEL(sum_f64, double, vd, vd, x)
GB_SUM_KERNEL(sum_f32, float, vf, vdd, x)
GB_SUM_KERNEL(sum_abs_f64, double, vd, vd, __builtin_elementwise_abs(x))
GB_SUM_KERNEL(sum_abs_f32, float, vf, vdd, __builtin_elementwise_abs(x))
GB_SUM_KERNEL(sum_squares_f64, double, vd, vd, x * x)
GB_SUM_KERNEL(sum_squares_f32, float, vf, vdd, x * x)
#undef GB_SUM_KERNEL

// Products: in double, in four streams of as many doubles as a register has floats.
#define GB_PROD_KERNEL(T) \
  static void GB_NAME(prod_##T)(void *acc, const void *a, ptrdiff_t n) { \
    typedef gb_##T elements __attribute__((vector_size(GB_VECTOR_BYTES / 4 * sizeof(gb_##T)), aligned(sizeof(gb_##T)), may_alias)); \
    enum { lanes = GB_VECTOR_BYTES / 4 }; \
    const gb_##T *in = a; \
    double product = *(double *)acc; \
    ptrdiff_t i = 0; \
    if (n >= 4 * lanes) { \
      GB_NAME(vdd) streams[4]; \
      for (int k = 0; k < 4; k++) streams[k] = (GB_NAME(vdd)){0} + 1; \
      for (; i + 4 * lanes <= n; i += 4 * lanes) { \
        for (int k = 0; k < 4; k++) { \
          streams[k] *= __builtin_convertvector(*(const elements *)(in + i + k * lanes), GB_NAME(vdd)); \
        } \
      } \
      streams[0] = (streams[0] * streams[1]) * (streams[2] * streams[3]); \
      for (int lane = 0; lane < lanes; lane++) product *= streams[0][lane]; \
    } \
    for (; i < n; i++) product *= (double)in[i]; \
    *(double *)acc = product; \
  }
GB_PROD_KERNEL(f64)
GB_PROD_KERNEL(f32)
#undef GB_PROD_KERNEL

// Extremes: four streams too. I is the vector of integers as wide as V, whose -1 and 0 are what a comparison gives.
#define GB_EXTREME_KERNEL(name, T, V, I, relation, magnitude) \
  static void GB_NAME(name##_##T)(void *acc, const void *a, ptrdiff_t n) { \
    enum { lanes = sizeof(GB_NAME(V)) / sizeof(gb_##T) }; \
    const gb_##T *in = a; \
    ptrdiff_t i = 0; \
    if (n >= 4 * lanes) { \
      GB_NAME(V) m[4]; \
      for (int k = 0; k < 4; k++) m[k] = magnitude(*(const GB_NAME(V) *)(in + k * lanes)); \
      for (i = 4 * lanes; i + 4 * lanes <= n; i += 4 * lanes) { \
        for (int k = 0; k < 4; k++) { \
          GB_NAME(V) x = magnitude(*(const GB_NAME(V) *)(in + i + k * lanes)); \
          GB_NAME(I) take = (GB_NAME(I))(x relation m[k]) | (GB_NAME(I))(x != x); \
          m[k] = (GB_NAME(V))(((GB_NAME(I))x & take) | ((GB_NAME(I))m[k] & ~take)); \
        } \
      } \
      for (int k = 0; k < 4; k++) { \
        gb_##T part[lanes]; \
        memcpy(part, &m[k], sizeof part); \
        GB_NAME(name##_##T##_scalar)(acc, part, lanes); \
      } \
    } \
    GB_NAME(name##_##T##_scalar)(acc, in + i, n - i); \
  }
GB_EXTREME_KERNEL(min, f64, vd, vl, <, )
GB_EXTREME_KERNEL(max, f64, vd, vl, >, )
GB_EXTREME_KERNEL(min, f32, vf, vi, <, )
GB_EXTREME_KERNEL(max, f32, vf, vi, >, )
GB_EXTREME_KERNEL(min_abs, f64, vd, vl, <, __builtin_elementwise_abs)
GB_EXTREME_KERNEL(max_abs, f64, vd, vl, >, __builtin_elementwise_abs)
GB_EXTREME_KERNEL(min_abs, f32, vf, vi, <, __builtin_elementwise_abs)
GB_EXTREME_KERNEL(max_abs, f32, vf, vi, >, __builtin_elementwise_abs)
#undef GB_EXTREME_KERNEL

// Integers, and the rest, as the compiler vectorises them.
#define GB_KERNEL_IS_SCALAR(op, name, T, A, next) \
  static void GB_NAME(name##_##T)(void *acc, const void *a, ptrdiff_t n) { GB_NAME(name##_##T##_scalar)(acc, a, n); }
GB_REDUCE_OPS(GB_KERNEL_IS_SCALAR, i64, , )
GB_REDUCE_OPS(GB_KERNEL_IS_SCALAR, i32, , )
GB_REDUCE_OPS(GB_KERNEL_IS_SCALAR, i16, , )
GB_REDUCE_OPS(GB_KERNEL_IS_SCALAR, i8, , )
GB_REDUCE_OPS(GB_KERNEL_IS_SCALAR, u8, , )
#define GB_REST_IS_SCALAR(name) \
  GB_KERNEL_IS_SCALAR(, name, f64, , ) \
  GB_KERNEL_IS_SCALAR(, name, f32, , )
GB_REST_IS_SCALAR(all)
GB_REST_IS_SCALAR(any)
GB_REST_IS_SCALAR(count_nonzero)
#undef GB_REST_IS_SCALAR
#undef GB_KERNEL_IS_SCALAR

#define GB_REDUCE_LOOP(op, name, T, A, next) \
  static void GB_NAME(reduce_##name##_##T)(void *acc, const void *a, ptrdiff_t stride, ptrdiff_t n) { \
    if (stride == sizeof(gb_##T)) GB_NAME(name##_##T)(acc, a, n); \
    else gb_reduce_blocks(GB_NAME(name##_##T), acc, (gb_operand){a, stride, sizeof(gb_##T), NULL}, n); \
  }
GB_REDUCE_OPS(GB_REDUCE_LOOP, f64, , )
GB_REDUCE_OPS(GB_REDUCE_LOOP, f32, , )
GB_REDUCE_OPS(GB_REDUCE_LOOP, i64, , )
GB_REDUCE_OPS(GB_REDUCE_LOOP, i32, , )
GB_REDUCE_OPS(GB_REDUCE_LOOP, i16, , )
GB_REDUCE_OPS(GB_REDUCE_LOOP, i8, , )
GB_REDUCE_OPS(GB_REDUCE_LOOP, u8, , )
#undef GB_REDUCE_LOOP

// 16-bit numbers: an accumulator of the dtype itself is widened on the way in and narrowed (exactly) on the way out.
#define GB_HALF_REDUCE_LOOP(name, T) \
  static void GB_NAME(reduce_##name##_##T)(void *acc, const void *a, ptrdiff_t stride, ptrdiff_t n) { \
    gb_reduce_blocks(GB_NAME(name##_f32), acc, (gb_operand){a, stride, 2, GB_NAME(widen_##T)}, n); \
  }
#define GB_HALF_EXTREME_LOOP(name, T) \
  static void GB_NAME(reduce_##name##_##T)(void *acc, const void *a, ptrdiff_t stride, ptrdiff_t n) { \
    float wide; \
    GB_NAME(widen_##T)(&wide, acc, 1); \
    gb_reduce_blocks(GB_NAME(name##_f32), &wide, (gb_operand){a, stride, 2, GB_NAME(widen_##T)}, n); \
    GB_NAME(narrow_##T)(acc, &wide, 1); \
  }
#define GB_HALF_REDUCE_LOOPS(T) \
  GB_HALF_REDUCE_LOOP(sum, T) \
  GB_HALF_REDUCE_LOOP(prod, T) \
  GB_HALF_EXTREME_LOOP(min, T) \
  GB_HALF_EXTREME_LOOP(max, T) \
  GB_HALF_REDUCE_LOOP(all, T) \
  GB_HALF_REDUCE_LOOP(any, T) \
  GB_HALF_REDUCE_LOOP(count_nonzero, T) \
  GB_HALF_REDUCE_LOOP(sum_abs, T) \
  GB_HALF_REDUCE_LOOP(sum_squares, T) \
  GB_HALF_EXTREME_LOOP(max_abs, T) \
  GB_HALF_EXTREME_LOOP(min_abs, T)
GB_HALF_REDUCE_LOOPS(f16)
GB_HALF_REDUCE_LOOPS(bf16)
#undef GB_HALF_REDUCE_LOOPS
#undef GB_HALF_REDUCE_LOOP
#undef GB_HALF_EXTREME_LOOP

#define GB_REDUCE_ROW(op, name, T, A, next) \
  [op] = {GB_NAME(reduce_##name##_f64), GB_NAME(reduce_##name##_f32), GB_NAME(reduce_##name##_f16), GB_NAME(reduce_##name##_bf16), \
          GB_NAME(reduce_##name##_i64), GB_NAME(reduce_##name##_i32), GB_NAME(reduce_##name##_i16), GB_NAME(reduce_##name##_i8), \
          GB_NAME(reduce_##name##_u8), GB_NAME(reduce_##name##_u8)},
static const gb_reduce_loop GB_NAME(reduce_table)[GB_REDUCE_COUNT][GB_DTYPE_COUNT] = {GB_REDUCE_OPS(GB_REDUCE_ROW, f32, , )};
#undef GB_REDUCE_ROW

#include "ReduceRows.inc.h"
#include "ReducePairs.inc.h"
#include "Deviations.inc.h"

#undef GB_REDUCE_OPS
#undef GB_ABS_IF
#undef GB_NEGATED_f64
#undef GB_NEGATED_f32
#undef GB_NEGATED_i64
#undef GB_NEGATED_i32
#undef GB_NEGATED_i16
#undef GB_NEGATED_i8
#undef GB_NEGATED_u8
