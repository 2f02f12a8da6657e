// Blocks of normal float32 numbers for one level. Every fused multiply-add is spelled out and no other may arise, so that all levels
// give the same bits. Cephes is cited for its constants: logf.c, sinf.c.

#define GB_COUNT 8
typedef float GB_NAME(floats) __attribute__((vector_size(4 * GB_COUNT), aligned(4), may_alias));
typedef int32_t GB_NAME(ints) __attribute__((vector_size(4 * GB_COUNT), aligned(4), may_alias));
#define VF GB_NAME(floats)
#define VI GB_NAME(ints)
#define FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#define ALL(x) ((VF){} + (x))
#define SELECT(mask, a, b) ((VF)(((VI)(a) & (mask)) | ((VI)(b) & ~(mask))))

// The natural logarithm of numbers in (0, 1].
static inline __attribute__((always_inline)) VF GB_NAME(cephes_log)(VF x) {
#pragma clang fp contract(off)
  // x = m · 2^e with m in [1/2, 1), then in [sqrt(1/2), sqrt(2)).
  VI bits = (VI)x;
  VF e = __builtin_convertvector((bits >> 23) - 126, VF);
  VF m = (VF)((bits & 0x007fffff) | 0x3f000000);
  VI low = (VI)(m < 0.707106781186547524f);
  e = e - (VF)(low & (VI)ALL(1.0f));
  VF f = (m - 1.0f) + (VF)(low & (VI)m);
  VF z = f * f;
  VF y = ALL(7.0376836292e-2f);
  y = FMA(y, f, ALL(-1.1514610310e-1f));
  y = FMA(y, f, ALL(1.1676998740e-1f));
  y = FMA(y, f, ALL(-1.2420140846e-1f));
  y = FMA(y, f, ALL(1.4249322787e-1f));
  y = FMA(y, f, ALL(-1.6668057665e-1f));
  y = FMA(y, f, ALL(2.0000714765e-1f));
  y = FMA(y, f, ALL(-2.4999993993e-1f));
  y = FMA(y, f, ALL(3.3333331174e-1f));
  y = y * f;
  y = FMA(y, z, e * -2.12194440e-4f);
  y = FMA(-z, ALL(0.5f), y);
  return FMA(e, ALL(0.693359375f), f + y);
}

// Sine and cosine of angles in [0, 2 pi].
static inline __attribute__((always_inline)) void GB_NAME(cephes_sincos)(VF x, VF *sine, VF *cosine) {
#pragma clang fp contract(off)
  // The octant, made even; then x less that many quarters of pi, in three parts.
  VI octant = __builtin_convertvector(x * 1.27323954473516f, VI);
  octant = (octant + 1) & ~1;
  VF y = __builtin_convertvector(octant, VF);
  x = FMA(y, ALL(-0.78515625f), x);
  x = FMA(y, ALL(-2.4187564849853515625e-4f), x);
  x = FMA(y, ALL(-3.77489497744594108e-8f), x);
  VF z = x * x;
  VF c = ALL(2.443315711809948e-5f);
  c = FMA(c, z, ALL(-1.388731625493765e-3f));
  c = FMA(c, z, ALL(4.166664568298827e-2f));
  c = c * z;
  c = FMA(c, z, -(z * 0.5f));
  c = c + 1.0f;
  VF s = ALL(-1.9515295891e-4f);
  s = FMA(s, z, ALL(8.3321608736e-3f));
  s = FMA(s, z, ALL(-1.6666654611e-1f));
  s = s * z;
  s = FMA(s, x, x);
  VI swapped = (octant & 2) != 0;
  VI sineSign = (octant & 4) << 29;
  VI cosineSign = (~(octant - 2) & 4) << 29;
  *sine = (VF)((VI)SELECT(swapped, c, s) ^ sineSign);
  *cosine = (VF)((VI)SELECT(swapped, s, c) ^ cosineSign);
}

static void GB_NAME(normal_blocks)(float *blocks, ptrdiff_t count, float mean, float deviation) {
#pragma clang fp contract(off)
  for (ptrdiff_t block = 0; block < count; block++, blocks += 2 * GB_COUNT) {
    VF u1 = 1.0f - *(VF *)blocks;
    VF u2 = *(VF *)(blocks + GB_COUNT);
    VF radius = __builtin_elementwise_sqrt(-2.0f * GB_NAME(cephes_log)(u1));
    VF sine, cosine;
    GB_NAME(cephes_sincos)(6.28318530717958647692f * u2, &sine, &cosine);
    *(VF *)blocks = FMA(radius * cosine, ALL(deviation), ALL(mean));
    *(VF *)(blocks + GB_COUNT) = FMA(radius * sine, ALL(deviation), ALL(mean));
  }
}

#undef GB_COUNT
#undef VF
#undef VI
#undef FMA
#undef ALL
#undef SELECT
