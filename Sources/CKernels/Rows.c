#include "include/Rows.h"

#include "Kernels.h"

#define GB_BODY "Rows.inc.h"
#include "ForEachLevel.h"

const gb_row_kernels *gb_rows_at(gb_level level, gb_dtype dtype) { return &GB_AT_LEVEL(level, row_table)[dtype]; }

const gb_row_kernels *gb_rows(gb_dtype dtype) { return gb_rows_at(gb_best_level(), dtype); }
