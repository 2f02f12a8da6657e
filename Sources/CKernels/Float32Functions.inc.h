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
FUNCTION(exp_clamp_vf)(VF x) {
  x = SELECT(x < -104.0f, ALL(-104.0f), x);
  return SELECT(x > 89.0f, ALL(89.0f), x);
}

#if GB_VECTOR_BYTES == 64
// 2^(i/16).
static const float GB_NAME(roots_of_two)[16] __attribute__((aligned(64))) = {
  0x1p0f, 0x1.0b5586p0f, 0x1.172b84p0f, 0x1.2387a6p0f, 0x1.306fep0f, 0x1.3dea64p0f, 0x1.4bfdaep0f, 0x1.5ab07ep0f,
  0x1.6a09e6p0f, 0x1.7a1148p0f, 0x1.8ace54p0f, 0x1.9c4918p0f, 0x1.ae89fap0f, 0x1.c199bep0f, 0x1.d5818ep0f, 0x1.ea4afap0f,
};

// x = n log(2) + r for n in sixteenths, whose last four bits pick a root, and whose whole part the scaling takes.
FUNCTION(exp_vf)(VF x) {
  x = GB_NAME(exp_clamp_vf)(x);
  // As ROUNDER, for sixteenths.
  VF rounded = FMA(x, ALL(0x1.715476p0f), ALL(0x1.8p19f));
  VF n = rounded - 0x1.8p19f;
  VF r = FMA(n, ALL(-0x1.7f7d1cp-20f), FMA(n, ALL(-0x1.62e400p-1f), x));
  // e^r - 1 for |r| <= log(2)/32.
  VF e = FMA(r * r, FMA(r, ALL(0x1.55572p-3f), ALL(0x1.000222p-1f)), r);
  VF root = (VF)_mm512_permutexvar_ps((__m512i)rounded, _mm512_load_ps(GB_NAME(roots_of_two)));
  return (VF)_mm512_scalef_ps((__m512)FMA(root, e, root), (__m512)n);
}
#else
FUNCTION(exp_vf)(VF x) {
  x = GB_NAME(exp_clamp_vf)(x);
  VF rounded, r = GB_NAME(exp_reduce_vf)(x, &rounded);
  return GB_NAME(scale_vf)(GB_NAME(expm1_core_vf)(r) + 1.0f, (VI)rounded - ROUNDER_BITS);
}
#endif

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

#if GB_VECTOR_BYTES == 64
// tanh on |x| as a polynomial of degree 5 in the distance from a centre, a line a coefficient after the line of the centres. Four pieces an
// octave from 1/16 to 10, in the order of the low five bits of exponent and two bits of mantissa (12 to 31, then 0 to 8); piece 11 is
// [0, 1/16). The centres are numbers near the middle whose tanh is almost a float, so that the first coefficient is as good as exact.
static const float GB_NAME(tanh_pieces)[7][32] __attribute__((aligned(64))) = {
  {
    0x1.1f52p1f, 0x1.5f7038p1f, 0x1.a0eb04p1f, 0x1.e0de9cp1f, 0x1.1fe142p2f, 0x1.5fa02ep2f, 0x1.9fef24p2f,
    0x1.e0d5cap2f, 0x1.10f8f6p3f, 0, 0, 0, 0x1.212864p-4f, 0x1.5fb13ap-4f, 0x1.9f1a26p-4f, 0x1.dfe2e6p-4f,
    0x1.1fad1ep-3f, 0x1.609846p-3f, 0x1.9eee1ep-3f, 0x1.df54fp-3f, 0x1.203462p-2f, 0x1.604252p-2f, 0x1.9f462cp-2f,
    0x1.e08d6cp-2f, 0x1.2027f2p-1f, 0x1.6094b4p-1f, 0x1.a12a9cp-1f, 0x1.dfd2ecp-1f, 0x1.1fa2d2p0f, 0x1.60afc2p0f,
    0x1.a037e8p0f, 0x1.e07af6p0f,
  },
  {
    0x1.f4a16ep-1f, 0x1.fbcbacp-1f, 0x1.fe7c12p-1f, 0x1.ff710cp-1f, 0x1.ffdf88p-1f, 0x1.fffb92p-1f, 0x1.ffff68p-1f,
    0x1.ffffecp-1f, 0x1.fffffep-1f, 0, 0, 0, 0x1.20adaap-4f, 0x1.5ed4ap-4f, 0x1.9dafd6p-4f, 0x1.ddb3dep-4f,
    0x1.1dcc8cp-3f, 0x1.5d26e2p-3f, 0x1.995832p-3f, 0x1.d6c45ap-3f, 0x1.18d40cp-2f, 0x1.52fdd4p-2f, 0x1.89e998p-2f,
    0x1.c020c8p-2f, 0x1.0525fep-1f, 0x1.31b7ap-1f, 0x1.582cecp-1f, 0x1.77c36ep-1f, 0x1.9e1c56p-1f, 0x1.c2c7dep-1f,
    0x1.d9d70ap-1f, 0x1.e88eaap-1f,
  },
  {
    0x1.67c81ap-5f, 0x1.0bfa22p-6f, 0x1.835b36p-8f, 0x1.1dc038p-9f, 0x1.03b8c2p-11f, 0x1.1b7ecep-14f,
    0x1.300168p-17f, 0x1.400598p-20f, 0x1.5c1224p-23f, 0, 0, 0x1p0f, 0x1.fd74f2p-1f, 0x1.fc3e6cp-1f, 0x1.fac6fep-1f,
    0x1.f9093p-1f, 0x1.f60778p-1f, 0x1.f11e68p-1f, 0x1.eb8ba8p-1f, 0x1.e4f254p-1f, 0x1.d97deep-1f, 0x1.c7e398p-1f,
    0x1.b43c1ep-1f, 0x1.9df1a8p-1f, 0x1.7accc2p-1f, 0x1.497478p-1f, 0x1.18a39ep-1f, 0x1.d871dep-2f, 0x1.622056p-2f,
    0x1.cc7976p-3f, 0x1.25e75p-3f, 0x1.6e7f22p-4f,
  },
  {
    -0x1.5fc854p-5f, -0x1.09c2ecp-6f, -0x1.822ecp-8f, -0x1.1d6af8p-9f, -0x1.03551ap-11f, -0x1.1b2278p-14f,
    -0x1.2f9fc4p-17f, -0x1.3f97f4p-20f, -0x1.d3cf16p-22f, 0, 0, 0, -0x1.1f3e98p-4f, -0x1.5c41b8p-4f, -0x1.997798p-4f,
    -0x1.d7347cp-4f, -0x1.183bbcp-3f, -0x1.5300fep-3f, -0x1.88fdbcp-3f, -0x1.bde46ep-3f, -0x1.03b4f6p-2f,
    -0x1.2dd74p-2f, -0x1.4f9f3p-2f, -0x1.6a4df4p-2f, -0x1.826ae8p-2f, -0x1.89701p-2f, -0x1.794d2p-2f,
    -0x1.5abbc4p-2f, -0x1.1e6c44p-2f, -0x1.956b1ep-3f, -0x1.0fffdep-3f, -0x1.5db75ep-4f,
  },
  {
    0x1.c0236ep-6f, 0x1.5c8efp-7f, 0x1.ffc49ap-9f, 0x1.7ba84ap-10f, 0x1.59bf4ap-12f, 0x1.79d1bp-15f, 0x1.94f242p-18f,
    0x1.a9889p-21f, -0x1.846cfap-26f, 0, 0, -0x1.555542p-2f, -0x1.4e93c6p-2f, -0x1.4b5f2ap-2f, -0x1.47832ep-2f,
    -0x1.42f3acp-2f, -0x1.3b2214p-2f, -0x1.2e840ap-2f, -0x1.206c24p-2f, -0x1.100cbep-2f, -0x1.e8e032p-3f,
    -0x1.98019p-3f, -0x1.436e8ap-3f, -0x1.d5a36p-4f, -0x1.bb8572p-5f, 0x1.e924dep-7f, 0x1.0a2502p-4f, 0x1.83f61ep-4f,
    0x1.c6781ep-4f, 0x1.96eb24p-4f, 0x1.338574p-4f, 0x1.a7145ep-5f,
  },
  {
    -0x1.9951c4p-7f, -0x1.541cf2p-8f, -0x1.ff4504p-10f, -0x1.7e6124p-11f, -0x1.6a085ep-13f, -0x1.8bd18ep-16f,
    -0x1.a88ce6p-19f, -0x1.befdecp-22f, 0x1.b02d1ep-21f, 0, 0, 0, 0x1.7cffeep-5f, 0x1.c915p-5f, 0x1.0ea078p-4f,
    0x1.33afc6p-4f, 0x1.6b25f8p-4f, 0x1.b0a5d4p-4f, 0x1.ec6df2p-4f, 0x1.11b8bep-3f, 0x1.3301c2p-3f, 0x1.501be4p-3f,
    0x1.5c1c48p-3f, 0x1.5829cp-3f, 0x1.39c028p-3f, 0x1.e7d2ep-4f, 0x1.4453p-4f, 0x1.63ec86p-5f, 0x1.ff2e9ep-9f,
    -0x1.5bffc6p-6f, -0x1.9b9802p-6f, -0x1.54e5bcp-6f,
  },
  {
    0x1.04789p-8f, 0x1.f5705p-10f, 0x1.94e15p-11f, 0x1.33890ep-12f, 0x1.1e5256p-14f, 0x1.36c6d4p-17f,
    0x1.512e5cp-20f, 0x1.6ea12ap-23f, 0x1.0d4c8p-21f, 0, 0, 0x1.1084a2p-3f, 0x1.14692ap-3f, 0x1.f4e284p-4f,
    0x1.d5d03ap-4f, 0x1.e42e42p-4f, 0x1.ce74b2p-4f, 0x1.ac3656p-4f, 0x1.758c52p-4f, 0x1.41f51p-4f, 0x1.e52842p-5f,
    0x1.076c66p-5f, 0x1.7c59f4p-8f, -0x1.15f602p-6f, -0x1.62d7e4p-5f, -0x1.f7efe6p-5f, -0x1.00d638p-4f,
    -0x1.b2db6ap-5f, -0x1.06f4acp-5f, -0x1.39b424p-7f, 0x1.6aed48p-10f, 0x1.2d6916p-8f,
  },
};

FUNCTION(tanh_coefficient_vf)(VI piece, int i) {
  const float *line = GB_NAME(tanh_pieces)[i];
  return (VF)_mm512_permutex2var_ps(_mm512_load_ps(line), (__m512i)piece, _mm512_load_ps(line + 16));
}

// From 9.03 on the result is 1.
FUNCTION(tanh_vf)(VF x) {
  // The minimum of a number and a NaN is the second.
  VF magnitude = (VF)_mm512_min_ps(_mm512_set1_ps(9.03f), _mm512_abs_ps((__m512)x));
  VI piece = (VI)_mm512_srli_epi32(_mm512_max_epi32((__m512i)magnitude, _mm512_set1_epi32(0x3d7fffff)), 21);
  VF t = magnitude - GB_NAME(tanh_coefficient_vf)(piece, 0);
  VF y = GB_NAME(tanh_coefficient_vf)(piece, 6);
  y = FMA(y, t, GB_NAME(tanh_coefficient_vf)(piece, 5));
  y = FMA(y, t, GB_NAME(tanh_coefficient_vf)(piece, 4));
  y = FMA(y, t, GB_NAME(tanh_coefficient_vf)(piece, 3));
  y = FMA(y, t, GB_NAME(tanh_coefficient_vf)(piece, 2));
  y = FMA(y, t, GB_NAME(tanh_coefficient_vf)(piece, 1));
  return (VF)((VI)y | ((VI)x & INT32_MIN));
}
#else
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
#endif

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

// Sine and cosine for |r| <= pi/4.
FUNCTION(sine_vf)(VF r, VF *cosine) {
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
  *cosine = FMA(c, z, ALL(1.0f));
  return s;
}

// Bit 0 of n takes the cosine, bit 1 the opposite sign.
FUNCTION(quadrant_vf)(VF r, VI n) {
  VF c, s = GB_NAME(sine_vf)(r, &c);
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

FUNCTION(tan_vf)(VF x) {
  VI n;
  VF r = GB_NAME(trigonometric_reduce_vf)(__builtin_elementwise_abs(x), &n);
  VF c, s = GB_NAME(sine_vf)(r, &c);
  VI odd = (n & 1) != 0;
  VF y = SELECT(odd, -c, s) / SELECT(odd, s, c);
  y = (VF)((VI)y ^ ((VI)x & INT32_MIN));
  return GB_WITH_LARGE_LANES(x, y, LIMIT, tanf);
}

// The arc's distance from a multiple of pi/4 has a tangent t below tan(pi/8); atan(t) - t = t³ · p.
FUNCTION(atan_vf)(VF x) {
  VF m = __builtin_elementwise_abs(x);
  VI middle = m > 0x1.a8279ap-2f, large = m > 0x1.3504f4p1f;
  VF numerator = SELECT(large, ALL(-1.0f), SELECT(middle, m - 1.0f, m));
  VF denominator = SELECT(large, m, SELECT(middle, m + 1.0f, ALL(1.0f)));
  VF t = numerator / denominator;
  VF z = t * t;
  VF p = ALL(-0x1.08432cp-4f);
  p = FMA(p, z, ALL(0x1.b80f88p-4f));
  p = FMA(p, z, ALL(-0x1.24202ep-3f));
  p = FMA(p, z, ALL(0x1.999730p-3f));
  p = FMA(p, z, ALL(-0x1.555554p-2f));
  // The multiple and what its rounding lost.
  VF base = SELECT(large, ALL(0x1.921fb6p0f), SELECT(middle, ALL(0x1.921fb6p-1f), ALL(0.0f)));
  VF lost = SELECT(large, ALL(-0x1.777a5cp-25f), SELECT(middle, ALL(-0x1.777a5cp-26f), ALL(0.0f)));
  VF y = base + (t + FMA(p * z, t, lost));
  return (VF)((VI)y | ((VI)x & INT32_MIN));
}

// The angle of (x, y), C's atan2.
FUNCTION(atan2_vf)(VF y, VF x) {
  VF height = __builtin_elementwise_abs(y), width = __builtin_elementwise_abs(x);
  VI infinite = (height == INFINITY) & (width == INFINITY);
  height = SELECT(infinite, ALL(1.0f), height);
  width = SELECT(infinite | ((height == 0.0f) & (width == 0.0f)), ALL(1.0f), width);
  VF angle = GB_NAME(atan_vf)(height / width);
  angle = SELECT(((VI)x & INT32_MIN) != 0, 0x1.921fb6p1f - (angle + 0x1.777a5cp-24f), angle);
  return (VF)(((VI)angle & INT32_MAX) | ((VI)y & INT32_MIN));
}

// asin(s) - s = s³ · p for |s| <= 1/2, with z = s².
FUNCTION(asin_core_vf)(VF s, VF z) {
  VF p = ALL(0x1.13fed4p-5f);
  p = FMA(p, z, ALL(0x1.18f91ep-6f));
  p = FMA(p, z, ALL(0x1.fd8da2p-6f));
  p = FMA(p, z, ALL(0x1.6d5bbap-5f));
  p = FMA(p, z, ALL(0x1.333430p-4f));
  p = FMA(p, z, ALL(0x1.555554p-3f));
  return FMA(p * z, s, s);
}

// Beyond 1/2 by way of asin(x) = pi/2 - 2 asin(sqrt((1 - x) / 2)).
FUNCTION(asin_vf)(VF x) {
  VF m = __builtin_elementwise_abs(x);
  VI large = m > 0.5f;
  VF z = SELECT(large, 0.5f * (1.0f - m), m * m);
  VF r = GB_NAME(asin_core_vf)(SELECT(large, __builtin_elementwise_sqrt(z), m), z);
  VF y = SELECT(large, 0x1.921fb6p0f - (2.0f * r + 0x1.777a5cp-25f), r);
  return (VF)((VI)y | ((VI)x & INT32_MIN));
}

FUNCTION(acos_vf)(VF x) {
  VF m = __builtin_elementwise_abs(x);
  VI large = m > 0.5f;
  VF z = SELECT(large, 0.5f * (1.0f - m), m * m);
  VF r = GB_NAME(asin_core_vf)(SELECT(large, __builtin_elementwise_sqrt(z), x), z);
  VF beyond = SELECT(x < 0.0f, 0x1.921fb6p1f - (2.0f * r + 0x1.777a5cp-24f), 2.0f * r);
  return SELECT(large, beyond, 0x1.921fb6p0f - (r + 0x1.777a5cp-25f));
}

// One infinity minus itself would be NaN; equal infinities add up to themselves.
FUNCTION(logaddexp_vf)(VF x, VF y) {
  VF larger = SELECT(x < y, y, x);
  VF sum = larger + GB_NAME(log1p_vf)(GB_NAME(exp_vf)(-__builtin_elementwise_abs(x - y)));
  sum = SELECT((x == y) & (__builtin_elementwise_abs(x) == INFINITY), x, sum);
  return SELECT((x != x) | (y != y), x + y, sum);
}

FUNCTION(xlogy_vf)(VF x, VF y) { return SELECT(y != y, y, SELECT(x == 0.0f, ALL(0.0f), x * GB_NAME(log_vf)(y))); }

FUNCTION(xlog1py_vf)(VF x, VF y) { return SELECT(y != y, y, SELECT(x == 0.0f, ALL(0.0f), x * GB_NAME(log1p_vf)(y))); }

FUNCTION(sinc_vf)(VF x) {
  VF t = x * 0x1.921fb6p1f;
  return SELECT(x == 0.0f, ALL(1.0f), GB_NAME(sin_vf)(t) / t);
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
