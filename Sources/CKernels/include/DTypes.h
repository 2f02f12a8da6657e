// Element types, and the instruction sets that loops are compiled for.
#pragma once

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// The element types, in a fixed order.
typedef enum gb_dtype {
  GB_FLOAT64,
  GB_FLOAT32,
  GB_FLOAT16,
  GB_BFLOAT16,
  GB_INT64,
  GB_INT32,
  GB_INT16,
  GB_INT8,
  GB_UINT8,
  GB_BOOL,
} gb_dtype;

enum { GB_DTYPE_COUNT = 10 };

/// The instruction sets that every loop is compiled for. A processor that has one has those before it.
typedef enum gb_level {
  /// What every processor of the architecture has.
  GB_LEVEL_BASELINE,
  /// x86-64 with AVX2, FMA and F16C.
  GB_LEVEL_AVX2,
  /// x86-64 with AVX-512 F, BW, DQ and VL.
  GB_LEVEL_AVX512,
} gb_level;

/// The best level of this processor: the one that lookups without a level use.
gb_level gb_best_level(void);

/// The size of an element in bytes.
ptrdiff_t gb_element_size(gb_dtype dtype);

#pragma clang assume_nonnull end
