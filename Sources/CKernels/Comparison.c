#include "Kernels.h"
#include "include/Binary.h"

#define GB_BODY "Comparison.inc.h"
#include "ForEachLevel.h"

gb_binary_loop gb_comparison_at(gb_level level, gb_comparison_op op, gb_dtype dtype) {
  return GB_AT_LEVEL(level, comparison_table)[op][dtype];
}

gb_binary_loop gb_comparison(gb_comparison_op op, gb_dtype dtype) { return gb_comparison_at(gb_best_level(), op, dtype); }
