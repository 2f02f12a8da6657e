// Functions of float32 vectors that are computed in double, for one level: short polynomials, no care for the last bits, and a result that
// is rounded once. The polynomials were fitted as those of Float32Functions.inc.h.

#define VF GB_NAME(vf)
#define VI GB_NAME(vi)
#define VD GB_NAME(vd)
#define VL GB_NAME(vl)
#define FMA GB_NAME(fma_vd)
#define ALL GB_NAME(all_vd)
#define SELECT GB_NAME(select_vd)
#define ABS __builtin_elementwise_abs
#define FUNCTION(name) GB_VECTOR_FUNCTION(vd, name)

// name_vf by way of a function of doubles.
#define WIDENED_1(name, function) \
  GB_VECTOR_FUNCTION(vf, name)(VF x) { \
    GB_NAME(halves) a = {.whole = __builtin_convertvector(x, GB_NAME(vdd))}; \
    a.half[0] = GB_NAME(function)(a.half[0]); \
    a.half[1] = GB_NAME(function)(a.half[1]); \
    return __builtin_convertvector(a.whole, VF); \
  }
#define WIDENED_2(name, function) \
  GB_VECTOR_FUNCTION(vf, name)(VF x, VF y) { \
    GB_NAME(halves) a = {.whole = __builtin_convertvector(x, GB_NAME(vdd))}; \
    GB_NAME(halves) b = {.whole = __builtin_convertvector(y, GB_NAME(vdd))}; \
    a.half[0] = GB_NAME(function)(a.half[0], b.half[0]); \
    a.half[1] = GB_NAME(function)(a.half[1], b.half[1]); \
    return __builtin_convertvector(a.whole, VF); \
  }

WIDENED_1(atanh_vf, atanh_vd)

// From 100 on both are infinite in float32.
FUNCTION(widened_sinh)(VD x) {
  VD m = ABS(x);
  m = SELECT(m > 100.0, ALL(100.0), m);
  VD e = GB_NAME(exp_vd)(m);
  VD z = m * m;
  // Near 0, where the two exponentials cancel: the series.
  VD p = ALL(1.0 / 39916800);
  p = FMA(p, z, ALL(1.0 / 362880));
  p = FMA(p, z, ALL(1.0 / 5040));
  p = FMA(p, z, ALL(1.0 / 120));
  p = FMA(p, z, ALL(1.0 / 6));
  VD y = SELECT(m < 1.0, FMA(p * z, m, m), 0.5 * e - GB_NAME(quotient_vd)(ALL(0.5), e));
  return (VD)((VL)y | ((VL)x & INT64_MIN));
}
WIDENED_1(sinh_vf, widened_sinh)

FUNCTION(widened_cosh)(VD x) {
  VD m = ABS(x);
  VD e = GB_NAME(exp_vd)(SELECT(m > 100.0, ALL(100.0), m));
  return 0.5 * e + GB_NAME(quotient_vd)(ALL(0.5), e);
}
WIDENED_1(cosh_vf, widened_cosh)

FUNCTION(widened_asinh)(VD x) {
  VD m = ABS(x), z = m * m;
  VD y = GB_NAME(log1p_vd)(m + GB_NAME(quotient_vd)(z, 1.0 + __builtin_elementwise_sqrt(z + 1.0)));
  y = SELECT(m == INFINITY, m, y);
  return (VD)((VL)y | ((VL)x & INT64_MIN));
}
WIDENED_1(asinh_vf, widened_asinh)

FUNCTION(widened_acosh)(VD x) {
  VD y = GB_NAME(log_vd)(x + __builtin_elementwise_sqrt(x * x - 1.0));
  return SELECT(x < 1.0, ALL(NAN), y);
}
WIDENED_1(acosh_vf, widened_acosh)

// erfc(x) = t e^(p - x²) with t = 2 / (2 + x) and a polynomial p in 4t - 2, as in Numerical Recipes; it is 0 from 10.1 on.
FUNCTION(widened_erfc)(VD x) {
  VD m = ABS(x);
  m = SELECT(m > 10.1, ALL(10.1), m);
  VD t = GB_NAME(quotient_vd)(ALL(2.0), 2.0 + m);
  VD u = 4.0 * t - 2.0;
  VD p = ALL(0x1.8d0765ddcfb76p-27);
  p = FMA(p, u, ALL(-0x1.1038d359734b3p-24));
  p = FMA(p, u, ALL(-0x1.7509704512955p-24));
  p = FMA(p, u, ALL(0x1.5404ee25af155p-20));
  p = FMA(p, u, ALL(-0x1.3039c4e418c19p-21));
  p = FMA(p, u, ALL(-0x1.32887ef5a632ap-16));
  p = FMA(p, u, ALL(0x1.ccf8f488fca63p-16));
  p = FMA(p, u, ALL(0x1.212435b904abdp-12));
  p = FMA(p, u, ALL(-0x1.4381e7b9a684ep-11));
  p = FMA(p, u, ALL(-0x1.802b145ff42f5p-8));
  p = FMA(p, u, ALL(0x1.83d61d40250e1p-7));
  p = FMA(p, u, ALL(0x1.5864b14688d80p-2));
  p = FMA(p, u, ALL(-0x1.57f564e9b8301p-1));
  VD y = t * GB_NAME(exp_vd)(FMA(-m, m, p));
  return SELECT(x < 0.0, 2.0 - y, y);
}
WIDENED_1(erfc_vf, widened_erfc)

// x times a polynomial in w = -log(1 - x²), or beyond 5.5 in its root, which is Giles's way (2010).
FUNCTION(widened_erfinv)(VD x) {
  VD w = -GB_NAME(log_vd)(1.0 - x * x);
  VD p = ALL(-0x1.4dc6b3ae34a84p-36);
  p = FMA(p, w, ALL(0x1.7cddf16228408p-31));
  p = FMA(p, w, ALL(-0x1.669efb49e942fp-27));
  p = FMA(p, w, ALL(0x1.4b4bbfdde5d56p-24));
  p = FMA(p, w, ALL(-0x1.b8e261560f6b4p-23));
  p = FMA(p, w, ALL(-0x1.647df01d5778fp-21));
  p = FMA(p, w, ALL(0x1.9ad30867bc618p-20));
  p = FMA(p, w, ALL(0x1.8ad9d9c417be5p-15));
  p = FMA(p, w, ALL(-0x1.0d1af09513547p-13));
  p = FMA(p, w, ALL(-0x1.320da39be9644p-9));
  p = FMA(p, w, ALL(0x1.7a72bcb4d9b4ap-7));
  p = FMA(p, w, ALL(0x1.db29fb68efab7p-3));
  p = FMA(p, w, ALL(0x1.c5bf891b159bfp-1));
  VD s = __builtin_elementwise_sqrt(w);
  VD q = ALL(-0x1.3fdcc040f07acp-15);
  q = FMA(q, s, ALL(0x1.5a87c9c67e356p-10));
  q = FMA(q, s, ALL(-0x1.5049426577350p-6));
  q = FMA(q, s, ALL(0x1.806f978e69ae8p-3));
  q = FMA(q, s, ALL(-0x1.1e1b8acd882a1p+0));
  q = FMA(q, s, ALL(0x1.20dc2488782dep+2));
  q = FMA(q, s, ALL(-0x1.8ee8c0d6534bdp+3));
  q = FMA(q, s, ALL(0x1.7153796b02836p+4));
  q = FMA(q, s, ALL(-0x1.b11223995b65bp+4));
  q = FMA(q, s, ALL(0x1.2ac827817ec09p+4));
  q = FMA(q, s, ALL(-0x1.2f925e4796342p+2));
  VD y = x * SELECT(w < 5.5, p, q);
  return SELECT(ABS(x) == 1.0, x * INFINITY, y);
}
WIDENED_1(erfinv_vf, widened_erfinv)

// No square overflows or vanishes.
FUNCTION(widened_hypot)(VD x, VD y) {
  VD length = __builtin_elementwise_sqrt(x * x + y * y);
  return SELECT((ABS(x) == INFINITY) | (ABS(y) == INFINITY), ALL(INFINITY), length);
}
WIDENED_2(hypot_vf, widened_hypot)

// C's pow, special cases included.
FUNCTION(widened_pow)(VD x, VD y) {
  VD m = ABS(x);
  VD power = GB_NAME(exp_vd)(y * GB_NAME(log_vd)(m));
  VL whole = __builtin_elementwise_trunc(y) == y;
  VL odd = whole & (__builtin_elementwise_trunc(0.5 * y) != 0.5 * y);
  power = (VD)((VL)power | ((VL)x & INT64_MIN & odd));
  power = SELECT((x < 0.0) & (m < INFINITY) & ~whole & (y == y), ALL(NAN), power);
  return SELECT((y == 0.0) | (x == 1.0) | ((m == 1.0) & (ABS(y) == INFINITY)), ALL(1.0), power);
}
WIDENED_2(pow_vf, widened_pow)

// What is left of x after whole multiples of y: exact, as long as the multiple is less than 2^29, whose product with y a double holds.
FUNCTION(widened_fmod)(VD x, VD y) {
  VD m = ABS(x), d = ABS(y);
  VD multiple = __builtin_elementwise_trunc(m / d);
  VD rest = m - multiple * d;
  // The quotient may have been rounded up to a whole number.
  rest = SELECT(rest < 0.0, rest + d, rest);
  rest = SELECT((d == INFINITY) & (m < INFINITY), m, rest);
  VL large = ~(multiple < 0x1p29) & (m < INFINITY) & (d < INFINITY) & (d != 0.0);
  if (__builtin_expect(__builtin_reduce_or(large) != 0, 0)) {
    for (unsigned lane = 0; lane < sizeof(x) / sizeof(x[0]); lane++) {
      if (large[lane]) rest[lane] = fmod(m[lane], d[lane]);
    }
  }
  return (VD)((VL)rest | ((VL)x & INT64_MIN));
}
WIDENED_2(fmod_vf, widened_fmod)

// Python's remainder, which has the divisor's sign, and its floor division; gb_div_floor_float says why it is this one.
GB_VECTOR_FUNCTION(vf, remainder_vf)(VF x, VF y) {
  VF rest = GB_NAME(fmod_vf)(x, y);
  return GB_NAME(select_vf)((rest != 0.0f) & ((y < 0.0f) ^ (rest < 0.0f)), rest + y, rest);
}

GB_VECTOR_FUNCTION(vf, div_floor_vf)(VF x, VF y) {
  VF rest = GB_NAME(fmod_vf)(x, y);
  VF quotient = (x - rest) / y;
  quotient = GB_NAME(select_vf)((rest != 0.0f) & ((y < 0.0f) ^ (rest < 0.0f)), quotient - 1.0f, quotient);
  VF whole = __builtin_elementwise_floor(quotient);
  whole = GB_NAME(select_vf)(quotient - whole > 0.5f, whole + 1.0f, whole);
  VF plain = x / y;
  whole = GB_NAME(select_vf)(quotient == 0.0f, (VF)((VI)plain & INT32_MIN), whole);
  return GB_NAME(select_vf)(y == 0.0f, plain, whole);
}

#undef VF
#undef VI
#undef VD
#undef VL
#undef FMA
#undef ALL
#undef SELECT
#undef ABS
#undef FUNCTION
#undef WIDENED_1
#undef WIDENED_2
