#include "include/Indexing.h"

#include <string.h>

#include "Kernels.h"
#include "include/Casts.h"

ptrdiff_t gb_first_outside(const int64_t *index, ptrdiff_t stride, ptrdiff_t n, int64_t low, int64_t high) {
  const char *place = (const char *)index;
  if (stride == 0 && n > 1) return gb_first_outside(index, stride, 1, low, high) == 0 ? 0 : n;
  // A whole pass without a branch, which vectorises, and another one only if something is wrong.
  const uint64_t range = (uint64_t)(high - low);
  int outside = 0;
  if (stride == (ptrdiff_t)sizeof(int64_t)) {
    for (ptrdiff_t i = 0; i < n; i++) outside |= (uint64_t)(index[i] - low) >= range;
    if (!outside) return n;
  }
  for (ptrdiff_t i = 0; i < n; i++) {
    int64_t value;
    memcpy(&value, place + i * stride, sizeof value);
    if (value < low || value >= high) return i;
  }
  return n;
}

void gb_add_places(int64_t *places, const int64_t *index, ptrdiff_t n, int64_t size, int64_t step) {
  for (ptrdiff_t i = 0; i < n; i++) places[i] += (index[i] < 0 ? index[i] + size : index[i]) * step;
}

#define GB_FOR_SIZE(size, ACTION) \
  switch (size) { \
    case 1: ACTION(1) break; \
    case 2: ACTION(2) break; \
    case 4: ACTION(4) break; \
    default: ACTION(8) break; \
  }

void gb_gather(
  void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, const int64_t *index, ptrdiff_t index_stride, ptrdiff_t step,
  ptrdiff_t size, ptrdiff_t n) {
  if (n <= 0) return;
  if (index_stride == 0) {
    gb_copy(out, out_stride, (const char *)a + *index * step, a_stride, size, n);
    return;
  }
  char *to = out;
  const char *from = a, *place = (const char *)index;
  // Strides that the compiler knows make an address one instruction.
#define GB_GATHER(bytes) \
  if (out_stride == bytes && index_stride == (ptrdiff_t)sizeof *index && a_stride == 0) { \
    for (ptrdiff_t i = 0; i < n; i++) memcpy(to + i * bytes, from + index[i] * step, bytes); \
  } else { \
    for (ptrdiff_t i = 0; i < n; i++) { \
      int64_t at; \
      memcpy(&at, place + i * index_stride, sizeof at); \
      memcpy(to + i * out_stride, from + i * a_stride + at * step, bytes); \
    } \
  }
  GB_FOR_SIZE(size, GB_GATHER)
#undef GB_GATHER
}

void gb_gather_rows(
  void *out, ptrdiff_t out_stride, const void *a, const int64_t *index, ptrdiff_t step, ptrdiff_t bytes, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i++) memcpy((char *)out + i * out_stride, (const char *)a + index[i] * step, (size_t)bytes);
}

void gb_scatter_rows(
  void *target, const int64_t *index, ptrdiff_t step, const void *source, ptrdiff_t source_stride, ptrdiff_t bytes, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i++) memcpy((char *)target + index[i] * step, (const char *)source + i * source_stride, (size_t)bytes);
}

#define GB_SCATTER_PARAMETERS \
  void *target, ptrdiff_t target_stride, const int64_t *index, ptrdiff_t index_stride, ptrdiff_t step, const void *source, \
    ptrdiff_t source_stride, ptrdiff_t n

#define GB_SET(bytes) \
  static void set_##bytes(GB_SCATTER_PARAMETERS) { \
    if (n <= 0) return; \
    if (index_stride == 0) { \
      gb_copy((char *)target + *index * step, target_stride, source, source_stride, bytes, n); \
      return; \
    } \
    char *to = target; \
    const char *from = source, *place = (const char *)index; \
    for (ptrdiff_t i = 0; i < n; i++) { \
      int64_t at; \
      memcpy(&at, place + i * index_stride, sizeof at); \
      memcpy(to + i * target_stride + at * step, from + i * source_stride, bytes); \
    } \
  }
GB_SET(1)
GB_SET(2)
GB_SET(4)
GB_SET(8)
#undef GB_SET

// x is what stands there, y what comes.
#define GB_COMBINE(name, T, C, expression) \
  static void name##_##T(GB_SCATTER_PARAMETERS) { \
    if (n <= 0) return; \
    char *to = target; \
    const char *from = source, *place = (const char *)index; \
    if (index_stride == 0 && target_stride == (ptrdiff_t)sizeof(C) && source_stride == (ptrdiff_t)sizeof(C)) { \
      C *row = (C *)(to + *index * step); \
      const C *values = source; \
      GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
        C x = row[i], y = values[i]; \
        row[i] = (C)(expression); \
      } \
      return; \
    } \
    for (ptrdiff_t i = 0; i < n; i++) { \
      int64_t at; \
      memcpy(&at, place + i * index_stride, sizeof at); \
      C *slot = (C *)(to + i * target_stride + at * step); \
      C x = *slot, y = *(const C *)(from + i * source_stride); \
      *slot = (C)(expression); \
    } \
  }

#define GB_COMBINE_FLOATING(T, C) \
  GB_COMBINE(add, T, C, x + y) \
  GB_COMBINE(mul, T, C, x * y) \
  GB_COMBINE(min, T, C, x != x ? x : y != y || y < x ? y : x) \
  GB_COMBINE(max, T, C, x != x ? x : y != y || y > x ? y : x)
GB_COMBINE_FLOATING(f64, gb_f64)
GB_COMBINE_FLOATING(f32, gb_f32)
#undef GB_COMBINE_FLOATING

// Sums and products in the unsigned type, which wraps.
#define GB_COMBINE_INTEGERS(T) \
  GB_COMBINE(add, T, gb_##T, (gb_unsigned_##T)x + (gb_unsigned_##T)y) \
  GB_COMBINE(mul, T, gb_##T, (gb_unsigned_##T)x * (gb_unsigned_##T)y) \
  GB_COMBINE(min, T, gb_##T, y < x ? y : x) \
  GB_COMBINE(max, T, gb_##T, y > x ? y : x)
GB_COMBINE_INTEGERS(i64)
GB_COMBINE_INTEGERS(i32)
GB_COMBINE_INTEGERS(i16)
GB_COMBINE_INTEGERS(i8)
GB_COMBINE_INTEGERS(u8)
#undef GB_COMBINE_INTEGERS

GB_COMBINE(or, bool, gb_bool, x | y)
GB_COMBINE(and, bool, gb_bool, x & y)
#undef GB_COMBINE

#define GB_SCATTER_ROW(name) {name##_f64, name##_f32, NULL, NULL, name##_i64, name##_i32, name##_i16, name##_i8, name##_u8,
static const gb_scatter_loop scatter_table[GB_SCATTER_COUNT][GB_DTYPE_COUNT] = {
  [GB_SCATTER_SET] = {set_8, set_4, set_2, set_2, set_8, set_4, set_2, set_1, set_1, set_1},
  [GB_SCATTER_ADD] = GB_SCATTER_ROW(add) or_bool},
  [GB_SCATTER_MUL] = GB_SCATTER_ROW(mul) and_bool},
  [GB_SCATTER_MIN] = GB_SCATTER_ROW(min) and_bool},
  [GB_SCATTER_MAX] = GB_SCATTER_ROW(max) or_bool},
};
#undef GB_SCATTER_ROW

gb_scatter_loop gb_scatter(gb_scatter_op op, gb_dtype dtype) { return scatter_table[op][dtype]; }

ptrdiff_t gb_count_true(const uint8_t *mask, ptrdiff_t n) {
  ptrdiff_t count = 0;
  for (ptrdiff_t i = 0; i < n; i++) count += mask[i] != 0;
  return count;
}

// Every element is written, and overwritten by the next one if it was not selected: no branch that is hard to foresee.
void gb_positions(int64_t *out, ptrdiff_t count, const uint8_t *mask) {
  ptrdiff_t found = 0;
  for (ptrdiff_t i = 0; found < count; i++) {
    out[found] = i;
    found += mask[i] != 0;
  }
}

void gb_pack(void *out, ptrdiff_t count, const void *a, const uint8_t *mask, ptrdiff_t size) {
  char *to = out;
  const char *from = a;
  ptrdiff_t found = 0;
#define GB_PACK(bytes) \
  for (ptrdiff_t i = 0; found < count; i++) { \
    memcpy(to + found * bytes, from + i * bytes, bytes); \
    found += mask[i] != 0; \
  }
  GB_FOR_SIZE(size, GB_PACK)
#undef GB_PACK
}

ptrdiff_t gb_unpack(
  void *target, ptrdiff_t target_stride, const uint8_t *mask, const void *source, ptrdiff_t size, ptrdiff_t n) {
  char *to = target;
  const char *from = source;
  ptrdiff_t count = 0;
#define GB_UNPACK(bytes) \
  for (ptrdiff_t i = 0; i < n; i++) { \
    if (mask[i]) memcpy(to + i * target_stride, from + count++ * bytes, bytes); \
  }
  GB_FOR_SIZE(size, GB_UNPACK)
#undef GB_UNPACK
  return count;
}

// NaN comes after every number: a comparison with it is false.
#define GB_SEARCH(T) \
  static void search_##T( \
    int64_t *out, const void *boundaries, ptrdiff_t count, const void *values, ptrdiff_t value_stride, ptrdiff_t n, int right) { \
    const gb_##T *bounds = boundaries; \
    for (ptrdiff_t i = 0; i < n; i++) { \
      const gb_##T value = *(const gb_##T *)((const char *)values + i * value_stride); \
      ptrdiff_t low = 0, high = count; \
      while (low < high) { \
        ptrdiff_t middle = low + (high - low) / 2; \
        int lies_before = right ? !(bounds[middle] > value) : !(bounds[middle] >= value); \
        if (lies_before) low = middle + 1; \
        else high = middle; \
      } \
      out[i] = low; \
    } \
  }
GB_SEARCH(f64)
GB_SEARCH(f32)
GB_SEARCH(i64)
GB_SEARCH(i32)
GB_SEARCH(i16)
GB_SEARCH(i8)
GB_SEARCH(u8)
#undef GB_SEARCH

gb_search_loop gb_search(gb_dtype dtype) {
  static const gb_search_loop table[GB_DTYPE_COUNT] = {
    search_f64, search_f32, NULL, NULL, search_i64, search_i32, search_i16, search_i8, search_u8, search_u8,
  };
  return table[dtype];
}
