// Elementary functions of float32 vectors, for one level: within 2.5 ulp everywhere. The polynomials are least-maximum fits made for
// these ranges; each comment says what they approximate.

#define VF GB_NAME(vf)
#define VI GB_NAME(vi)
#define FMA GB_NAME(fma_vf)
#define ALL GB_NAME(all_vf)
#define SELECT GB_NAME(select_vf)
#define FUNCTION(name) GB_VECTOR_FUNCTION(vf, name)
// 1.5 · 2^23: adding it rounds to a whole number, which then stands in the low bits.
#define ROUNDER 0x1.8p23f
#define ROUNDER_BITS 0x4b400000

// e^r - 1 for |r| <= log(2)/2.
FUNCTION(expm1_core_vf)(VF r) {
  VF p = ALL(0x1.6d6f6ep-10f);
  p = FMA(p, r, ALL(0x1.1240aep-7f));
  p = FMA(p, r, ALL(0x1.5554cap-5f));
  p = FMA(p, r, ALL(0x1.555488p-3f));
  p = FMA(p, r, ALL(0.5f));
  return FMA(r * r, p, r);
}

// x = n log(2) + r; n as float plus ROUNDER.
FUNCTION(exp_reduce_vf)(VF x, VF *rounded) {
  *rounded = FMA(x, ALL(0x1.715476p0f), ALL(ROUNDER));
  VF n = *rounded - ROUNDER;
  // log(2) in two parts, the first short enough for n times it to be exact.
  return FMA(n, ALL(-0x1.7f7d1cp-20f), FMA(n, ALL(-0x1.62e400p-1f), x));
}

// y · 2^n for n from -150 to 128, rounded once.
FUNCTION(scale_vf)(VF y, VI n) {
#if GB_VECTOR_BYTES == 64
  return (VF)_mm512_scalef_ps((__m512)y, _mm512_cvtepi32_ps((__m512i)n));
#else
  VI half = n >> 1;
  return y * (VF)((half + 127) << 23) * (VF)((n - half + 127) << 23);
#endif
}

// Between -104 and 89 lies every argument with a result other than 0 and infinity. A NaN stays.
FUNCTION(exp_vf)(VF x) {
  x = SELECT(x < -104.0f, ALL(-104.0f), x);
  x = SELECT(x > 89.0f, ALL(89.0f), x);
  VF rounded, r = GB_NAME(exp_reduce_vf)(x, &rounded);
  return GB_NAME(scale_vf)(GB_NAME(expm1_core_vf)(r) + 1.0f, (VI)rounded - ROUNDER_BITS);
}

FUNCTION(exp2_vf)(VF x) {
  x = SELECT(x < -151.0f, ALL(-151.0f), x);
  x = SELECT(x > 128.0f, ALL(128.0f), x);
  VF rounded = x + ROUNDER;
  VF r = (x - (rounded - ROUNDER)) * 0x1.62e430p-1f;
  return GB_NAME(scale_vf)(GB_NAME(expm1_core_vf)(r) + 1.0f, (VI)rounded - ROUNDER_BITS);
}

FUNCTION(expm1_vf)(VF x) {
  VF inside = SELECT(x < -20.0f, ALL(-20.0f), x);
  inside = SELECT(inside > 89.0f, ALL(89.0f), inside);
  VF rounded, r = GB_NAME(exp_reduce_vf)(inside, &rounded);
  VI n = (VI)rounded - ROUNDER_BITS;
  VF p = GB_NAME(expm1_core_vf)(r);
  // 2^n (p + 1) - 1, at half size since 2^128 is not to be had.
  VF scale = (VF)((n + 126) << 23);
  VF y = 2.0f * FMA(p, scale, scale - 0.5f);
  // Without a shift p itself is exact for subnormal numbers, and x for zeros.
  y = SELECT(n == 0, p, y);
  return SELECT(x == 0.0f, x, y);
}

// 1 / (1 + e^-x), by way of e^-|x|, which can't overflow.
FUNCTION(sigmoid_vf)(VF x) {
  VF e = GB_NAME(exp_vf)(-__builtin_elementwise_abs(x));
  VF numerator = SELECT(x < 0.0f, e, ALL(1.0f));
  return numerator / (1.0f + e);
}

// tanh(x)/x near 0, and 1 - 2/(e^2|x| + 1) away from it.
FUNCTION(tanh_vf)(VF x) {
  VF magnitude = __builtin_elementwise_abs(x);
  VF z = x * x;
  VF p = ALL(-0x1.769da2p-8f);
  p = FMA(p, z, ALL(0x1.525320p-6f));
  p = FMA(p, z, ALL(-0x1.b8439ap-5f));
  p = FMA(p, z, ALL(0x1.110762p-3f));
  p = FMA(p, z, ALL(-0x1.555534p-2f));
  VF small = FMA(p * z, magnitude, magnitude);
  VF inside = SELECT(magnitude > 10.0f, ALL(10.0f), magnitude);
  VF rounded, r = GB_NAME(exp_reduce_vf)(inside * 2.0f, &rounded);
  VF scale = (VF)(((VI)rounded - ROUNDER_BITS + 127) << 23);
  VF e = FMA(GB_NAME(expm1_core_vf)(r), scale, scale);
  VF large = 1.0f - 2.0f / (e + 1.0f);
  VF y = SELECT(magnitude < 0.625f, small, large);
  return (VF)((VI)y | ((VI)x & INT32_MIN));
}

// x = 2^e · m with m in [sqrt(1/2), sqrt(2)): gives m - 1. Subnormal numbers are scaled first.
FUNCTION(log_reduce_vf)(VF x, VF *e) {
#if GB_VECTOR_BYTES == 64
  // The processor takes a number apart, subnormal ones too: e is infinite at infinity and zero, m NaN below zero.
  __m512 m = _mm512_getmant_ps((__m512)x, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_nan);
  __mmask16 large = _mm512_cmp_ps_mask(m, _mm512_set1_ps(0x1.6a09e6p0f), _CMP_GE_OQ);
  __m512 exponent = _mm512_getexp_ps((__m512)x);
  *e = (VF)_mm512_mask_add_ps(exponent, large, exponent, _mm512_set1_ps(1));
  return (VF)_mm512_mask_mul_ps(m, large, m, _mm512_set1_ps(0.5f)) - 1.0f;
#else
  VI subnormal = x < 0x1p-126f;
  VI bits = (VI)SELECT(subnormal, x * 0x1p23f, x) - 0x3f3504f3;
  *e = __builtin_convertvector((bits >> 23) - (subnormal & 23), VF);
  return (VF)((bits & 0x007fffff) + 0x3f3504f3) - 1.0f;
#endif
}

// log(1 + f) - f + f²/2 = f³ · p.
FUNCTION(log_core_vf)(VF f) {
  VF p = ALL(0x1.12a022p-4f);
  p = FMA(p, f, ALL(-0x1.dd04b4p-4f));
  p = FMA(p, f, ALL(0x1.e7018ep-4f));
  p = FMA(p, f, ALL(-0x1.fc5484p-4f));
  p = FMA(p, f, ALL(0x1.233a56p-3f));
  p = FMA(p, f, ALL(-0x1.555b22p-3f));
  p = FMA(p, f, ALL(0x1.99a47ap-3f));
  p = FMA(p, f, ALL(-0x1.000008p-2f));
  return FMA(p, f, ALL(0x1.555548p-2f));
}

// What a logarithm gives where there is none to compute: -inf at 0, NaN below, x itself at infinity and NaN.
FUNCTION(log_specials_vf)(VF x, VF y) {
  y = SELECT(x == INFINITY, x, y);
  y = SELECT(x == 0.0f, ALL(-INFINITY), y);
  return SELECT((x < 0.0f) | (x != x), ALL(NAN), y);
}

// The same for a y in which e is at least added: where the processor has taken x apart, e and m have brought it about.
FUNCTION(reduced_log_specials_vf)(VF x, VF y) {
#if GB_VECTOR_BYTES == 64
  (void)x;
  return y;
#else
  return GB_NAME(log_specials_vf)(x, y);
#endif
}

FUNCTION(log_vf)(VF x) {
  VF e, f = GB_NAME(log_reduce_vf)(x, &e);
  VF t = FMA(f * f, FMA(GB_NAME(log_core_vf)(f), f, ALL(-0.5f)), e * 0x1.7f7d1cp-20f);
  return GB_NAME(reduced_log_specials_vf)(x, FMA(e, ALL(0x1.62e400p-1f), f + t));
}

// log(1 + f) as a sum of a high part of few bits and the rest, so that a factor keeps its precision.
FUNCTION(log_parts_vf)(VF f, VF *low) {
  VF high = (VF)((VI)f & (int32_t)0xfffff000);
  *low = FMA(f * f, FMA(GB_NAME(log_core_vf)(f), f, ALL(-0.5f)), f - high);
  return high;
}

// The factors 1/log(2), 1/log(10) and log10(2) in two parts, the first exact in a product with few bits.
FUNCTION(log2_vf)(VF x) {
  VF e, low, f = GB_NAME(log_reduce_vf)(x, &e);
  VF high = GB_NAME(log_parts_vf)(f, &low);
  VF rest = FMA(low, ALL(0x1.715476p0f), high * 0x1.47652cp-12f);
  return GB_NAME(reduced_log_specials_vf)(x, e + FMA(high, ALL(0x1.714p0f), rest));
}

FUNCTION(log10_vf)(VF x) {
  VF e, low, f = GB_NAME(log_reduce_vf)(x, &e);
  VF high = GB_NAME(log_parts_vf)(f, &low);
  VF rest = FMA(low, ALL(0x1.bcb7b2p-2f), high * 0x1.bd8a94p-13f);
  rest = FMA(e, ALL(0x1.3509f8p-18f), rest);
  return GB_NAME(reduced_log_specials_vf)(x, FMA(e, ALL(0x1.344p-2f), FMA(high, ALL(0x1.bc8p-2f), rest)));
}

// By way of u = 1 + x, with what the rounding of u lost put back; near 0 of x itself.
FUNCTION(log1p_vf)(VF x) {
  VF u = 1.0f + x;
  VF lost = SELECT(x < 1.0f, x - (u - 1.0f), 1.0f - (u - x));
  VF e, f = GB_NAME(log_reduce_vf)(u, &e);
  VI near = e == 0.0f;
  f = SELECT(near, x, f);
  VF correction = SELECT(near, ALL(0.0f), lost / u);
  VF t = FMA(f * f, FMA(GB_NAME(log_core_vf)(f), f, ALL(-0.5f)), FMA(e, ALL(0x1.7f7d1cp-20f), correction));
  VF y = GB_NAME(log_specials_vf)(u, FMA(e, ALL(0x1.62e400p-1f), f + t));
  return SELECT(x == 0.0f, x, y);
}

// erf(x)/x near 0; away from it erf = 1 - e^-q with a polynomial q in |x|.
FUNCTION(erf_vf)(VF x) {
  VF magnitude = __builtin_elementwise_abs(x);
  VF z = x * x;
  VF p = ALL(-0x1.3f5206p-11f);
  p = FMA(p, z, ALL(0x1.487408p-8f));
  p = FMA(p, z, ALL(-0x1.b6bd78p-6f));
  p = FMA(p, z, ALL(0x1.ce1d9ap-4f));
  p = FMA(p, z, ALL(-0x1.8126f6p-2f));
  p = FMA(p, z, ALL(0x1.06eba6p-3f));
  VF small = FMA(p, magnitude, magnitude);
  VF t = SELECT(magnitude > 3.95f, ALL(3.95f), magnitude);
  VF q = ALL(-0x1.a20f0ep-13f);
  q = FMA(q, t, ALL(0x1.933a74p-9f));
  q = FMA(q, t, ALL(-0x1.6e506ep-6f));
  q = FMA(q, t, ALL(0x1.aacee6p-4f));
  q = FMA(q, t, ALL(0x1.4614dcp-1f));
  q = FMA(q, t, ALL(0x1.20bb14p+0f));
  q = FMA(q, t, ALL(0x1.4078bap-13f));
  VF large = 1.0f - GB_NAME(exp_vf)(-q);
  VF y = SELECT(magnitude < 0.9f, small, large);
  return (VF)((VI)y | ((VI)x & INT32_MIN));
}

// x less a multiple of pi/2, in double, where three parts of pi/2 leave all of float's bits up to 2^21; the multiple is n.
#define LIMIT 0x1p21f
FUNCTION(trigonometric_reduce_vf)(VF x, VI *n) {
  typedef GB_NAME(vdd) VDD;
  VDD wide = __builtin_convertvector(SELECT(__builtin_elementwise_abs(x) < LIMIT, x, ALL(0.0f)), VDD);
  VDD multiple = (wide * 0x1.45f306dc9c883p-1 + 0x1.8p52) - 0x1.8p52;
  *n = __builtin_convertvector(multiple, VI);
  VDD r = ((wide - multiple * 0x1.921fb54p0) - multiple * 0x1.10b46118p-30) - multiple * 0x1.313198a2e037p-61;
  return __builtin_convertvector(r, VF);
}

// Sine and cosine for |r| <= pi/4; bit 0 of n takes the other one, bit 1 the opposite sign.
FUNCTION(quadrant_vf)(VF r, VI n) {
  VF z = r * r;
  VF s = ALL(0x1.7ccd8ap-19f);
  s = FMA(s, z, ALL(-0x1.a05ba6p-13f));
  s = FMA(s, z, ALL(0x1.111176p-7f));
  s = FMA(s, z, ALL(-0x1.555556p-3f));
  s = FMA(s * z, r, r);
  VF c = ALL(0x1.99e5e2p-16f);
  c = FMA(c, z, ALL(-0x1.6c0c24p-10f));
  c = FMA(c, z, ALL(0x1.55554ap-5f));
  c = FMA(c, z, ALL(-0.5f));
  c = FMA(c, z, ALL(1.0f));
  VF y = SELECT((n & 1) != 0, c, s);
  return (VF)((VI)y ^ ((n & 2) << 30));
}

FUNCTION(sin_vf)(VF x) {
  VI n;
  VF r = GB_NAME(trigonometric_reduce_vf)(__builtin_elementwise_abs(x), &n);
  VF y = GB_NAME(quadrant_vf)(r, n);
  y = (VF)((VI)y ^ ((VI)x & INT32_MIN));
  return GB_WITH_LARGE_LANES(x, y, LIMIT, sinf);
}

FUNCTION(cos_vf)(VF x) {
  VI n;
  VF r = GB_NAME(trigonometric_reduce_vf)(x, &n);
  VF y = GB_NAME(quadrant_vf)(r, n + 1);
  return GB_WITH_LARGE_LANES(x, y, LIMIT, cosf);
}

#undef VF
#undef VI
#undef FMA
#undef ALL
#undef SELECT
#undef FUNCTION
#undef ROUNDER
#undef ROUNDER_BITS
#undef LIMIT
