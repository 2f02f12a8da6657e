#include "include/Ternary.h"

#include "Kernels.h"

#define GB_BODY "Ternary.inc.h"
#include "ForEachLevel.h"

gb_ternary_loop gb_ternary_at(gb_level level, gb_ternary_op op, gb_dtype dtype) { return GB_AT_LEVEL(level, ternary_table)[op][dtype]; }

gb_ternary_loop gb_ternary(gb_ternary_op op, gb_dtype dtype) { return gb_ternary_at(gb_best_level(), op, dtype); }

gb_add_scaled_loop gb_add_scaled_at(gb_level level, gb_dtype dtype) { return GB_AT_LEVEL(level, add_scaled_table)[dtype]; }

gb_add_scaled_loop gb_add_scaled(gb_dtype dtype) { return gb_add_scaled_at(gb_best_level(), dtype); }

gb_scaled_loop gb_scaled_at(gb_level level, gb_scaled_op op, gb_dtype dtype) { return GB_AT_LEVEL(level, scaled_table)[op][dtype]; }

gb_scaled_loop gb_scaled(gb_scaled_op op, gb_dtype dtype) { return gb_scaled_at(gb_best_level(), op, dtype); }
