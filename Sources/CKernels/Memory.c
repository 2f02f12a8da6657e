// Moving elements without looking at them. memcpy of a constant size is one load or store, whatever the alignment or the type.
#include <string.h>

#include "include/Casts.h"

#define GB_FOR_SIZE(size, ACTION) \
  switch (size) { \
    case 1: ACTION(1) break; \
    case 2: ACTION(2) break; \
    case 4: ACTION(4) break; \
    default: ACTION(8) break; \
  }

void gb_fill(void *out, ptrdiff_t out_stride, const void *value, ptrdiff_t size, ptrdiff_t n) {
  char element[8] = {0};
  memcpy(element, value, (size_t)size);
  char *to = out;
  // A stride that the compiler knows lets it use wide stores.
#define GB_FILL(bytes) \
  if (out_stride == bytes) { \
    for (ptrdiff_t i = 0; i < n; i++) memcpy(to + i * bytes, element, bytes); \
  } else { \
    for (ptrdiff_t i = 0; i < n; i++) memcpy(to + i * out_stride, element, bytes); \
  }
  GB_FOR_SIZE(size, GB_FILL)
}

void gb_copy(void *out, ptrdiff_t out_stride, const void *a, ptrdiff_t a_stride, ptrdiff_t size, ptrdiff_t n) {
  if (out_stride == size && a_stride == size) {
    if (n > 0) memmove(out, a, (size_t)(n * size));
    return;
  }
  char *to = out;
  const char *from = a;
#define GB_COPY(bytes) \
  for (ptrdiff_t i = 0; i < n; i++) memcpy(to + i * out_stride, from + i * a_stride, bytes);
  GB_FOR_SIZE(size, GB_COPY)
}
