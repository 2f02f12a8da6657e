// The gamma function's relatives: its logarithmic derivatives, Hurwitz's zeta and the incomplete gamma functions.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE  // lgamma_r
#endif
#include <float.h>
#include <math.h>

#include "SpecialFunctions.h"

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

// For x of at least 0.5: the recurrence, then the asymptotic series (Abramowitz and Stegun 6.4.6 and 6.4.12).
static double trigamma_right(double x) {
  double shift = 0;
  while (x < 12) {
    shift += 1 / (x * x);
    x += 1;
  }
  double z = 1 / (x * x);
  double series = z * (1.0 / 6 - z * (1.0 / 30 - z * (1.0 / 42 - z * (1.0 / 30 - z * (5.0 / 66 - z * (691.0 / 2730 - z * 7 / 6))))));
  return shift + (1 + 0.5 / x + series) / x;
}

// Reflection (6.4.7). The sine is taken in the argument's own precision: a pole is as high there as that lets it be.
double gb_trigamma(double x) {
  if (!(x < 0.5)) return trigamma_right(x);
  double sine = sin(pi * x);
  return pi * pi / (sine * sine) - trigamma_right(1 - x);
}

float gb_trigammaf(float x) {
  if (!(x < 0.5f)) return (float)trigamma_right(x);
  float sine = sinf((float)pi * x);
  return (float)(pi * pi / (sine * sine) - trigamma_right(1 - (double)x));
}

double gb_zeta(double s, double q) {
  if (s == 1) return INFINITY;
  if (!(s > 1)) return NAN;
  if (q <= 0) {
    if (q == floor(q)) return INFINITY;
    if (s != floor(s)) return NAN;
  }
  // Nine terms at least, and up to q + k > 9; then Euler and Maclaurin's formula for the rest, with B(2k) / (2k)! below.
  double sum = pow(q, -s);
  double term = 0;
  for (int k = 0; k < 9 || q <= 9; k++) {
    q += 1;
    term = pow(q, -s);
    sum += term;
    if (fabs(term) < DBL_EPSILON / 2 * fabs(sum)) return sum;
  }
  static const double bernoulli[] = {
    1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1209600, 1.0 / 47900160, -691.0 / 1307674368000.0, 1.0 / 74724249600.0,
    -3617.0 / 10670622842880000.0, 43867.0 / 5109094217170944000.0, -174611.0 / 802857662698291200000.0,
  };
  sum += term * q / (s - 1) - term / 2;
  double factor = s * term / q;
  for (int k = 0; k < 10; k++) {
    double part = factor * bernoulli[k];
    sum += part;
    if (fabs(part) < DBL_EPSILON / 2 * fabs(sum)) break;
    factor *= (s + 2 * k + 1) * (s + 2 * k + 2) / (q * q);
  }
  return sum;
}

double gb_polygamma(int n, double x) {
  if (n == 0) return gb_digamma(x);
  if (n == 1) return gb_trigamma(x);
  double value = tgamma(n + 1.0) * gb_zeta(n + 1.0, x);
  return n % 2 ? value : -value;
}

// log(1 + x) - x without cancellation.
static double log1p_minus(double x) {
  if (fabs(x) > 0.3) return log1p(x) - x;
  double power = x, sum = 0;
  for (int k = 2; k < 60; k++) {
    power *= -x;
    double term = power / k;
    sum += term;
    if (fabs(term) <= DBL_EPSILON / 4 * fabs(sum)) break;
  }
  return sum;
}

// x^a exp(-x) / gamma(a + 1).
static double gamma_density(double a, double x) {
  if (a < 10) return exp(a * log(x) - x - gb_lgamma(a + 1));
  // By Stirling's series, with the large parts of the exponent cancelled beforehand.
  double z = 1 / (a * a);
  double stirling = (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * 691.0 / 360360))))) / a;
  return exp(a * log1p_minus((x - a) / a) - stirling) / sqrt(2 * pi * a);
}

// The lower function: the density times the sum of x^n / ((a + 1) ... (a + n)).
static double lower_series(double a, double x) {
  double term = 1, sum = 1;
  for (int n = 1; n < 100000; n++) {
    term *= x / (a + n);
    sum += term;
    if (term <= sum * (DBL_EPSILON / 4)) break;
  }
  return sum * gamma_density(a, x);
}

// The upper function for small a and x, where 1 minus the lower one would leave few digits.
static double upper_series(double a, double x) {
  double term = 1, sum = 0;
  for (int n = 1; n < 2000; n++) {
    term *= -x / n;
    double part = term / (a + n);
    sum += part;
    if (fabs(part) <= fabs(sum) * (DBL_EPSILON / 4)) break;
  }
  double exponent = a * log(x) - gb_lgamma(1 + a);
  return -expm1(exponent) - a * exp(exponent) * sum;
}

// The upper function by its continued fraction (Abramowitz and Stegun 6.5.31), evaluated by Lentz's method.
static double upper_fraction(double a, double x) {
  double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
  for (int n = 1; n < 100000; n++) {
    double numerator = -n * (n - a);
    b += 2;
    d = numerator * d + b;
    if (d == 0) d = 1e-300;
    c = b + numerator / c;
    if (c == 0) c = 1e-300;
    d = 1 / d;
    double change = d * c;
    h *= change;
    if (fabs(change - 1) <= DBL_EPSILON) break;
  }
  return h * a * gamma_density(a, x);
}

// Temme's uniform expansion (1979) near x = a for large a: its powers of 1/a, each a series in eta.
static double temme(double a, double x, int upper) {
  double sigma = (x - a) / a;
  double eta = copysign(sqrt(-2 * log1p_minus(sigma)), sigma);
  static const double c0[] = {
    -1.0 / 3, 1.0 / 12, -2.0 / 135, 1.0 / 864, 1.0 / 2835, -139.0 / 777600, 1.0 / 25515, -571.0 / 261273600, -281.0 / 151559100,
  };
  static const double c1[] = {-1.0 / 540, -1.0 / 288, 1.0 / 378, -77.0 / 77760, 1.0 / 4860, -1.0 / 2488320};
  static const double c2[] = {25.0 / 6048, -139.0 / 51840, 1.0 / 1296, 1.0 / 497664};
  static const double c3[] = {101.0 / 155520, 571.0 / 2488320};
  double s0 = 0, s1 = 0, s2 = 0, s3 = c3[0] + eta * c3[1];
  for (int k = 8; k >= 0; k--) s0 = s0 * eta + c0[k];
  for (int k = 5; k >= 0; k--) s1 = s1 * eta + c1[k];
  for (int k = 3; k >= 0; k--) s2 = s2 * eta + c2[k];
  double rest = (s0 + (s1 + (s2 + s3 / a) / a) / a) * exp(-0.5 * a * eta * eta) / sqrt(2 * pi * a);
  double main = 0.5 * erfc((upper ? eta : -eta) * sqrt(a / 2));
  return upper ? main + rest : main - rest;
}

// Both functions, in the regions where each way is exact and quick.
static double incomplete_gamma(double a, double x, int upper) {
  if (a < 0 || x < 0) return NAN;
  if (a == 0) return x == 0 ? NAN : upper ? 0 : 1;
  if (x == 0) return upper ? 1 : 0;
  if (isinf(a)) return isinf(x) ? NAN : upper ? 1 : 0;
  if (isinf(x)) return upper ? 0 : 1;
  if (isnan(a) || isnan(x)) return NAN;
  if (a > 20000 && fabs(x - a) < 4.5 * sqrt(a)) return temme(a, x, upper);
  if (x > a + 1 && x > 1.1) {
    double q = upper_fraction(a, x);
    return upper ? q : 1 - q;
  }
  if (upper && x <= 1.1 && a <= x + 0.5) return upper_series(a, x);
  double p = lower_series(a, x);
  return upper ? 1 - p : p;
}

double gb_igamma(double a, double x) { return incomplete_gamma(a, x, 0); }

double gb_igammac(double a, double x) { return incomplete_gamma(a, x, 1); }
