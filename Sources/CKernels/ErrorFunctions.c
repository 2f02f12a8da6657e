// Functions around erf: its inverse, the scaled complement, and the normal distribution.
#include <math.h>

#include "SpecialFunctions.h"

static const double half_sqrt_pi = 0.88622692545275801365;
static const double sqrt_half = 0.70710678118654752440;
static const double sqrt_two = 1.41421356237309504880;

// Winitzki's approximation (2008) of the inverse of erf, good to about 0.002, given log(1 - x²).
static double inverse_erf_estimate(double logarithm) {
  const double a = 0.147;
  double t = 2 / (3.14159265358979323846 * a) + 0.5 * logarithm;
  return sqrt(sqrt(t * t - logarithm / a) - t);
}

double gb_erfinv(double x) {
  double magnitude = fabs(x);
  if (!(magnitude <= 1)) return NAN;
  if (magnitude == 1) return copysign(INFINITY, x);
  if (magnitude < 1e-8) return x * half_sqrt_pi;
  double y = inverse_erf_estimate(log1p(-magnitude * magnitude));
  // Halley's method, which triples the digits each time.
  for (int i = 0; i < 3; i++) {
    // Near 1 the complement keeps the digits that erf has lost.
    double residual = magnitude > 0.5 ? (1 - magnitude) - erfc(y) : erf(y) - magnitude;
    double step = residual * half_sqrt_pi * exp(y * y);
    y -= step / (1 + y * step);
  }
  return copysign(y, x);
}

// exp(x²) with the rounding of x² made good.
static double exp_square(double x) {
  double square = x * x;
  return exp(square) * (1 + fma(x, x, -square));
}

double gb_erfcx(double x) {
  if (isnan(x)) return x;
  if (x < 0) return x < -26.7 ? INFINITY : exp_square(x) * erfc(x);
  if (x < 25) return exp_square(x) * erfc(x);
  // Abramowitz and Stegun 7.1.23: the terms fall below the last place after the seventh.
  double z = 1 / (2 * x * x);
  double series = 1;
  for (int k = 7; k > 0; k--) series = 1 - (2 * k - 1) * z * series;
  return series / (x * 2 * half_sqrt_pi);
}

double gb_log_ndtr(double x) {
  double t = x * sqrt_half;
  // In the lower tail the distribution function itself would underflow.
  if (x < 1) return log(gb_erfcx(-t) / 2) - t * t;
  return log1p(-erfc(t) / 2);
}

double gb_ndtri(double p) {
  if (!(p >= 0 && p <= 1)) return NAN;
  if (p == 0) return -INFINITY;
  if (p == 1) return INFINITY;
  double distance = p - 0.5;
  if (fabs(distance) < 0.25) return sqrt_two * gb_erfinv(2 * distance);
  // The solution y of erfc(y) = 2 q for the smaller tail q, by Halley's method; erfcx, as erfc underflows where q is smallest.
  double q = p < 0.5 ? p : 1 - p;
  double y = inverse_erf_estimate(log(4 * q) + log1p(-q));
  for (int i = 0; i < 3; i++) {
    double step = half_sqrt_pi * (2 * q * exp_square(y) - gb_erfcx(y));
    y -= step / (1 + y * step);
  }
  return copysign(sqrt_two * y, distance);
}
