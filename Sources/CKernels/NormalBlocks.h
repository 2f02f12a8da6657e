// Normal numbers from blocks of 16 uniform ones, by Box and Muller's method: element j with element j + 8.
#pragma once

#include <stddef.h>

enum { GB_NORMAL_BLOCK = 16 };

void gb_normal_block_float64(double *block, double mean, double deviation);

/// float32 takes the polynomials of the Cephes library (Moshier) with fused multiply-adds. The same bits come out on every processor.
void gb_normal_blocks_float32(float *blocks, ptrdiff_t count, float mean, float deviation);
