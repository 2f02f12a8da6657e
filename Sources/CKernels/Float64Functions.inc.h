// Elementary functions of float64 vectors, for one level: within 2.5 ulp everywhere. The forms are those of Float32Functions.inc.h with
// longer polynomials; the logarithm goes by way of log(1 + f) = 2 atanh(f / (2 + f)).

#define VD GB_NAME(vd)
#define VL GB_NAME(vl)
#define FMA GB_NAME(fma_vd)
#define ALL GB_NAME(all_vd)
#define SELECT GB_NAME(select_vd)
#define FUNCTION(name) GB_VECTOR_FUNCTION(vd, name)
// 1.5 · 2^52: adding it rounds to a whole number, which then stands in the low bits.
#define ROUNDER 0x1.8p52
#define ROUNDER_BITS 0x4338000000000000

// a / b within an ulp, for b that are not extreme.
FUNCTION(quotient_vd)(VD a, VD b) {
#if GB_VECTOR_BYTES == 64
  // An estimate of 1/b, refined twice (each doubles its 14 bits), and what is missing of a: half as long as a division.
  VD r = (VD)_mm512_rcp14_pd((__m512d)b);
  r = FMA(r, FMA(-b, r, ALL(1.0)), r);
  r = FMA(r, FMA(-b, r, ALL(1.0)), r);
  VD q = a * r;
  return FMA(r, FMA(-b, q, a), q);
#else
  return a / b;
#endif
}

// e^r - 1 for |r| <= log(2)/2.
FUNCTION(expm1_core_vd)(VD r) {
  VD p = ALL(0x1.1f989860a8a52p-29);
  p = FMA(p, r, ALL(0x1.af717e34249b3p-26));
  p = FMA(p, r, ALL(0x1.27e4c37cd8035p-22));
  p = FMA(p, r, ALL(0x1.71ddecf49f9a2p-19));
  p = FMA(p, r, ALL(0x1.a01a01b1ab200p-16));
  p = FMA(p, r, ALL(0x1.a01a01b4be162p-13));
  p = FMA(p, r, ALL(0x1.6c16c16c1423ap-10));
  p = FMA(p, r, ALL(0x1.111111110e939p-7));
  p = FMA(p, r, ALL(0x1.555555555555ap-5));
  p = FMA(p, r, ALL(0x1.555555555555cp-3));
  p = FMA(p, r, ALL(0.5));
  return FMA(r * r, p, r);
}

// x = n log(2) + r; n as double plus ROUNDER.
FUNCTION(exp_reduce_vd)(VD x, VD *rounded) {
  *rounded = FMA(x, ALL(0x1.71547652b82fep+0), ALL(ROUNDER));
  VD n = *rounded - ROUNDER;
  return FMA(n, ALL(-0x1.a39ef35793c76p-33), FMA(n, ALL(-0x1.62e42fee00000p-1), x));
}

// y · 2^n for n from -1078 to 1024, rounded once. (No level but the last shifts 64-bit integers arithmetically: n is made positive.)
FUNCTION(scale_vd)(VD y, VL n) {
  VL half = (VL)((GB_NAME(vu))(n + 2048) >> 1) - 1024;
  return y * (VD)((half + 1023) << 52) * (VD)((n - half + 1023) << 52);
}

// Between -746 and 710 lies every argument with a result other than 0 and infinity. A NaN stays.
FUNCTION(exp_clamp_vd)(VD x) {
  x = SELECT(x < -746.0, ALL(-746.0), x);
  return SELECT(x > 710.0, ALL(710.0), x);
}

#if GB_VECTOR_BYTES == 64
// 2^(i/16).
static const double GB_NAME(double_roots_of_two)[16] __attribute__((aligned(64))) = {
  0x1.0000000000000p+0, 0x1.0b5586cf9890fp+0, 0x1.172b83c7d517bp+0, 0x1.2387a6e756238p+0, 0x1.306fe0a31b715p+0, 0x1.3dea64c123422p+0,
  0x1.4bfdad5362a27p+0, 0x1.5ab07dd485429p+0, 0x1.6a09e667f3bcdp+0, 0x1.7a11473eb0187p+0, 0x1.8ace5422aa0dbp+0, 0x1.9c49182a3f090p+0,
  0x1.ae89f995ad3adp+0, 0x1.c199bdd85529cp+0, 0x1.d5818dcfba487p+0, 0x1.ea4afa2a490dap+0,
};

// As exp_vf: n in sixteenths.
FUNCTION(exp_vd)(VD x) {
  x = GB_NAME(exp_clamp_vd)(x);
  VD rounded = FMA(x, ALL(0x1.71547652b82fep+0), ALL(0x1.8p48));
  VD n = rounded - 0x1.8p48;
  VD r = FMA(n, ALL(-0x1.a39ef35793c76p-33), FMA(n, ALL(-0x1.62e42fee00000p-1), x));
  // e^r - 1 for |r| <= log(2)/32.
  VD p = ALL(0x1.a01b0c2edab7cp-13);
  p = FMA(p, r, ALL(0x1.6c17ed4cc4834p-10));
  p = FMA(p, r, ALL(0x1.11111110e10a8p-7));
  p = FMA(p, r, ALL(0x1.55555554e9468p-5));
  p = FMA(p, r, ALL(0x1.5555555555556p-3));
  p = FMA(p, r, ALL(0.5));
  VD e = FMA(r * r, p, r);
  const double *roots = GB_NAME(double_roots_of_two);
  VD root = (VD)_mm512_permutex2var_pd(_mm512_load_pd(roots), (__m512i)rounded, _mm512_load_pd(roots + 8));
  return (VD)_mm512_scalef_pd((__m512d)FMA(root, e, root), (__m512d)n);
}
#else
FUNCTION(exp_vd)(VD x) {
  x = GB_NAME(exp_clamp_vd)(x);
  VD rounded, r = GB_NAME(exp_reduce_vd)(x, &rounded);
  return GB_NAME(scale_vd)(GB_NAME(expm1_core_vd)(r) + 1.0, (VL)rounded - ROUNDER_BITS);
}
#endif

FUNCTION(sigmoid_vd)(VD x) {
  VD e = GB_NAME(exp_vd)(-__builtin_elementwise_abs(x));
  VD numerator = SELECT(x < 0.0, e, ALL(1.0));
  return GB_NAME(quotient_vd)(numerator, 1.0 + e);
}

// With m = e^2|x| - 1 the result is m / (m + 2), near 0 too.
FUNCTION(tanh_vd)(VD x) {
  VD magnitude = __builtin_elementwise_abs(x);
  VD inside = SELECT(magnitude > 22.0, ALL(22.0), magnitude);
  VD rounded, r = GB_NAME(exp_reduce_vd)(inside * 2.0, &rounded);
  VD scale = (VD)(((VL)rounded - ROUNDER_BITS + 1023) << 52);
  VD m = FMA(GB_NAME(expm1_core_vd)(r), scale, scale - 1.0);
  VD y = GB_NAME(quotient_vd)(m, m + 2.0);
  return (VD)((VL)y | ((VL)x & INT64_MIN));
}

// x = 2^e · m with m in [sqrt(1/2), sqrt(2)): gives m - 1.
FUNCTION(log_reduce_vd)(VD x, VD *e) {
#if GB_VECTOR_BYTES == 64
  // As log_reduce_vf.
  __m512d m = _mm512_getmant_pd((__m512d)x, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_nan);
  __mmask8 large = _mm512_cmp_pd_mask(m, _mm512_set1_pd(0x1.6a09e667f3bcdp0), _CMP_GE_OQ);
  __m512d exponent = _mm512_getexp_pd((__m512d)x);
  *e = (VD)_mm512_mask_add_pd(exponent, large, exponent, _mm512_set1_pd(1));
  return (VD)_mm512_mask_mul_pd(m, large, m, _mm512_set1_pd(0.5)) - 1.0;
#else
  VL subnormal = x < 0x1p-1022;
  VL bits = (VL)SELECT(subnormal, x * 0x1p52, x) - 0x3fe6a09e667f3bcd;
  // The exponent, made positive for the shift, is put into the low bits of 2^52 and so becomes a double.
  VL exponent = (VL)((GB_NAME(vu))(bits + 0x4000000000000000) >> 52);
  VD whole = (VD)(exponent | 0x4330000000000000) - (0x1p52 + 1024);
  *e = whole - (VD)((VL)ALL(52.0) & subnormal);
  return (VD)((bits & 0x000fffffffffffff) + 0x3fe6a09e667f3bcd) - 1.0;
#endif
}

FUNCTION(log_vd)(VD x) {
  // Adding 0 makes 0 of -0, which the processor takes for a negative number.
  VD e, f = GB_NAME(log_reduce_vd)(x + 0.0, &e);
  VD s = GB_NAME(quotient_vd)(f, f + 2.0);
  VD z = s * s;
  VD p = ALL(0x1.2f049d60ae844p-3);
  p = FMA(p, z, ALL(0x1.39a1d4c83d9a6p-3));
  p = FMA(p, z, ALL(0x1.74663d97ffa71p-3));
  p = FMA(p, z, ALL(0x1.c71c5211ac95cp-3));
  p = FMA(p, z, ALL(0x1.24924941e3b35p-2));
  p = FMA(p, z, ALL(0x1.999999997ff02p-2));
  p = FMA(p, z, ALL(0x1.5555555555592p-1));
  // 2s = f - s f, and s f = f²/2 - s f²/2: so the large parts f and f²/2 are free of the rounding of s.
  VD square = 0.5 * f * f;
  VD t = FMA(s, FMA(p, z, square), e * 0x1.a39ef35793c76p-33);
  VD y = FMA(e, ALL(0x1.62e42fee00000p-1), f - (square - t));
#if GB_VECTOR_BYTES != 64
  // Where the processor has taken x apart, e and m have brought these about.
  y = SELECT(x == INFINITY, x, y);
  y = SELECT(x == 0.0, ALL(-INFINITY), y);
  y = SELECT((x < 0.0) | (x != x), ALL(NAN), y);
#endif
  return y;
}

// By way of u = 1 + x, with what the rounding of u lost put back.
FUNCTION(log1p_vd)(VD x) {
  VD u = 1.0 + x;
  VD lost = SELECT(x < 1.0, x - (u - 1.0), 1.0 - (u - x));
  VD correction = SELECT((u > 0.0) & (u < INFINITY), GB_NAME(quotient_vd)(lost, u), ALL(0.0));
  return SELECT(x == 0.0, x, GB_NAME(log_vd)(u) + correction);
}

// The inverse of tanh, by way of (1 + x) / (1 - x) = 1 + 2x + 2x² / (1 - x).
FUNCTION(atanh_vd)(VD x) {
  VD m = __builtin_elementwise_abs(x);
  VD q = m / (1.0 - m);
  VD y = 0.5 * GB_NAME(log1p_vd)(2.0 * SELECT(m < 0.5, FMA(m, q, m), q));
  return (VD)((VL)y | ((VL)x & INT64_MIN));
}

// x less a multiple of pi/2, whose first two parts have exact products up to the limit; n is the multiple plus ROUNDER. What the
// rounding of the result lost is in `low`.
#define LIMIT 0x1p19
FUNCTION(trigonometric_reduce_vd)(VD x, VL *n, VD *low) {
  x = SELECT(__builtin_elementwise_abs(x) < LIMIT, x, ALL(0.0));
  VD rounded = FMA(x, ALL(0x1.45f306dc9c883p-1), ALL(ROUNDER));
  VD multiple = rounded - ROUNDER;
  *n = (VL)rounded;
  VD a = FMA(multiple, ALL(-0x1.921fb544p0), x);
  VD b = FMA(multiple, ALL(-0x1.0b4611a6p-34), a);
  VD rest = FMA(multiple, ALL(-0x1.3198a2e037073p-69), FMA(multiple, ALL(-0x1.0b4611a6p-34), a - b));
  VD r = b + rest;
  *low = (b - r) + rest;
  return r;
}

// Sine and cosine of r + low for |r| <= pi/4.
FUNCTION(sine_vd)(VD r, VD low, VD *cosine) {
  VD z = r * r;
  VD s = ALL(0x1.5d926f369fa56p-33);
  s = FMA(s, z, ALL(-0x1.ae5e64e67f091p-26));
  s = FMA(s, z, ALL(0x1.71de35770c628p-19));
  s = FMA(s, z, ALL(-0x1.a01a019c12701p-13));
  s = FMA(s, z, ALL(0x1.111111110f894p-7));
  s = FMA(s, z, ALL(-0x1.5555555555549p-3));
  s = r + FMA(s * z, r, low);
  VD c = ALL(-0x1.8fb01a91c4694p-37);
  c = FMA(c, z, ALL(0x1.1ee9ef817c9f9p-29));
  c = FMA(c, z, ALL(-0x1.27e4f81085772p-22));
  c = FMA(c, z, ALL(0x1.a01a019cbd246p-16));
  c = FMA(c, z, ALL(-0x1.6c16c16c15212p-10));
  c = FMA(c, z, ALL(0x1.555555555554cp-5));
  // 1 - z/2 is rounded; what that lost goes with the small terms.
  VD head = FMA(z, ALL(-0.5), ALL(1.0));
  VD lost = FMA(z, ALL(-0.5), 1.0 - head);
  *cosine = head + FMA(c * z, z, FMA(-r, low, lost));
  return s;
}

// Bit 0 of n takes the cosine, bit 1 the opposite sign.
FUNCTION(quadrant_vd)(VD r, VD low, VL n) {
  VD c, s = GB_NAME(sine_vd)(r, low, &c);
  VD y = SELECT((n & 1) != 0, c, s);
  return (VD)((VL)y ^ ((n & 2) << 62));
}

FUNCTION(sin_vd)(VD x) {
  VL n;
  VD low, r = GB_NAME(trigonometric_reduce_vd)(__builtin_elementwise_abs(x), &n, &low);
  VD y = GB_NAME(quadrant_vd)(r, low, n);
  y = (VD)((VL)y ^ ((VL)x & INT64_MIN));
  return GB_WITH_LARGE_LANES(x, y, LIMIT, sin);
}

FUNCTION(cos_vd)(VD x) {
  VL n;
  VD low, r = GB_NAME(trigonometric_reduce_vd)(x, &n, &low);
  VD y = GB_NAME(quadrant_vd)(r, low, n + 1);
  return GB_WITH_LARGE_LANES(x, y, LIMIT, cos);
}

FUNCTION(tan_vd)(VD x) {
  VL n;
  VD low, r = GB_NAME(trigonometric_reduce_vd)(__builtin_elementwise_abs(x), &n, &low);
  VD c, s = GB_NAME(sine_vd)(r, low, &c);
  VL odd = (n & 1) != 0;
  VD y = SELECT(odd, -c, s) / SELECT(odd, s, c);
  y = (VD)((VL)y ^ ((VL)x & INT64_MIN));
  return GB_WITH_LARGE_LANES(x, y, LIMIT, tan);
}

// The arc's distance from a multiple of pi/4 has a tangent t below tan(pi/8); atan(t) - t = t³ · p.
FUNCTION(atan_vd)(VD x) {
  VD m = __builtin_elementwise_abs(x);
  VL middle = m > 0x1.a827999fcef32p-2, large = m > 0x1.3504f333f9de6p1;
  VD numerator = SELECT(large, ALL(-1.0), SELECT(middle, m - 1.0, m));
  VD denominator = SELECT(large, m, SELECT(middle, m + 1.0, ALL(1.0)));
  VD t = numerator / denominator;
  VD z = t * t;
  VD p = ALL(-0x1.3a2b7a07caea8p-6);
  p = FMA(p, z, ALL(0x1.41603647c7a7cp-5));
  p = FMA(p, z, ALL(-0x1.a098bb6ba4941p-5));
  p = FMA(p, z, ALL(0x1.dfe61e80903d2p-5));
  p = FMA(p, z, ALL(-0x1.10fa75382537fp-4));
  p = FMA(p, z, ALL(0x1.3b1262d95579ep-4));
  p = FMA(p, z, ALL(-0x1.745d0b26b83e7p-4));
  p = FMA(p, z, ALL(0x1.c71c7185314cbp-4));
  p = FMA(p, z, ALL(-0x1.24924924360cbp-3));
  p = FMA(p, z, ALL(0x1.999999999934ap-3));
  p = FMA(p, z, ALL(-0x1.5555555555555p-2));
  // The multiple and what its rounding lost.
  VD base = SELECT(large, ALL(0x1.921fb54442d18p0), SELECT(middle, ALL(0x1.921fb54442d18p-1), ALL(0.0)));
  VD lost = SELECT(large, ALL(0x1.1a62633145c07p-54), SELECT(middle, ALL(0x1.1a62633145c07p-55), ALL(0.0)));
  VD y = base + (t + FMA(p * z, t, lost));
  return (VD)((VL)y | ((VL)x & INT64_MIN));
}

// The angle of (x, y), C's atan2.
FUNCTION(atan2_vd)(VD y, VD x) {
  VD height = __builtin_elementwise_abs(y), width = __builtin_elementwise_abs(x);
  VL infinite = (height == INFINITY) & (width == INFINITY);
  height = SELECT(infinite, ALL(1.0), height);
  width = SELECT(infinite | ((height == 0.0) & (width == 0.0)), ALL(1.0), width);
  VD angle = GB_NAME(atan_vd)(height / width);
  VL left = ((VL)x & INT64_MIN) != 0;
  angle = SELECT(left, 0x1.921fb54442d18p1 - (angle - 0x1.1a62633145c07p-53), angle);
  return (VD)(((VL)angle & INT64_MAX) | ((VL)y & INT64_MIN));
}

// asin(s) - s = s³ · p for |s| <= 1/2, with z = s².
FUNCTION(asin_core_vd)(VD s, VD z) {
  VD p = ALL(0x1.d72b2bc8155f8p-6);
  p = FMA(p, z, ALL(-0x1.e6aaa8a0a04ccp-7));
  p = FMA(p, z, ALL(0x1.1d189408314eep-6));
  p = FMA(p, z, ALL(0x1.65a9c4dfcf8b2p-8));
  p = FMA(p, z, ALL(0x1.52420b04b37bep-7));
  p = FMA(p, z, ALL(0x1.782651caa6547p-7));
  p = FMA(p, z, ALL(0x1.c9cf07674736ap-7));
  p = FMA(p, z, ALL(0x1.1c4d35cf95421p-6));
  p = FMA(p, z, ALL(0x1.6e8bb1c8209a2p-6));
  p = FMA(p, z, ALL(0x1.f1c71c1db0623p-6));
  p = FMA(p, z, ALL(0x1.6db6db6e31f13p-5));
  p = FMA(p, z, ALL(0x1.3333333332ecap-4));
  p = FMA(p, z, ALL(0x1.5555555555556p-3));
  return FMA(p * z, s, s);
}

// Beyond 1/2 by way of asin(x) = pi/2 - 2 asin(sqrt((1 - x) / 2)).
FUNCTION(asin_vd)(VD x) {
  VD m = __builtin_elementwise_abs(x);
  VL large = m > 0.5;
  VD z = SELECT(large, 0.5 * (1.0 - m), m * m);
  VD r = GB_NAME(asin_core_vd)(SELECT(large, __builtin_elementwise_sqrt(z), m), z);
  VD y = SELECT(large, 0x1.921fb54442d18p0 - (2.0 * r - 0x1.1a62633145c07p-54), r);
  return (VD)((VL)y | ((VL)x & INT64_MIN));
}

FUNCTION(acos_vd)(VD x) {
  VD m = __builtin_elementwise_abs(x);
  VL large = m > 0.5;
  VD z = SELECT(large, 0.5 * (1.0 - m), m * m);
  VD r = GB_NAME(asin_core_vd)(SELECT(large, __builtin_elementwise_sqrt(z), x), z);
  VD beyond = SELECT(x < 0.0, 0x1.921fb54442d18p1 - (2.0 * r - 0x1.1a62633145c07p-53), 2.0 * r);
  return SELECT(large, beyond, 0x1.921fb54442d18p0 - (r - 0x1.1a62633145c07p-54));
}

// One infinity minus itself would be NaN; equal infinities add up to themselves.
FUNCTION(logaddexp_vd)(VD x, VD y) {
  VD larger = SELECT(x < y, y, x);
  VD sum = larger + GB_NAME(log1p_vd)(GB_NAME(exp_vd)(-__builtin_elementwise_abs(x - y)));
  sum = SELECT((x == y) & (__builtin_elementwise_abs(x) == INFINITY), x, sum);
  return SELECT((x != x) | (y != y), x + y, sum);
}

FUNCTION(xlogy_vd)(VD x, VD y) { return SELECT(y != y, y, SELECT(x == 0.0, ALL(0.0), x * GB_NAME(log_vd)(y))); }

FUNCTION(xlog1py_vd)(VD x, VD y) { return SELECT(y != y, y, SELECT(x == 0.0, ALL(0.0), x * GB_NAME(log1p_vd)(y))); }

#undef VD
#undef VL
#undef FMA
#undef ALL
#undef SELECT
#undef FUNCTION
#undef ROUNDER
#undef ROUNDER_BITS
#undef LIMIT
