#include "include/Binary.h"

#include "Kernels.h"
#include "SpecialFunctions.h"

#define GB_BODY "Binary.inc.h"
#include "ForEachLevel.h"

gb_binary_loop gb_binary_at(gb_level level, gb_binary_op op, gb_dtype dtype) { return GB_AT_LEVEL(level, binary_table)[op][dtype]; }

gb_binary_loop gb_binary(gb_binary_op op, gb_dtype dtype) { return gb_binary_at(gb_best_level(), op, dtype); }
