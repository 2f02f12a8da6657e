#include "include/Pooling.h"

#include "Kernels.h"

// Columns of a row that are worked on together, their numbers in 32 bits: a vector of them is as long as one of floats.
enum { columns_together = 256 };

#define GB_BODY "Pooling.inc.h"
#include "ForEachLevel.h"

gb_max_windows_loop gb_max_windows_at(gb_level level, gb_dtype dtype) { return GB_AT_LEVEL(level, max_windows_table)[dtype]; }

gb_max_windows_loop gb_max_windows(gb_dtype dtype) { return gb_max_windows_at(gb_best_level(), dtype); }

gb_mix_loop gb_mix_at(gb_level level, gb_dtype dtype) { return GB_AT_LEVEL(level, mix_table)[dtype]; }

gb_mix_loop gb_mix(gb_dtype dtype) { return gb_mix_at(gb_best_level(), dtype); }

#define GB_FOR_SIZE(size, ACTION) \
  switch (size) { \
    case 1: ACTION(uint8_t) break; \
    case 2: ACTION(uint16_t) break; \
    case 4: ACTION(uint32_t) break; \
    default: ACTION(uint64_t) break; \
  }

void gb_take_elements(void *out, const void *a, const int64_t *indices, ptrdiff_t n, ptrdiff_t size) {
#define GB_TAKE(T) \
  for (ptrdiff_t i = 0; i < n; i++) ((T *)out)[i] = ((const T *)a)[indices[i]];
  GB_FOR_SIZE(size, GB_TAKE)
}

void gb_put_elements(void *out, const void *a, const int64_t *indices, ptrdiff_t n, ptrdiff_t size) {
#define GB_PUT(T) \
  for (ptrdiff_t i = 0; i < n; i++) ((T *)out)[indices[i]] = ((const T *)a)[i];
  GB_FOR_SIZE(size, GB_PUT)
}

#define GB_SUMS(name, T) \
  static void put_sums_##name(void *out, const void *a, const int64_t *indices, ptrdiff_t n) { \
    for (ptrdiff_t i = 0; i < n; i++) ((T *)out)[indices[i]] += ((const T *)a)[i]; \
  } \
  static void add_plane_##name( \
    void *out, ptrdiff_t row_step, ptrdiff_t column_step, const void *a, ptrdiff_t a_row_step, ptrdiff_t rows, ptrdiff_t columns) { \
    for (ptrdiff_t y = 0; y < rows; y++) { \
      T *to = (T *)out + y * row_step; \
      const T *from = (const T *)a + y * a_row_step; \
      for (ptrdiff_t x = 0; x < columns; x++) to[x * column_step] += from[x]; \
    } \
  }
#define GB_PICKS(name, T) \
  static void pick_sums_##name(void *out, const void *a, const void *b, const gb_picks *p) { \
    for (ptrdiff_t c = 0; c < p->channels; c++) { \
      T *to = (T *)out + c * p->n; \
      const T *image = (const T *)a + c * p->inputs; \
      memset(to, 0, (size_t)p->n * sizeof(T)); \
      for (ptrdiff_t t = 0; t < p->taps; t++) { \
        const T *weights = (const T *)b + t * p->n; \
        const int64_t *places = p->places + t * p->n; \
        for (ptrdiff_t i = 0; i < p->n; i++) to[i] += weights[i] * (places[i] < 0 ? 0 : image[places[i]]); \
      } \
    } \
  } \
  static void pick_images_##name(void *out, const void *a, const void *b, const gb_picks *p) { \
    for (ptrdiff_t c = 0; c < p->channels; c++) { \
      T *image = (T *)out + c * p->inputs; \
      const T *result = (const T *)a + c * p->n; \
      for (ptrdiff_t t = 0; t < p->taps; t++) { \
        const T *weights = (const T *)b + t * p->n; \
        const int64_t *places = p->places + t * p->n; \
        for (ptrdiff_t i = 0; i < p->n; i++) { \
          if (places[i] >= 0) image[places[i]] += weights[i] * result[i]; \
        } \
      } \
    } \
  } \
  static void pick_weights_##name(void *out, const void *a, const void *b, const gb_picks *p) { \
    memset(out, 0, (size_t)(p->taps * p->n) * sizeof(T)); \
    for (ptrdiff_t c = 0; c < p->channels; c++) { \
      const T *result = (const T *)a + c * p->n; \
      const T *image = (const T *)b + c * p->inputs; \
      for (ptrdiff_t t = 0; t < p->taps; t++) { \
        T *weights = (T *)out + t * p->n; \
        const int64_t *places = p->places + t * p->n; \
        for (ptrdiff_t i = 0; i < p->n; i++) { \
          if (places[i] >= 0) weights[i] += result[i] * image[places[i]]; \
        } \
      } \
    } \
  }
GB_PICKS(f64, double)
GB_PICKS(f32, float)

gb_picks_loop gb_pick_sums(gb_dtype dtype) {
  return dtype == GB_FLOAT64 ? pick_sums_f64 : dtype == GB_FLOAT32 ? pick_sums_f32 : NULL;
}

gb_picks_loop gb_pick_images(gb_dtype dtype) {
  return dtype == GB_FLOAT64 ? pick_images_f64 : dtype == GB_FLOAT32 ? pick_images_f32 : NULL;
}

gb_picks_loop gb_pick_weights(gb_dtype dtype) {
  return dtype == GB_FLOAT64 ? pick_weights_f64 : dtype == GB_FLOAT32 ? pick_weights_f32 : NULL;
}

GB_SUMS(f64, double)
GB_SUMS(f32, float)
GB_SUMS(i64, uint64_t)

gb_put_sums_loop gb_put_sums(gb_dtype dtype) {
  return dtype == GB_FLOAT64 ? put_sums_f64 : dtype == GB_FLOAT32 ? put_sums_f32 : dtype == GB_INT64 ? put_sums_i64 : NULL;
}

gb_add_plane_loop gb_add_plane(gb_dtype dtype) {
  return dtype == GB_FLOAT64 ? add_plane_f64 : dtype == GB_FLOAT32 ? add_plane_f32 : dtype == GB_INT64 ? add_plane_i64 : NULL;
}
