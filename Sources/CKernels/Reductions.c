#include "include/Reductions.h"

#include "Kernels.h"
#include "include/Binary.h"
#include "include/Casts.h"

#define GB_BODY "Reductions.inc.h"
#include "ForEachLevel.h"

gb_reduce_loop gb_reduce_at(gb_level level, gb_reduce_op op, gb_dtype dtype) { return GB_AT_LEVEL(level, reduce_table)[op][dtype]; }

gb_reduce_loop gb_reduce(gb_reduce_op op, gb_dtype dtype) { return gb_reduce_at(gb_best_level(), op, dtype); }

gb_reduce_rows_loop gb_reduce_rows_at(gb_level level, gb_reduce_op op, gb_dtype dtype) {
  return GB_AT_LEVEL(level, reduce_rows_table)[op][dtype];
}

gb_reduce_rows_loop gb_reduce_rows(gb_reduce_op op, gb_dtype dtype) { return gb_reduce_rows_at(gb_best_level(), op, dtype); }

gb_sum_powers_loop gb_sum_powers(gb_dtype dtype) {
  return dtype > GB_BFLOAT16 ? NULL : GB_AT_LEVEL(gb_best_level(), sum_powers_table)[dtype];
}

gb_deviations_loop gb_sum_squared_deviations(gb_dtype dtype) { return GB_AT_LEVEL(gb_best_level(), deviations_table)[dtype]; }

gb_deviations_rows_loop gb_sum_squared_deviations_rows(gb_dtype dtype) {
  return GB_AT_LEVEL(gb_best_level(), deviations_rows_table)[dtype];
}

gb_arg_loop gb_argmin(gb_dtype dtype) { return GB_AT_LEVEL(gb_best_level(), argmin_table)[dtype]; }

gb_arg_loop gb_argmax(gb_dtype dtype) { return GB_AT_LEVEL(gb_best_level(), argmax_table)[dtype]; }

gb_dot_loop gb_dot_at(gb_level level, gb_dtype dtype) { return GB_AT_LEVEL(level, dot_table)[dtype]; }

gb_dot_loop gb_dot(gb_dtype dtype) { return gb_dot_at(gb_best_level(), dtype); }

gb_scan_loop gb_cumsum(gb_dtype dtype) { return GB_AT_LEVEL(gb_best_level(), cumsum_table)[dtype]; }

gb_scan_loop gb_cumprod(gb_dtype dtype) { return GB_AT_LEVEL(gb_best_level(), cumprod_table)[dtype]; }

int gb_contains_zero(gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n) {
  uint8_t all = 1;
  gb_reduce(GB_ALL, dtype)(&all, a, a_stride, n);
  return !all;
}
