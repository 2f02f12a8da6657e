#include "include/Scans.h"

#include <math.h>
#include <string.h>

#include "Kernels.h"

static inline float float_f16(uint16_t bits) {
  float x = gb_f32_bits((uint32_t)(bits & 0x7fff) << 13) * 0x1p112f;
  uint32_t wide = (bits & 0x7c00) == 0x7c00 ? ((uint32_t)(bits & 0x7fff) << 13) | 0x7f800000 : gb_bits_f32(x);
  return gb_f32_bits(wide | (uint32_t)(bits & 0x8000) << 16);
}

static inline float float_bf16(uint16_t bits) { return gb_f32_bits((uint32_t)bits << 16); }

#define GB_AS_IS(x) (x)

void gb_running_extreme(
  gb_dtype dtype, int largest, void *out, ptrdiff_t out_stride, int64_t *index, ptrdiff_t index_stride, const void *a,
  ptrdiff_t a_stride, ptrdiff_t n) {
  const char *from = a;
  char *to = out, *places = (char *)index;
#define GB_RUNNING(T, value, relation) \
  { \
    T best = *(const T *)from; \
    int64_t place = 0; \
    for (ptrdiff_t i = 0; i < n; i++) { \
      const T x = *(const T *)(from + i * a_stride); \
      const int isNumber = value(best) == value(best); \
      if (value(x) != value(x) || (isNumber && value(x) relation value(best))) { \
        best = x; \
        place = i; \
      } \
      memcpy(to + i * out_stride, &best, sizeof best); \
      memcpy(places + i * index_stride, &place, sizeof place); \
    } \
  }
#define GB_RUNNING_EXTREME(T, value) \
  if (largest) GB_RUNNING(T, value, >=) else GB_RUNNING(T, value, <=)
  if (n == 0) return;
  switch (dtype) {
    case GB_FLOAT64: GB_RUNNING_EXTREME(double, GB_AS_IS) break;
    case GB_FLOAT32: GB_RUNNING_EXTREME(float, GB_AS_IS) break;
    case GB_FLOAT16: GB_RUNNING_EXTREME(uint16_t, float_f16) break;
    case GB_BFLOAT16: GB_RUNNING_EXTREME(uint16_t, float_bf16) break;
    case GB_INT64: GB_RUNNING_EXTREME(int64_t, GB_AS_IS) break;
    case GB_INT32: GB_RUNNING_EXTREME(int32_t, GB_AS_IS) break;
    case GB_INT16: GB_RUNNING_EXTREME(int16_t, GB_AS_IS) break;
    case GB_INT8: GB_RUNNING_EXTREME(int8_t, GB_AS_IS) break;
    default: GB_RUNNING_EXTREME(uint8_t, GB_AS_IS) break;
  }
}

// log(e^a + e^b), also of infinities.
static double log_add_exp(double a, double b) {
  const double low = a < b ? a : b, high = a < b ? b : a;
  if (a != a || b != b) return a + b;
  if (low == high && isinf(low)) return low;
  return high + log1p(exp(low - high));
}

void gb_running_log_sum_exp(
  gb_dtype dtype, void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, ptrdiff_t n) {
  const char *from = a;
  char *to = out;
  double sum = -INFINITY;
  for (ptrdiff_t i = 0; i < n; i++) {
    if (dtype == GB_FLOAT64) {
      sum = log_add_exp(*(const double *)(from + i * a_stride), sum);
      memcpy(to + i * out_stride, &sum, sizeof sum);
    } else {
      sum = log_add_exp(*(const float *)(from + i * a_stride), sum);
      const float rounded = (float)sum;
      memcpy(to + i * out_stride, &rounded, sizeof rounded);
    }
  }
}
