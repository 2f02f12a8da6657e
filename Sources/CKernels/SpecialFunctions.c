#ifndef _GNU_SOURCE
#define _GNU_SOURCE  // lgamma_r
#endif
#include "SpecialFunctions.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

double gb_lgamma(double x) {
  int sign;
  return lgamma_r(x, &sign);
}

float gb_lgammaf(float x) {
  int sign;
  return lgammaf_r(x, &sign);
}

double gb_digamma(double x) {
  if (x == 0) return copysign(INFINITY, -x);
  if (x < 0) {
    if (x == trunc(x)) return NAN;
    // Reflection; the whole part of x is a period of the tangent.
    double whole;
    double fraction = modf(x, &whole);
    return gb_digamma(1 - x) - pi / tan(pi * fraction);
  }
  // psi(x) = psi(x + 1) - 1/x up to where the asymptotic series (Abramowitz and Stegun 6.3.18) is exact to double precision.
  double shift = 0;
  while (x < 12) {
    shift -= 1 / x;
    x += 1;
  }
  if (x >= 1e17) return log(x);
  double z = 1 / (x * x);
  double series = z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132 - z * (691.0 / 32760 - z / 12))))));
  return shift + log(x) - 0.5 / x - series;
}

double gb_erfinv(double x) {
  double magnitude = fabs(x);
  if (!(magnitude <= 1)) return NAN;
  if (magnitude == 1) return copysign(INFINITY, x);
  if (magnitude < 1e-8) return x * 0.88622692545275801365;
  // Winitzki's approximation (2008), good to about 0.002, then Halley's method, which triples the digits each time.
  const double a = 0.147;
  double logarithm = log1p(-magnitude * magnitude);
  double t = 2 / (pi * a) + 0.5 * logarithm;
  double y = sqrt(sqrt(t * t - logarithm / a) - t);
  for (int i = 0; i < 3; i++) {
    // Near 1 the complement keeps the digits that erf has lost.
    double residual = magnitude > 0.5 ? (1 - magnitude) - erfc(y) : erf(y) - magnitude;
    double step = residual / (1.12837916709551257390 * exp(-y * y));
    y -= step / (1 + y * step);
  }
  return copysign(y, x);
}
