// Products of large float32 matrices, for processors with AVX-512.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// A float32 matrix and the steps from row to row and from column to column, in elements; one of the steps is 1.
typedef struct gb_packable {
  const float *data;
  int64_t row, column;
} gb_packable;

/// Whether `gb_packed_product` can be used here, and is faster than BLAS, for (n, k) times (k, m).
bool gb_packs_product(int64_t n, int64_t m, int64_t k);

/// Writes `beta · c + alpha · (a @ b)` to `c`, which is (n, m) with rows that are `c_row` elements apart, with the pool's threads. What `c`
/// holds is not read if `beta` is 0. How an element is summed depends on `k` only, and not on the threads.
void gb_packed_product(
  int64_t n, int64_t m, int64_t k, float alpha, gb_packable a, gb_packable b, float beta, float *c, int64_t c_row);

#pragma clang assume_nonnull end
