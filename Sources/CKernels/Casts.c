#include "include/Casts.h"

#include "Kernels.h"

#define GB_BODY "Casts.inc.h"
#include "ForEachLevel.h"

gb_unary_loop gb_cast_at(gb_level level, gb_dtype from, gb_dtype to) { return GB_AT_LEVEL(level, cast_table)[from][to]; }

gb_unary_loop gb_cast(gb_dtype from, gb_dtype to) { return gb_cast_at(gb_best_level(), from, to); }
