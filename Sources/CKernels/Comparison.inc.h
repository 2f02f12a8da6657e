// The comparisons and logical operations of two inputs, for one level.
#include "Halves.inc.h"

#define GB_COMPARISON_OPS(X) \
  X(GB_EQ, eq, x == y) \
  X(GB_NE, ne, x != y) \
  X(GB_LT, lt, x < y) \
  X(GB_LE, le, x <= y) \
  X(GB_GT, gt, x > y) \
  X(GB_GE, ge, x >= y) \
  X(GB_LOGICAL_AND, logical_and, (x != 0) & (y != 0)) \
  X(GB_LOGICAL_OR, logical_or, (x != 0) | (y != 0)) \
  X(GB_LOGICAL_XOR, logical_xor, (x != 0) ^ (y != 0))

#define GB_COMPARISON_LOOPS(op, name, expression) \
  GB_KERNEL_2(name##_f64_kernel, gb_bool, gb_f64, expression) \
  GB_KERNEL_2(name##_f32_kernel, gb_bool, gb_f32, expression) \
  GB_KERNEL_2(name##_i64_kernel, gb_bool, gb_i64, expression) \
  GB_KERNEL_2(name##_i32_kernel, gb_bool, gb_i32, expression) \
  GB_KERNEL_2(name##_i16_kernel, gb_bool, gb_i16, expression) \
  GB_KERNEL_2(name##_i8_kernel, gb_bool, gb_i8, expression) \
  GB_KERNEL_2(name##_u8_kernel, gb_bool, gb_u8, expression) \
  GB_LOOP_2(name##_f64, name##_f64_kernel, 1, 8, NULL, NULL) \
  GB_LOOP_2(name##_f32, name##_f32_kernel, 1, 4, NULL, NULL) \
  GB_LOOP_2(name##_f16, name##_f32_kernel, 1, 2, GB_NAME(widen_f16), NULL) \
  GB_LOOP_2(name##_bf16, name##_f32_kernel, 1, 2, GB_NAME(widen_bf16), NULL) \
  GB_LOOP_2(name##_i64, name##_i64_kernel, 1, 8, NULL, NULL) \
  GB_LOOP_2(name##_i32, name##_i32_kernel, 1, 4, NULL, NULL) \
  GB_LOOP_2(name##_i16, name##_i16_kernel, 1, 2, NULL, NULL) \
  GB_LOOP_2(name##_i8, name##_i8_kernel, 1, 1, NULL, NULL) \
  GB_LOOP_2(name##_u8, name##_u8_kernel, 1, 1, NULL, NULL)
GB_COMPARISON_OPS(GB_COMPARISON_LOOPS)

#define GB_COMPARISON_ROW(op, name, expression) \
  [op] = {GB_NAME(name##_f64), GB_NAME(name##_f32), GB_NAME(name##_f16), GB_NAME(name##_bf16), GB_NAME(name##_i64), \
          GB_NAME(name##_i32), GB_NAME(name##_i16), GB_NAME(name##_i8), GB_NAME(name##_u8), GB_NAME(name##_u8)},
static const gb_binary_loop GB_NAME(comparison_table)[GB_COMPARISON_COUNT][GB_DTYPE_COUNT] = {GB_COMPARISON_OPS(GB_COMPARISON_ROW)};
#undef GB_COMPARISON_ROW
#undef GB_COMPARISON_LOOPS
#undef GB_COMPARISON_OPS
