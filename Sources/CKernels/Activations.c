#include "include/Activations.h"

#include "Kernels.h"

#define GB_BODY "Activations.inc.h"
#include "ForEachLevel.h"

gb_activation_loop gb_activation_at(gb_level level, gb_activation_op op, gb_dtype dtype) {
  return dtype > GB_BFLOAT16 ? NULL : GB_AT_LEVEL(level, activation_table)[op][dtype];
}

gb_activation_loop gb_activation(gb_activation_op op, gb_dtype dtype) { return gb_activation_at(gb_best_level(), op, dtype); }

gb_activation_slope_loop gb_activation_slope_at(gb_level level, gb_activation_op op, gb_dtype dtype) {
  return dtype > GB_BFLOAT16 ? NULL : GB_AT_LEVEL(level, activation_slope_table)[op][dtype];
}

gb_activation_slope_loop gb_activation_slope(gb_activation_op op, gb_dtype dtype) {
  return gb_activation_slope_at(gb_best_level(), op, dtype);
}
