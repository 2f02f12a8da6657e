// Functions of one number that the C library lacks.
#pragma once

#include <stdint.h>

double gb_digamma(double x);
double gb_erfinv(double x);
/// lgamma without the C library's global sign.
double gb_lgamma(double x);
float gb_lgammaf(float x);
