// Includes GB_BODY once for every instruction set, with GB_NAME(x) naming x after it. What GB_BODY may ask:
// GB_VECTOR_BYTES (the width of a register), GB_HAS_FMA and GB_HAS_FLOAT16 (conversions in hardware).

#define GB_PASTE_(a, b) a##_##b
#define GB_PASTE(a, b) GB_PASTE_(a, b)
#define GB_NAME(name) GB_PASTE(name, GB_SUFFIX)

// A loop that calls the C library can't be vectorised, which is no fault; and no vector crosses a function that is not inlined.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpass-failed"
#pragma clang diagnostic ignored "-Wpsabi"
// A level's file has helpers that not every family uses.
#pragma clang diagnostic ignored "-Wunused-function"

#define GB_SUFFIX baseline
#define GB_VECTOR_BYTES 16
#if defined(__aarch64__)
#define GB_HAS_FMA 1
#define GB_HAS_FLOAT16 1
#else
#define GB_HAS_FMA 0
#define GB_HAS_FLOAT16 0
#endif
#include GB_BODY
#undef GB_SUFFIX
#undef GB_VECTOR_BYTES
#undef GB_HAS_FMA
#undef GB_HAS_FLOAT16

#if defined(__x86_64__)
#define GB_HAS_FMA 1
#define GB_HAS_FLOAT16 1

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#define GB_SUFFIX avx2
#define GB_VECTOR_BYTES 32
#include GB_BODY
#undef GB_SUFFIX
#undef GB_VECTOR_BYTES
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))), apply_to = function)
#define GB_SUFFIX avx512
#define GB_VECTOR_BYTES 64
#include GB_BODY
#undef GB_SUFFIX
#undef GB_VECTOR_BYTES
#pragma clang attribute pop

#undef GB_HAS_FMA
#undef GB_HAS_FLOAT16
#endif

#pragma clang diagnostic pop

// One table a level, by way of the level's number.
#if defined(__x86_64__)
#define GB_AT_LEVEL(level, table) \
  ((level) == GB_LEVEL_AVX512 ? table##_avx512 : (level) == GB_LEVEL_AVX2 ? table##_avx2 : table##_baseline)
#else
#define GB_AT_LEVEL(level, table) ((void)(level), table##_baseline)
#endif
