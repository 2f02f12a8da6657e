// The casts between all pairs of dtypes, for one level.
#include "Halves.inc.h"

// Floating to integer without undefined behaviour: what is out of range (or NaN) never reaches the conversion.
#define GB_TO_I64(x) \
  ({ \
    int inside = (x) >= -0x1p63f && (x) < 0x1p63f; \
    inside ? (int64_t)(inside ? (x) : 0) : INT64_MIN; \
  })
#define GB_TO_I32(x) \
  ({ \
    int inside = (x) > GB_BELOW_I32(x) && (x) < 0x1p31f; \
    inside ? (int32_t)(inside ? (x) : 0) : INT32_MIN; \
  })
// The largest number that truncates to less than the smallest int32 (float has none between it and -2^31).
#define GB_BELOW_I32(x) (sizeof(x) == 8 ? -2147483649.0 : -0x1.000002p31)
#define GB_TO_NARROW(x) ((uint32_t)GB_TO_I32(x))
#define GB_TO_U8(x) ((uint64_t)GB_TO_I64(x))
#define GB_AS_IS(x) (x)
#define GB_TO_BOOL(x) ((x) != 0)

// From T to every dtype; the 16-bit ones by way of float32. The last arguments say how T becomes an integer.
#define GB_CASTS_FROM(T, I64, I32, I16, U8) \
  GB_KERNEL_1(T##_to_f64_kernel, double, gb_##T, x) \
  GB_KERNEL_1(T##_to_f32_kernel, float, gb_##T, x) \
  GB_KERNEL_1(T##_to_i64_kernel, int64_t, gb_##T, I64(x)) \
  GB_KERNEL_1(T##_to_i32_kernel, int32_t, gb_##T, I32(x)) \
  GB_KERNEL_1(T##_to_i16_kernel, int16_t, gb_##T, I16(x)) \
  GB_KERNEL_1(T##_to_i8_kernel, int8_t, gb_##T, I16(x)) \
  GB_KERNEL_1(T##_to_u8_kernel, uint8_t, gb_##T, U8(x)) \
  GB_KERNEL_1(T##_to_bool_kernel, uint8_t, gb_##T, GB_TO_BOOL(x))
GB_CASTS_FROM(f64, GB_TO_I64, GB_TO_I32, GB_TO_NARROW, GB_TO_U8)
GB_CASTS_FROM(f32, GB_TO_I64, GB_TO_I32, GB_TO_NARROW, GB_TO_U8)
GB_CASTS_FROM(i64, GB_AS_IS, GB_AS_IS, GB_AS_IS, GB_AS_IS)
GB_CASTS_FROM(i32, GB_AS_IS, GB_AS_IS, GB_AS_IS, GB_AS_IS)
GB_CASTS_FROM(i16, GB_AS_IS, GB_AS_IS, GB_AS_IS, GB_AS_IS)
GB_CASTS_FROM(i8, GB_AS_IS, GB_AS_IS, GB_AS_IS, GB_AS_IS)
GB_CASTS_FROM(u8, GB_AS_IS, GB_AS_IS, GB_AS_IS, GB_AS_IS)
#undef GB_CASTS_FROM
#undef GB_TO_I64
#undef GB_TO_I32
#undef GB_BELOW_I32
#undef GB_TO_NARROW
#undef GB_TO_U8
#undef GB_AS_IS
#undef GB_TO_BOOL

// A row of the table: from dtype `from`, by way of the kernels of T.
#define GB_CAST_LOOPS(from, T, size, widen) \
  GB_LOOP_1(from##_to_f64, T##_to_f64_kernel, 8, size, widen, NULL) \
  GB_LOOP_1(from##_to_f32, T##_to_f32_kernel, 4, size, widen, NULL) \
  GB_LOOP_1(from##_to_f16, T##_to_f32_kernel, 2, size, widen, GB_NAME(narrow_f16)) \
  GB_LOOP_1(from##_to_bf16, T##_to_f32_kernel, 2, size, widen, GB_NAME(narrow_bf16)) \
  GB_LOOP_1(from##_to_i64, T##_to_i64_kernel, 8, size, widen, NULL) \
  GB_LOOP_1(from##_to_i32, T##_to_i32_kernel, 4, size, widen, NULL) \
  GB_LOOP_1(from##_to_i16, T##_to_i16_kernel, 2, size, widen, NULL) \
  GB_LOOP_1(from##_to_i8, T##_to_i8_kernel, 1, size, widen, NULL) \
  GB_LOOP_1(from##_to_u8, T##_to_u8_kernel, 1, size, widen, NULL) \
  GB_LOOP_1(from##_to_bool, T##_to_bool_kernel, 1, size, widen, NULL)
GB_CAST_LOOPS(f64, f64, 8, NULL)
GB_CAST_LOOPS(f32, f32, 4, NULL)
GB_CAST_LOOPS(f16, f32, 2, GB_NAME(widen_f16))
GB_CAST_LOOPS(bf16, f32, 2, GB_NAME(widen_bf16))
GB_CAST_LOOPS(i64, i64, 8, NULL)
GB_CAST_LOOPS(i32, i32, 4, NULL)
GB_CAST_LOOPS(i16, i16, 2, NULL)
GB_CAST_LOOPS(i8, i8, 1, NULL)
GB_CAST_LOOPS(u8, u8, 1, NULL)
#undef GB_CAST_LOOPS

#define GB_CAST_ROW(from) \
  {GB_NAME(from##_to_f64), GB_NAME(from##_to_f32), GB_NAME(from##_to_f16), GB_NAME(from##_to_bf16), GB_NAME(from##_to_i64), \
   GB_NAME(from##_to_i32), GB_NAME(from##_to_i16), GB_NAME(from##_to_i8), GB_NAME(from##_to_u8), GB_NAME(from##_to_bool)}
static const gb_unary_loop GB_NAME(cast_table)[GB_DTYPE_COUNT][GB_DTYPE_COUNT] = {
  GB_CAST_ROW(f64), GB_CAST_ROW(f32), GB_CAST_ROW(f16), GB_CAST_ROW(bf16), GB_CAST_ROW(i64),
  GB_CAST_ROW(i32), GB_CAST_ROW(i16), GB_CAST_ROW(i8),  GB_CAST_ROW(u8),   GB_CAST_ROW(u8),
};
#undef GB_CAST_ROW
