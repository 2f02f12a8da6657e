#pragma once
#include <stdint.h>

// The three products the library asks of BLAS, declared here so that no header of a particular BLAS is needed.
// Layout 101 is row-major; transposition 111 is no, 112 is yes.
void cblas_sgemm(int layout, int transA, int transB, int m, int n, int k, float alpha, const float *a, int lda, const float *b,
                 int ldb, float beta, float *c, int ldc);
void cblas_dgemm(int layout, int transA, int transB, int m, int n, int k, double alpha, const double *a, int lda, const double *b,
                 int ldb, double beta, double *c, int ldc);
void openblas_set_num_threads(int count);
