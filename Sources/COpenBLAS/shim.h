#pragma once
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// What the library asks of BLAS and LAPACK, declared here so that no header of a particular one is needed; OpenBLAS holds both.
// Each is there for float (s) and double (d).
//
// BLAS: layout 101 is row-major, 102 column-major; transposition 111 is no, 112 is yes; 121 is upper, 122 lower; the diagonal is 131 as it
// is, 132 all ones; side 141 is left, 142 right.
//
// LAPACK is Fortran: matrices are column-major, arguments go by address, and each text has its length behind the arguments. The functions
// without an underscore take values instead, and return the `info`.
#define GB_LINEAR_ALGEBRA(T, p)                                                                                                          \
  void cblas_##p##gemm(int layout, int transA, int transB, int m, int n, int k, T alpha, const T *a, int lda, const T *b, int ldb,       \
                       T beta, T *c, int ldc);                                                                                           \
  void cblas_##p##gemv(int layout, int trans, int m, int n, T alpha, const T *a, int lda, const T *x, int incx, T beta, T *y, int incy); \
  void cblas_##p##trsm(int layout, int side, int uplo, int trans, int diag, int m, int n, T alpha, const T *a, int lda, T *b, int ldb);  \
                                                                                                                                         \
  void p##getrf_(const int *m, const int *n, T *a, const int *lda, int *pivots, int *info);                                              \
  static inline int p##getrf(int m, int n, T *a, int lda, int *pivots) {                                                                 \
    int info = 0;                                                                                                                        \
    p##getrf_(&m, &n, a, &lda, pivots, &info);                                                                                           \
    return info;                                                                                                                         \
  }                                                                                                                                      \
  void p##getrs_(const char *trans, const int *n, const int *nrhs, const T *a, const int *lda, const int *pivots, T *b, const int *ldb,  \
                 int *info, size_t transLength);                                                                                         \
  static inline int p##getrs(char trans, int n, int nrhs, const T *a, int lda, const int *pivots, T *b, int ldb) {                       \
    int info = 0;                                                                                                                        \
    p##getrs_(&trans, &n, &nrhs, a, &lda, pivots, b, &ldb, &info, 1);                                                                    \
    return info;                                                                                                                         \
  }                                                                                                                                      \
  void p##potrf_(const char *uplo, const int *n, T *a, const int *lda, int *info, size_t uploLength);                                    \
  static inline int p##potrf(char uplo, int n, T *a, int lda) {                                                                          \
    int info = 0;                                                                                                                        \
    p##potrf_(&uplo, &n, a, &lda, &info, 1);                                                                                             \
    return info;                                                                                                                         \
  }                                                                                                                                      \
  void p##potri_(const char *uplo, const int *n, T *a, const int *lda, int *info, size_t uploLength);                                    \
  static inline int p##potri(char uplo, int n, T *a, int lda) {                                                                          \
    int info = 0;                                                                                                                        \
    p##potri_(&uplo, &n, a, &lda, &info, 1);                                                                                             \
    return info;                                                                                                                         \
  }                                                                                                                                      \
  void p##potrs_(const char *uplo, const int *n, const int *nrhs, const T *a, const int *lda, T *b, const int *ldb, int *info,           \
                 size_t uploLength);                                                                                                     \
  static inline int p##potrs(char uplo, int n, int nrhs, const T *a, int lda, T *b, int ldb) {                                           \
    int info = 0;                                                                                                                        \
    p##potrs_(&uplo, &n, &nrhs, a, &lda, b, &ldb, &info, 1);                                                                             \
    return info;                                                                                                                         \
  }                                                                                                                                      \
  void p##geqrf_(const int *m, const int *n, T *a, const int *lda, T *tau, T *work, const int *lwork, int *info);                        \
  static inline int p##geqrf(int m, int n, T *a, int lda, T *tau, T *work, int lwork) {                                                  \
    int info = 0;                                                                                                                        \
    p##geqrf_(&m, &n, a, &lda, tau, work, &lwork, &info);                                                                                \
    return info;                                                                                                                         \
  }                                                                                                                                      \
  void p##orgqr_(const int *m, const int *n, const int *k, T *a, const int *lda, const T *tau, T *work, const int *lwork, int *info);    \
  static inline int p##orgqr(int m, int n, int k, T *a, int lda, const T *tau, T *work, int lwork) {                                     \
    int info = 0;                                                                                                                        \
    p##orgqr_(&m, &n, &k, a, &lda, tau, work, &lwork, &info);                                                                            \
    return info;                                                                                                                         \
  }                                                                                                                                      \
  void p##gesdd_(const char *jobz, const int *m, const int *n, T *a, const int *lda, T *s, T *u, const int *ldu, T *vt, const int *ldvt, \
                 T *work, const int *lwork, int *iwork, int *info, size_t jobzLength);                                                   \
  static inline int p##gesdd(char jobz, int m, int n, T *a, int lda, T *s, T *u, int ldu, T *vt, int ldvt, T *work, int lwork,           \
                             int *iwork) {                                                                                               \
    int info = 0;                                                                                                                        \
    p##gesdd_(&jobz, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &lwork, iwork, &info, 1);                                             \
    return info;                                                                                                                         \
  }                                                                                                                                      \
  void p##syevd_(const char *jobz, const char *uplo, const int *n, T *a, const int *lda, T *w, T *work, const int *lwork, int *iwork,    \
                 const int *liwork, int *info, size_t jobzLength, size_t uploLength);                                                    \
  static inline int p##syevd(char jobz, char uplo, int n, T *a, int lda, T *w, T *work, int lwork, int *iwork, int liwork) {             \
    int info = 0;                                                                                                                        \
    p##syevd_(&jobz, &uplo, &n, a, &lda, w, work, &lwork, iwork, &liwork, &info, 1, 1);                                                  \
    return info;                                                                                                                         \
  }

GB_LINEAR_ALGEBRA(float, s)
GB_LINEAR_ALGEBRA(double, d)

void openblas_set_num_threads(int count);

// Of a build for many processors, which others lack: weak, so that those link too.
__attribute__((weak)) char *openblas_get_corename(void);
__attribute__((weak)) void gotoblas_dynamic_init(void);
__attribute__((weak)) void gotoblas_dynamic_quit(void);

// Readies OpenBLAS, before its first use.
//
// It gets one thread, because the library splits large products among threads of its own. And a release that is older than the processor
// takes it for the oldest it knows, whose kernels are five times slower: then it is told one with the same instructions, and chooses anew.
static inline void gb_blas_start(void) {
#if defined(__x86_64__)
  if (openblas_get_corename && gotoblas_dynamic_init && gotoblas_dynamic_quit && !getenv("OPENBLAS_CORETYPE") &&
      strcmp(openblas_get_corename(), "Prescott") == 0) {
    const char *core = 0;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq"))
      core = "SkylakeX";
    else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
      core = "Haswell";
    if (core) {
      setenv("OPENBLAS_CORETYPE", core, 1);
      gotoblas_dynamic_quit();
      gotoblas_dynamic_init();
      unsetenv("OPENBLAS_CORETYPE");
    }
  }
#endif
  openblas_set_num_threads(1);
}
