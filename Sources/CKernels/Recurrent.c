#include "include/Recurrent.h"

#include "Kernels.h"

#define GB_BODY "Recurrent.inc.h"
#include "ForEachLevel.h"

gb_recurrent_loops gb_recurrent_at(gb_level level, gb_recurrent_unit unit, gb_dtype dtype) {
  if (dtype != GB_FLOAT64 && dtype != GB_FLOAT32) return (gb_recurrent_loops){NULL, NULL};
  return GB_AT_LEVEL(level, recurrent_table)[unit][dtype];
}

gb_recurrent_loops gb_recurrent(gb_recurrent_unit unit, gb_dtype dtype) { return gb_recurrent_at(gb_best_level(), unit, dtype); }
