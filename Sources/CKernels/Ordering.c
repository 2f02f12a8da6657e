#include "include/Ordering.h"

#include <string.h>

// Elements become unsigned keys in the same order, all NaNs the greatest, both zeros the same. A key of up to 32 bits shares a word with
// the element's place, so that one word is compared and moved.

typedef struct gb_wide_element {
  uint64_t key;
  uint64_t place;
} gb_wide_element;

#define GB_PASTE_(a, b) a##_##b
#define GB_PASTE(a, b) GB_PASTE_(a, b)
#define GB_NAME(name) GB_PASTE(name, GB_SUFFIX)

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-function"
#define GB_ELEMENT uint64_t
#define GB_SUFFIX narrow
#define GB_LESS(a, b) ((a) >> 32 < (b) >> 32)
#include "Selection.inc.h"
#undef GB_SUFFIX
#undef GB_LESS
#define GB_SUFFIX narrow_stable
#define GB_LESS(a, b) ((a) < (b))
#include "Selection.inc.h"
#undef GB_SUFFIX
#undef GB_LESS
#undef GB_ELEMENT

#define GB_ELEMENT gb_wide_element
#define GB_SUFFIX wide
#define GB_LESS(a, b) ((a).key < (b).key)
#include "Selection.inc.h"
#undef GB_SUFFIX
#undef GB_LESS
#define GB_SUFFIX wide_stable
#define GB_LESS(a, b) ((a).key != (b).key ? (a).key < (b).key : (a).place < (b).place)
#include "Selection.inc.h"
#undef GB_SUFFIX
#undef GB_LESS
#undef GB_ELEMENT
#pragma clang diagnostic pop

static inline uint32_t key_i32(int32_t x) { return (uint32_t)x ^ 0x80000000u; }
static inline uint64_t key_i64(int64_t x) { return (uint64_t)x ^ 0x8000000000000000u; }
static inline uint32_t key_u8(uint8_t x) { return x; }
static inline uint32_t key_i8(int8_t x) { return (uint8_t)x ^ 0x80u; }
static inline uint32_t key_i16(int16_t x) { return (uint16_t)x ^ 0x8000u; }

// A negative number's bits grow with its magnitude, so all are flipped; of others the sign alone.
static inline uint32_t key_f32(uint32_t bits) {
  if ((bits & 0x7fffffff) > 0x7f800000) return 0xffffffff;
  if (bits == 0x80000000) bits = 0;
  return bits >> 31 ? ~bits : bits | 0x80000000;
}
static inline uint64_t key_f64(uint64_t bits) {
  if ((bits & 0x7fffffffffffffff) > 0x7ff0000000000000) return 0xffffffffffffffff;
  if (bits == 0x8000000000000000) bits = 0;
  return bits >> 63 ? ~bits : bits | 0x8000000000000000;
}
static inline uint32_t key_16(uint16_t bits, uint16_t infinity) {
  if ((bits & 0x7fff) > infinity) return 0xffff;
  if (bits == 0x8000) bits = 0;
  return (uint16_t)(bits >> 15 ? ~bits : bits | 0x8000);
}
static inline uint32_t key_f16(uint16_t bits) { return key_16(bits, 0x7c00); }
static inline uint32_t key_bf16(uint16_t bits) { return key_16(bits, 0x7f80); }

static int is_wide(gb_dtype dtype) { return dtype == GB_FLOAT64 || dtype == GB_INT64; }

// How many bits a key has.
static int key_bits(gb_dtype dtype) { return (int)gb_element_size(dtype) * 8; }

static uint64_t key_mask(gb_dtype dtype) { return is_wide(dtype) ? ~(uint64_t)0 : ((uint64_t)1 << key_bits(dtype)) - 1; }

#define GB_EACH(T, action) \
  for (ptrdiff_t i = 0; i < n; i++) { \
    T x; \
    memcpy(&x, from + i * stride, sizeof x); \
    action; \
  }

static void load_narrow(gb_dtype dtype, const void *a, ptrdiff_t stride, ptrdiff_t n, int descending, uint64_t *out) {
  const char *from = a;
  const uint32_t flip = descending ? (uint32_t)key_mask(dtype) : 0;
#define GB_LOAD(T, key) GB_EACH(T, out[i] = (uint64_t)(key(x) ^ flip) << 32 | (uint64_t)i)
  switch (dtype) {
    case GB_FLOAT32: GB_LOAD(uint32_t, key_f32) break;
    case GB_FLOAT16: GB_LOAD(uint16_t, key_f16) break;
    case GB_BFLOAT16: GB_LOAD(uint16_t, key_bf16) break;
    case GB_INT32: GB_LOAD(int32_t, key_i32) break;
    case GB_INT16: GB_LOAD(int16_t, key_i16) break;
    case GB_INT8: GB_LOAD(int8_t, key_i8) break;
    default: GB_LOAD(uint8_t, key_u8) break;
  }
#undef GB_LOAD
}

static void load_wide(gb_dtype dtype, const void *a, ptrdiff_t stride, ptrdiff_t n, int descending, gb_wide_element *out) {
  const char *from = a;
  const uint64_t flip = descending ? ~(uint64_t)0 : 0;
  if (dtype == GB_FLOAT64) GB_EACH(uint64_t, (out[i] = (gb_wide_element){key_f64(x) ^ flip, (uint64_t)i}))
  else GB_EACH(int64_t, (out[i] = (gb_wide_element){key_i64(x) ^ flip, (uint64_t)i}))
}

// Radix sorts from the last digit, which are stable. A digit that all elements share needs no pass. The result is in `a` or `b`.

enum { GB_NARROW_DIGIT = 11, GB_WIDE_DIGIT = 8, GB_NARROW_DIGITS = 3, GB_WIDE_DIGITS = 8 };

#define GB_RADIX_SORT(name, E, digitBits, digits, key) \
  static E *name(E *a, E *b, ptrdiff_t n, int bits) { \
    enum { buckets = 1 << digitBits }; \
    uint32_t counts[digits][buckets]; \
    memset(counts, 0, sizeof counts); \
    const int used = (bits + digitBits - 1) / digitBits; \
    for (ptrdiff_t i = 0; i < n; i++) { \
      for (int d = 0; d < used; d++) counts[d][key(a[i]) >> (d * digitBits) & (buckets - 1)]++; \
    } \
    for (int d = 0; d < used; d++) { \
      uint32_t *count = counts[d]; \
      if (count[key(a[0]) >> (d * digitBits) & (buckets - 1)] == (uint32_t)n) continue; \
      uint32_t start = 0; \
      for (int bucket = 0; bucket < buckets; bucket++) { \
        uint32_t size = count[bucket]; \
        count[bucket] = start; \
        start += size; \
      } \
      for (ptrdiff_t i = 0; i < n; i++) b[count[key(a[i]) >> (d * digitBits) & (buckets - 1)]++] = a[i]; \
      E *swapped = a; \
      a = b; \
      b = swapped; \
    } \
    return a; \
  }
#define GB_NARROW_KEY(x) ((uint32_t)((x) >> 32))
#define GB_WIDE_KEY(x) ((x).key)
GB_RADIX_SORT(radix_sort_narrow, uint64_t, GB_NARROW_DIGIT, GB_NARROW_DIGITS, GB_NARROW_KEY)
GB_RADIX_SORT(radix_sort_wide, gb_wide_element, GB_WIDE_DIGIT, GB_WIDE_DIGITS, GB_WIDE_KEY)

// From how many elements on a radix sort pays. A sort that need not be stable leaves equal elements where quicksort does for longer.
enum { GB_STABLE_RADIX = 256, GB_UNSTABLE_RADIX = 2048 };

ptrdiff_t gb_order_scratch(gb_dtype dtype, ptrdiff_t n) {
  return 2 * n * (is_wide(dtype) ? (ptrdiff_t)sizeof(gb_wide_element) : (ptrdiff_t)sizeof(uint64_t));
}

#define GB_PLACE(x) ((int64_t)((x) & 0xffffffff))

void gb_argsort(
  gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n, int descending, int stable, int64_t *index, void *scratch) {
  const int by_radix = n > (stable ? GB_STABLE_RADIX : GB_UNSTABLE_RADIX);
  if (is_wide(dtype)) {
    gb_wide_element *e = scratch;
    load_wide(dtype, a, a_stride, n, descending, e);
    if (by_radix) e = radix_sort_wide(e, e + n, n, key_bits(dtype));
    else if (stable) sort_wide_stable(e, e + n);
    else sort_wide(e, e + n);
    for (ptrdiff_t i = 0; i < n; i++) index[i] = (int64_t)e[i].place;
  } else {
    uint64_t *e = scratch;
    load_narrow(dtype, a, a_stride, n, descending, e);
    if (by_radix) e = radix_sort_narrow(e, e + n, n, key_bits(dtype));
    else if (stable) sort_narrow_stable(e, e + n);
    else sort_narrow(e, e + n);
    for (ptrdiff_t i = 0; i < n; i++) index[i] = GB_PLACE(e[i]);
  }
}

void gb_topk(
  gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n, ptrdiff_t k, int largest, int sorted, int64_t *index, void *scratch) {
  if (k == 0) return;
  // A heap of k pays while it is small beside the row.
  const int by_heap = k * 64 <= n;
#define GB_TOPK(E, suffix, load, place) \
  E *e = scratch; \
  load(dtype, a, a_stride, n, largest, e); \
  if (by_heap) { \
    partial_sort_##suffix(e, e + k, e + n); \
  } else { \
    select_##suffix(e, e + k - 1, e + n); \
    if (sorted) sort_##suffix(e, e + k - 1); \
  } \
  for (ptrdiff_t i = 0; i < k; i++) index[i] = place;
  if (is_wide(dtype)) {
    GB_TOPK(gb_wide_element, wide, load_wide, (int64_t)e[i].place)
  } else {
    GB_TOPK(uint64_t, narrow, load_narrow, GB_PLACE(e[i]))
  }
#undef GB_TOPK
}

int64_t gb_kth(gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n, ptrdiff_t k, void *scratch) {
  if (is_wide(dtype)) {
    gb_wide_element *e = scratch;
    load_wide(dtype, a, a_stride, n, 0, e);
    select_between_wide(e, k, n);
    return (int64_t)e[k].place;
  }
  uint64_t *e = scratch;
  load_narrow(dtype, a, a_stride, n, 0, e);
  select_between_narrow(e, k, n);
  return GB_PLACE(e[k]);
}

int64_t gb_median(gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n, int ignore_nan, void *scratch) {
  // The key of a NaN: no number has it, and integers have none.
  const uint64_t nan = dtype <= GB_BFLOAT16 ? key_mask(dtype) : 0;
#define GB_MEDIAN(E, suffix, load, key, placeOf) \
  E *e = scratch; \
  load(dtype, a, a_stride, n, 0, e); \
  ptrdiff_t numbers = n; \
  if (nan) { \
    for (ptrdiff_t i = 0; i < n; i++) { \
      if (key(e[i]) != nan) continue; \
      if (!ignore_nan) return i; \
      numbers--; \
    } \
  } \
  ptrdiff_t middle = numbers > 0 ? (numbers - 1) / 2 : 0; \
  select_##suffix(e, e + middle, e + n); \
  return placeOf(e[middle]);
#define GB_WIDE_PLACE(x) ((int64_t)(x).place)
  if (is_wide(dtype)) {
    GB_MEDIAN(gb_wide_element, wide_stable, load_wide, GB_WIDE_KEY, GB_WIDE_PLACE)
  }
  GB_MEDIAN(uint64_t, narrow_stable, load_narrow, GB_NARROW_KEY, GB_PLACE)
#undef GB_MEDIAN
}

int64_t gb_mode(gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n, void *scratch) {
  const uint64_t nan = dtype <= GB_BFLOAT16 ? key_mask(dtype) : 0;
  ptrdiff_t best = 0, length = 0;
  int64_t place = 0;
#define GB_MODE(E, suffix, load, key, placeOf) \
  E *e = scratch; \
  load(dtype, a, a_stride, n, 0, e); \
  sort_##suffix(e, e + n); \
  for (ptrdiff_t i = 0; i < n; i++) { \
    length++; \
    if (i + 1 < n && key(e[i]) == key(e[i + 1]) && (!nan || key(e[i]) != nan)) continue; \
    if (length > best) { \
      best = length; \
      place = placeOf(e[i]); \
    } \
    length = 0; \
  }
  if (is_wide(dtype)) {
    GB_MODE(gb_wide_element, wide, load_wide, GB_WIDE_KEY, GB_WIDE_PLACE)
  } else {
    GB_MODE(uint64_t, narrow, load_narrow, GB_NARROW_KEY, GB_PLACE)
  }
#undef GB_MODE
  return place;
}

// Calls ACTION with the type of a dtype's elements and a function that makes them comparable by C's operators.
#define GB_AS_IS(x) (x)
static inline float widened_f16(uint16_t bits) {
  uint32_t magnitude = (uint32_t)(bits & 0x7fff) << 13, result;
  float x;
  memcpy(&x, &magnitude, sizeof x);
  x *= 0x1p112f;
  memcpy(&result, &x, sizeof result);
  if ((bits & 0x7c00) == 0x7c00) result = magnitude | 0x7f800000;
  result |= (uint32_t)(bits & 0x8000) << 16;
  memcpy(&x, &result, sizeof x);
  return x;
}
static inline float widened_bf16(uint16_t bits) {
  uint32_t wide = (uint32_t)bits << 16;
  float x;
  memcpy(&x, &wide, sizeof x);
  return x;
}
#define GB_FOR_DTYPE(dtype, ACTION) \
  switch (dtype) { \
    case GB_FLOAT64: ACTION(double, GB_AS_IS) break; \
    case GB_FLOAT32: ACTION(float, GB_AS_IS) break; \
    case GB_FLOAT16: ACTION(uint16_t, widened_f16) break; \
    case GB_BFLOAT16: ACTION(uint16_t, widened_bf16) break; \
    case GB_INT64: ACTION(int64_t, GB_AS_IS) break; \
    case GB_INT32: ACTION(int32_t, GB_AS_IS) break; \
    case GB_INT16: ACTION(int16_t, GB_AS_IS) break; \
    case GB_INT8: ACTION(int8_t, GB_AS_IS) break; \
    default: ACTION(uint8_t, GB_AS_IS) break; \
  }

ptrdiff_t gb_runs(gb_dtype dtype, const void *a, ptrdiff_t a_stride, ptrdiff_t n, int64_t *starts) {
  const char *from = a;
  ptrdiff_t count = 0;
#define GB_RUNS(T, value) \
  for (ptrdiff_t i = 0; i < n; i++) { \
    const T *x = (const T *)(from + i * a_stride), *before = (const T *)(from + (i - 1) * a_stride); \
    if (i == 0 || value(*x) != value(*before)) starts[count++] = i; \
  }
  GB_FOR_DTYPE(dtype, GB_RUNS)
#undef GB_RUNS
  return count;
}

int gb_compare_rows(gb_dtype dtype, const void *a, const void *b, ptrdiff_t n) {
#define GB_COMPARE(T, value) \
  for (ptrdiff_t i = 0; i < n; i++) { \
    const T x = ((const T *)a)[i], y = ((const T *)b)[i]; \
    if (value(x) < value(y)) return -1; \
    if (value(x) > value(y)) return 1; \
  }
  GB_FOR_DTYPE(dtype, GB_COMPARE)
#undef GB_COMPARE
  return 0;
}

int gb_equal_rows(gb_dtype dtype, const void *a, const void *b, ptrdiff_t n) {
#define GB_EQUAL(T, value) \
  for (ptrdiff_t i = 0; i < n; i++) { \
    if (value(((const T *)a)[i]) != value(((const T *)b)[i])) return 0; \
  }
  GB_FOR_DTYPE(dtype, GB_EQUAL)
#undef GB_EQUAL
  return 1;
}

#define GB_FOR_SIZE(size, ACTION) \
  switch (size) { \
    case 1: ACTION(1) break; \
    case 2: ACTION(2) break; \
    case 4: ACTION(4) break; \
    default: ACTION(8) break; \
  }

void gb_take(void *out, const void *a, ptrdiff_t a_stride, ptrdiff_t size, const int64_t *index, ptrdiff_t n) {
  char *to = out;
  const char *from = a;
#define GB_TAKE(bytes) \
  for (ptrdiff_t i = 0; i < n; i++) memcpy(to + i * bytes, from + index[i] * a_stride, bytes);
  GB_FOR_SIZE(size, GB_TAKE)
#undef GB_TAKE
}

void gb_put(void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t size, const int64_t *index, ptrdiff_t n) {
  char *to = out;
  const char *from = a;
#define GB_PUT(bytes) \
  for (ptrdiff_t i = 0; i < n; i++) memcpy(to + index[i] * out_stride, from + i * bytes, bytes);
  GB_FOR_SIZE(size, GB_PUT)
#undef GB_PUT
}
