// Functions of real numbers that the C library lacks, or has with side effects. In double, good to a few units in the last place
// unless said otherwise; float32 goes by way of them.
#pragma once

/// log|gamma(x)|, without writing the C library's global `signgam`.
double gb_lgamma(double x);
float gb_lgammaf(float x);

/// The logarithmic derivative of gamma.
double gb_digamma(double x);

/// The derivative of digamma. At negative integers it has what the reflection formula gives in the argument's own precision.
double gb_trigamma(double x);
float gb_trigammaf(float x);

/// The n-th derivative of digamma, n at least 0.
double gb_polygamma(int n, double x);

/// Hurwitz's zeta: the sum of (k + q)^-s over k = 0, 1, ...
double gb_zeta(double s, double q);

/// The regularised incomplete gamma functions, lower and upper. NaN for negative arguments.
double gb_igamma(double a, double x);
double gb_igammac(double a, double x);

/// The inverse of erf.
double gb_erfinv(double x);

/// exp(x²) · erfc(x).
double gb_erfcx(double x);

/// The logarithm of the normal distribution function.
double gb_log_ndtr(double x);

/// The inverse of the normal distribution function.
double gb_ndtri(double p);

/// Modified Bessel functions of the first kind, of order 0 and 1; those ending in e are scaled by exp(-|x|).
double gb_i0(double x);
double gb_i0e(double x);
double gb_i1(double x);
double gb_i1e(double x);
