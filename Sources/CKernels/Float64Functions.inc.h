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
FUNCTION(exp_vd)(VD x) {
  x = SELECT(x < -746.0, ALL(-746.0), x);
  x = SELECT(x > 710.0, ALL(710.0), x);
  VD rounded, r = GB_NAME(exp_reduce_vd)(x, &rounded);
  return GB_NAME(scale_vd)(GB_NAME(expm1_core_vd)(r) + 1.0, (VL)rounded - ROUNDER_BITS);
}

FUNCTION(sigmoid_vd)(VD x) {
  VD e = GB_NAME(exp_vd)(-__builtin_elementwise_abs(x));
  VD numerator = SELECT(x < 0.0, e, ALL(1.0));
  return numerator / (1.0 + e);
}

// With m = e^2|x| - 1 the result is m / (m + 2), near 0 too.
FUNCTION(tanh_vd)(VD x) {
  VD magnitude = __builtin_elementwise_abs(x);
  VD inside = SELECT(magnitude > 22.0, ALL(22.0), magnitude);
  VD rounded, r = GB_NAME(exp_reduce_vd)(inside * 2.0, &rounded);
  VD scale = (VD)(((VL)rounded - ROUNDER_BITS + 1023) << 52);
  VD m = FMA(GB_NAME(expm1_core_vd)(r), scale, scale - 1.0);
  VD y = m / (m + 2.0);
  return (VD)((VL)y | ((VL)x & INT64_MIN));
}

// x = 2^e · m with m in [sqrt(1/2), sqrt(2)).
FUNCTION(log_vd)(VD x) {
  VL subnormal = x < 0x1p-1022;
  VL bits = (VL)SELECT(subnormal, x * 0x1p52, x) - 0x3fe6a09e667f3bcd;
  // The exponent, made positive for the shift, is put into the low bits of 2^52 and so becomes a double.
  VL exponent = (VL)((GB_NAME(vu))(bits + 0x4000000000000000) >> 52);
  VD e = (VD)(exponent | 0x4330000000000000) - (0x1p52 + 1024);
  e = e - (VD)((VL)ALL(52.0) & subnormal);
  VD f = (VD)((bits & 0x000fffffffffffff) + 0x3fe6a09e667f3bcd) - 1.0;
  VD s = f / (f + 2.0);
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
  y = SELECT(x == INFINITY, x, y);
  y = SELECT(x == 0.0, ALL(-INFINITY), y);
  return SELECT((x < 0.0) | (x != x), ALL(NAN), y);
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

// Sine and cosine of r + low for |r| <= pi/4; bit 0 of n takes the other one, bit 1 the opposite sign.
FUNCTION(quadrant_vd)(VD r, VD low, VL n) {
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
  c = head + FMA(c * z, z, FMA(-r, low, lost));
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

#undef VD
#undef VL
#undef FMA
#undef ALL
#undef SELECT
#undef FUNCTION
#undef ROUNDER
#undef ROUNDER_BITS
#undef LIMIT
