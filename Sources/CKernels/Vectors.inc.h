// Vectors as wide as a level's registers, and what the elementary functions do with them, for one level. Written with the compiler's
// vector extensions, they stay vectors in a debug build. A comparison gives a mask of -1 and 0.

typedef float GB_NAME(vf) __attribute__((vector_size(GB_VECTOR_BYTES), aligned(4), may_alias));
typedef int32_t GB_NAME(vi) __attribute__((vector_size(GB_VECTOR_BYTES), aligned(4), may_alias));
typedef double GB_NAME(vd) __attribute__((vector_size(GB_VECTOR_BYTES), aligned(8), may_alias));
typedef int64_t GB_NAME(vl) __attribute__((vector_size(GB_VECTOR_BYTES), aligned(8), may_alias));
typedef uint64_t GB_NAME(vu) __attribute__((vector_size(GB_VECTOR_BYTES), aligned(8), may_alias));
// As many doubles as a register has floats.
typedef double GB_NAME(vdd) __attribute__((vector_size(GB_VECTOR_BYTES * 2), aligned(8), may_alias));
// The same as two registers.
typedef union {
  GB_NAME(vdd) whole;
  GB_NAME(vd) half[2];
} GB_NAME(halves);

#define GB_VECTOR_FUNCTION(V, name) static inline __attribute__((always_inline)) GB_NAME(V) GB_NAME(name)

GB_VECTOR_FUNCTION(vf, select_vf)(GB_NAME(vi) mask, GB_NAME(vf) yes, GB_NAME(vf) no) {
#if GB_VECTOR_BYTES == 64
  // What the compiler makes of the comparison and this is a mask register and a blend, or a minimum.
  return (GB_NAME(vf))_mm512_mask_blend_ps(_mm512_movepi32_mask((__m512i)mask), (__m512)no, (__m512)yes);
#else
  return (GB_NAME(vf))(((GB_NAME(vi))yes & mask) | ((GB_NAME(vi))no & ~mask));
#endif
}

GB_VECTOR_FUNCTION(vd, select_vd)(GB_NAME(vl) mask, GB_NAME(vd) yes, GB_NAME(vd) no) {
  return (GB_NAME(vd))(((GB_NAME(vl))yes & mask) | ((GB_NAME(vl))no & ~mask));
}

// a * b + c, fused where the processor can: a call of the C library's fma for each lane would cost more than the last bit is worth.
#if GB_HAS_FMA
#define GB_FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#else
#define GB_FMA(a, b, c) ((a) * (b) + (c))
#endif
GB_VECTOR_FUNCTION(vf, fma_vf)(GB_NAME(vf) a, GB_NAME(vf) b, GB_NAME(vf) c) { return GB_FMA(a, b, c); }
GB_VECTOR_FUNCTION(vd, fma_vd)(GB_NAME(vd) a, GB_NAME(vd) b, GB_NAME(vd) c) { return GB_FMA(a, b, c); }
#undef GB_FMA

// The same number in every lane. (Less 0: added to 0, -0 would become 0.)
GB_VECTOR_FUNCTION(vf, all_vf)(float x) { return x - (GB_NAME(vf)){0}; }
GB_VECTOR_FUNCTION(vd, all_vd)(double x) { return x - (GB_NAME(vd)){0}; }

// Arguments that are not below the limit (NaN among them) are the C library's, one by one.
#define GB_WITH_LARGE_LANES(x, y, limit, function) \
  ({ \
    __typeof__(y) result = y; \
    __typeof__(x < limit) large = ~(__builtin_elementwise_abs(x) < (limit)); \
    if (__builtin_expect(__builtin_reduce_or(large) != 0, 0)) { \
      for (unsigned lane = 0; lane < sizeof(x) / sizeof(x[0]); lane++) { \
        if (large[lane]) result[lane] = function(x[lane]); \
      } \
    } \
    result; \
  })

// A vector of the n elements at hand, fewer than a whole one, with zeros after them. A masked load reads nothing beyond them, and
// needs no detour through memory, where a vector would wait for the elements stored singly.
GB_VECTOR_FUNCTION(vf, load_part_vf)(const float *from, ptrdiff_t n) {
#if GB_VECTOR_BYTES == 64
  return (GB_NAME(vf))_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), from);
#elif GB_VECTOR_BYTES == 32
  return (GB_NAME(vf))_mm256_maskload_ps(from, _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7)));
#else
  GB_NAME(vf) part = {0};
  for (ptrdiff_t i = 0; i < n; i++) part[i] = from[i];
  return part;
#endif
}

GB_VECTOR_FUNCTION(vd, load_part_vd)(const double *from, ptrdiff_t n) {
#if GB_VECTOR_BYTES == 64
  return (GB_NAME(vd))_mm512_maskz_loadu_pd((__mmask8)((1u << n) - 1), from);
#elif GB_VECTOR_BYTES == 32
  return (GB_NAME(vd))_mm256_maskload_pd(from, _mm256_cmpgt_epi64(_mm256_set1_epi64x(n), _mm256_setr_epi64x(0, 1, 2, 3)));
#else
  (void)n;
  return (GB_NAME(vd)){from[0]};
#endif
}

// Stores the first n elements of a vector, fewer than all. (A masked store is slow on many processors.)
static inline __attribute__((always_inline)) void GB_NAME(store_part)(void *to, const void *vector, ptrdiff_t bytes) {
  char *out = to;
  const char *from = vector;
#if GB_VECTOR_BYTES == 64
  if (bytes & 32) memcpy(out, from, 32), out += 32, from += 32;
#endif
#if GB_VECTOR_BYTES >= 32
  if (bytes & 16) memcpy(out, from, 16), out += 16, from += 16;
#endif
  if (bytes & 8) memcpy(out, from, 8), out += 8, from += 8;
  if (bytes & 4) memcpy(out, from, 4);
}
