// Largest elements of windows and mixtures along a dimension, for one level.

// One tap of a window for a run of columns: with the stride a constant, it vectorises.
#define GB_MAX_TAP(T, I, step) \
  for (ptrdiff_t j = low; j < high; j++) { \
    T x = row[j * (step)]; \
    I taken = (x > best[j]) | (x != x); \
    best[j] = taken ? x : best[j]; \
    places[j] = taken ? (I)(place + j * (step)) : places[j]; \
  }

#define GB_MAX_WINDOWS(name, T, I, lowest) \
  static void GB_NAME(max_windows_##name)(void *out, int64_t *indices, const void *a, const gb_windows *w) { \
    T *to = out; \
    const ptrdiff_t height = w->input[1], width = w->input[2], stride = w->stride[2]; \
    for (ptrdiff_t z = 0; z < w->output[0]; z++) { \
      for (ptrdiff_t y = 0; y < w->output[1]; y++) { \
        /* The first row that a window of this row of windows has. */ \
        ptrdiff_t first_z = z * w->stride[0] - w->padding[0], first_y = y * w->stride[1] - w->padding[1]; \
        while (first_z < 0) first_z += w->dilation[0]; \
        while (first_y < 0) first_y += w->dilation[1]; \
        for (ptrdiff_t column = 0; column < w->output[2]; column += columns_together) { \
          ptrdiff_t count = w->output[2] - column < columns_together ? w->output[2] - column : columns_together; \
          T best[columns_together]; \
          I places[columns_together]; \
          for (ptrdiff_t j = 0; j < count; j++) { \
            ptrdiff_t first_x = (column + j) * stride - w->padding[2]; \
            if (first_x < 0) first_x += (-first_x + w->dilation[2] - 1) / w->dilation[2] * w->dilation[2]; \
            best[j] = (lowest); \
            places[j] = (I)((first_z * height + first_y) * width + first_x); \
          } \
          for (ptrdiff_t kz = 0; kz < w->kernel[0]; kz++) { \
            ptrdiff_t in_z = z * w->stride[0] - w->padding[0] + kz * w->dilation[0]; \
            if (in_z < 0 || in_z >= w->input[0]) continue; \
            for (ptrdiff_t ky = 0; ky < w->kernel[1]; ky++) { \
              ptrdiff_t in_y = y * w->stride[1] - w->padding[1] + ky * w->dilation[1]; \
              if (in_y < 0 || in_y >= height) continue; \
              for (ptrdiff_t kx = 0; kx < w->kernel[2]; kx++) { \
                /* The columns for which this tap is inside. */ \
                ptrdiff_t in_x = column * stride - w->padding[2] + kx * w->dilation[2]; \
                ptrdiff_t low = in_x < 0 ? (-in_x + stride - 1) / stride : 0; \
                ptrdiff_t high = in_x < width ? (width - 1 - in_x) / stride + 1 : 0; \
                if (high > count) high = count; \
                const ptrdiff_t place = (in_z * height + in_y) * width + in_x; \
                const T *row = (const T *)a + place; \
                if (stride == 1) { \
                  GB_SIMD GB_MAX_TAP(T, I, 1) \
                } else if (stride == 2) { \
                  GB_SIMD GB_MAX_TAP(T, I, 2) \
                } else { \
                  GB_MAX_TAP(T, I, stride) \
                } \
              } \
            } \
          } \
          memcpy(to, best, (size_t)count * sizeof(T)); \
          to += count; \
          if (indices) { \
            for (ptrdiff_t j = 0; j < count; j++) indices[j] = places[j]; \
            indices += count; \
          } \
        } \
      } \
    } \
  }
GB_MAX_WINDOWS(f64, double, int64_t, -INFINITY)
GB_MAX_WINDOWS(f32, float, int32_t, -INFINITY)
GB_MAX_WINDOWS(i64, int64_t, int64_t, INT64_MIN)
#undef GB_MAX_WINDOWS
#undef GB_MAX_TAP

static const gb_max_windows_loop GB_NAME(max_windows_table)[GB_DTYPE_COUNT] = {
  [GB_FLOAT64] = GB_NAME(max_windows_f64), [GB_FLOAT32] = GB_NAME(max_windows_f32), [GB_INT64] = GB_NAME(max_windows_i64)};

// Along the last dimension: several rows at once, so that a weight and its place are loaded once for all of them.
#define GB_MIX_ROWS(name, T, rows) \
  static inline __attribute__((always_inline)) void GB_NAME(mix_##name##_##rows)( \
    T *to, const T *from, const gb_mixture *m) { \
    const T *weights = m->weights; \
    for (ptrdiff_t j = 0; j < m->outputs; j++) { \
      T sums[rows] = {0}; \
      for (ptrdiff_t t = m->starts[j]; t < m->starts[j + 1]; t++) { \
        const T weight = weights[t]; \
        const T *column = from + m->indices[t]; \
        for (int row = 0; row < rows; row++) sums[row] += weight * column[row * m->inputs]; \
      } \
      for (int row = 0; row < rows; row++) to[row * m->outputs + j] = sums[row]; \
    } \
  }

#define GB_MIX(name, T) \
  GB_MIX_ROWS(name, T, 1) \
  GB_MIX_ROWS(name, T, 8) \
  static void GB_NAME(mix_##name)(void *out, const void *a, const gb_mixture *m) { \
    T *to = out; \
    const T *weights = m->weights; \
    const ptrdiff_t inner = m->inner; \
    ptrdiff_t o = 0; \
    if (inner == 1) { \
      const T *from = a; \
      for (; o + 8 <= m->outer; o += 8) GB_NAME(mix_##name##_8)(to + o * m->outputs, from + o * m->inputs, m); \
      for (; o < m->outer; o++) GB_NAME(mix_##name##_1)(to + o * m->outputs, from + o * m->inputs, m); \
      return; \
    } \
    for (; o < m->outer; o++) { \
      const T *from = (const T *)a + o * m->inputs * inner; \
      for (ptrdiff_t j = 0; j < m->outputs; j++, to += inner) { \
        const ptrdiff_t first = m->starts[j], end = m->starts[j + 1]; \
        if (first == end) memset(to, 0, (size_t)inner * sizeof(T)); \
        for (ptrdiff_t t = first; t < end; t++) { \
          const T weight = weights[t]; \
          const T *row = from + m->indices[t] * inner; \
          if (t == first && t + 1 < end) { \
            const T second = weights[++t]; \
            const T *next = from + m->indices[t] * inner; \
            GB_SIMD for (ptrdiff_t i = 0; i < inner; i++) to[i] = weight * row[i] + second * next[i]; \
          } else if (t == first) { \
            GB_SIMD for (ptrdiff_t i = 0; i < inner; i++) to[i] = weight * row[i]; \
          } else { \
            GB_SIMD for (ptrdiff_t i = 0; i < inner; i++) to[i] += weight * row[i]; \
          } \
        } \
      } \
    } \
  }
GB_MIX(f64, double)
GB_MIX(f32, float)
GB_MIX(i64, uint64_t)
#undef GB_MIX
#undef GB_MIX_ROWS

static const gb_mix_loop GB_NAME(mix_table)[GB_DTYPE_COUNT] = {
  [GB_FLOAT64] = GB_NAME(mix_f64), [GB_FLOAT32] = GB_NAME(mix_f32), [GB_INT64] = GB_NAME(mix_i64)};
