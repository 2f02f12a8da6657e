#include "include/DTypes.h"

#include <stdatomic.h>

static gb_level detect(void) {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("f16c")) return GB_LEVEL_BASELINE;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
      && __builtin_cpu_supports("avx512vl")) {
    return GB_LEVEL_AVX512;
  }
  return GB_LEVEL_AVX2;
#else
  return GB_LEVEL_BASELINE;
#endif
}

gb_level gb_best_level(void) {
  // Every thread that comes first finds the same answer, so a relaxed store of it is enough.
  static _Atomic int known = -1;
  int level = atomic_load_explicit(&known, memory_order_relaxed);
  if (level < 0) {
    level = (int)detect();
    atomic_store_explicit(&known, level, memory_order_relaxed);
  }
  return (gb_level)level;
}

ptrdiff_t gb_element_size(gb_dtype dtype) {
  static const uint8_t sizes[GB_DTYPE_COUNT] = {8, 4, 2, 2, 8, 4, 2, 1, 1, 1};
  return sizes[dtype];
}
