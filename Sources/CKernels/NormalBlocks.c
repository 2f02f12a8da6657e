#include "NormalBlocks.h"

#include "Kernels.h"

#define GB_BODY "NormalBlocks.inc.h"
#include "ForEachLevel.h"

static const double pi = 3.14159265358979323846;

void gb_normal_block_float64(double *block, double mean, double deviation) {
  for (int j = 0; j < GB_NORMAL_BLOCK / 2; j++) {
    double u1 = 1 - block[j], u2 = block[j + GB_NORMAL_BLOCK / 2];
    double radius = sqrt(-2 * log(u1));
    double angle = 2 * pi * u2;
    block[j] = fma(radius * cos(angle), deviation, mean);
    block[j + GB_NORMAL_BLOCK / 2] = fma(radius * sin(angle), deviation, mean);
  }
}

void gb_normal_blocks_float32(float *blocks, ptrdiff_t count, float mean, float deviation) {
  GB_AT_LEVEL(gb_best_level(), normal_blocks)(blocks, count, mean, deviation);
}
