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

#define GB_MIX(name, T) \
  static void GB_NAME(mix_##name)(void *out, const void *a, const gb_mixture *m) { \
    T *to = out; \
    const T *weights = m->weights; \
    const ptrdiff_t inner = m->inner; \
    for (ptrdiff_t o = 0; o < m->outer; o++) { \
      const T *from = (const T *)a + o * m->inputs * inner; \
      for (ptrdiff_t j = 0; j < m->outputs; j++, to += inner) { \
        ptrdiff_t t = m->starts[j], end = m->starts[j + 1]; \
        if (inner == 1) { \
          T sum = 0; \
          for (; t < end; t++) sum += weights[t] * from[m->indices[t]]; \
          *to = sum; \
          continue; \
        } \
        if (t == end) memset(to, 0, (size_t)inner * sizeof(T)); \
        for (ptrdiff_t first = t; t < end; t++) { \
          const T weight = weights[t]; \
          const T *row = from + m->indices[t] * inner; \
          if (t == first) { \
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

static const gb_mix_loop GB_NAME(mix_table)[GB_DTYPE_COUNT] = {
  [GB_FLOAT64] = GB_NAME(mix_f64), [GB_FLOAT32] = GB_NAME(mix_f32), [GB_INT64] = GB_NAME(mix_i64)};
