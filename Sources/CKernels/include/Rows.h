// What normalisations do with rows of contiguous numbers: moments, affine maps and the sums that their gradients are made of.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// The kernels of one dtype, float64 or float32. A row has n contiguous elements; strides between rows are in elements.
/// Weights are an element each, or NULL for ones; biases likewise, or NULL for zeros. Sums are kept as doubles.
typedef struct gb_row_kernels {
  /// The mean of a row and the sum of the squared deviations from it, in two passes.
  void (*moments)(const void *x, ptrdiff_t n, double *mean, double *squares);
  /// `out = (x - mean) · scale + shift`.
  void (*affine)(void *out, const void *x, ptrdiff_t n, double mean, double scale, double shift);
  /// `out = (x - mean) · scale · weight + bias`.
  void (*affine_each)(
    void *out, const void *x, ptrdiff_t n, double mean, double scale, const void *_Nullable weight, const void *_Nullable bias);
  /// The sums of `g · weight` and of `g · weight · (x - mean)` are added.
  void (*gradient_sums)(
    const void *g, const void *_Nullable weight, const void *x, ptrdiff_t n, double mean, double *sum, double *product);
  /// `out = g · weight · a + (x - mean) · b + c`.
  void (*combine)(
    void *out, const void *g, const void *_Nullable weight, const void *x, ptrdiff_t n, double mean, double a, double b, double c);

  /// For each column of a matrix, `sums` grows by its elements; `squares` by their squared deviations from its `mean`.
  void (*column_sums)(double *sums, const void *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n);
  void (*column_squares)(double *squares, const double *mean, const void *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n);
  /// For each column, `sums` grows by g and `products` by `g · (x - mean)`, with a mean for each column.
  void (*column_gradients)(
    double *sums, double *products, const double *mean, const void *g, const void *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n);
  /// For each column, `sums` grows by g and `products` by `g · (x - mean) · scale`, with a mean and a scale for each row.
  void (*normalized_gradients)(
    double *sums, double *products, const double *mean, const double *scale, const void *g, const void *x, ptrdiff_t stride,
    ptrdiff_t rows, ptrdiff_t n);
  /// `out = (x - mean) · scale + shift`, with one of each for each column.
  void (*columns_affine)(
    void *out, const void *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n, const double *mean, const double *scale, const double *shift);
  /// `out = g · a + (x - mean) · b + c`, with one of each for each column.
  void (*columns_combine)(
    void *out, const void *g, const void *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t n, const double *mean, const double *a,
    const double *b, const double *c);
} gb_row_kernels;

/// The kernels of float64 or float32.
const gb_row_kernels *gb_rows(gb_dtype dtype);
const gb_row_kernels *gb_rows_at(gb_level level, gb_dtype dtype);

#pragma clang assume_nonnull end
