#include "include/Unary.h"

#include "Kernels.h"
#include "SpecialFunctions.h"

#define GB_BODY "Unary.inc.h"
#include "ForEachLevel.h"

gb_unary_loop gb_unary_at(gb_level level, gb_unary_op op, gb_dtype dtype) { return GB_AT_LEVEL(level, unary_table)[op][dtype]; }

gb_unary_loop gb_unary(gb_unary_op op, gb_dtype dtype) { return gb_unary_at(gb_best_level(), op, dtype); }

gb_unary_loop gb_predicate_at(gb_level level, gb_predicate_op op, gb_dtype dtype) {
  return GB_AT_LEVEL(level, predicate_table)[op][dtype];
}

gb_unary_loop gb_predicate(gb_predicate_op op, gb_dtype dtype) { return gb_predicate_at(gb_best_level(), op, dtype); }
