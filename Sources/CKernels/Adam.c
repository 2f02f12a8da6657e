#include "include/Adam.h"

#include "Kernels.h"

#define GB_BODY "Adam.inc.h"
#include "ForEachLevel.h"

gb_adam_loop gb_adam_at(gb_level level, gb_dtype dtype) {
  return dtype == GB_FLOAT64 || dtype == GB_FLOAT32 ? GB_AT_LEVEL(level, adam_table)[dtype] : NULL;
}

gb_adam_loop gb_adam(gb_dtype dtype) { return gb_adam_at(gb_best_level(), dtype); }
