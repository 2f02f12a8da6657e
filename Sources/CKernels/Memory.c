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

// Rows and columns of a tile: so many lines of both planes stay in the first cache.
enum { TILE = 16 };

#define GB_DEFINE_PLANE(bytes) \
  static void transpose_##bytes(char *to, ptrdiff_t to_row, const char *from, ptrdiff_t from_column, ptrdiff_t columns, ptrdiff_t rows) { \
    for (ptrdiff_t first_row = 0; first_row < rows; first_row += TILE) { \
      const ptrdiff_t row_end = first_row + TILE < rows ? first_row + TILE : rows; \
      for (ptrdiff_t first = 0; first < columns; first += TILE) { \
        const ptrdiff_t end = first + TILE < columns ? first + TILE : columns; \
        for (ptrdiff_t row = first_row; row < row_end; row++) { \
          for (ptrdiff_t i = first; i < end; i++) { \
            memcpy(to + row * to_row + i * bytes, from + i * from_column + row * bytes, bytes); \
          } \
        } \
      } \
    } \
  } \
  static void scatter_##bytes(gb_plane out, gb_plane a, ptrdiff_t columns, ptrdiff_t rows) { \
    for (ptrdiff_t row = 0; row < rows; row++) { \
      char *to = (char *)out.data + row * out.row_stride; \
      const char *from = (const char *)a.data + row * a.row_stride; \
      if (a.column_stride == 0) { \
        gb_fill(to, out.column_stride, from, bytes, columns); \
      } else if (out.column_stride == bytes && a.column_stride == -bytes) { \
        for (ptrdiff_t i = 0; i < columns; i++) memcpy(to + i * bytes, from - i * bytes, bytes); \
      } else if (out.column_stride == bytes) { \
        for (ptrdiff_t i = 0; i < columns; i++) memcpy(to + i * bytes, from + i * a.column_stride, bytes); \
      } else { \
        for (ptrdiff_t i = 0; i < columns; i++) memcpy(to + i * out.column_stride, from + i * a.column_stride, bytes); \
      } \
    } \
  }

GB_DEFINE_PLANE(1)
GB_DEFINE_PLANE(2)
GB_DEFINE_PLANE(4)
GB_DEFINE_PLANE(8)

static gb_plane turned(gb_plane plane) {
  return (gb_plane){.data = plane.data, .column_stride = plane.row_stride, .row_stride = plane.column_stride};
}

void gb_copy_plane(gb_plane out, gb_plane a, ptrdiff_t size, ptrdiff_t columns, ptrdiff_t rows) {
  if (columns <= 0 || rows <= 0) return;
  if (out.column_stride == size && a.column_stride == size && columns * size >= 64) {
    for (ptrdiff_t row = 0; row < rows; row++) {
      memmove((char *)out.data + row * out.row_stride, (const char *)a.data + row * a.row_stride, (size_t)(columns * size));
    }
    return;
  }
  if (out.column_stride == size && a.row_stride == size && a.column_stride != 0 && columns >= 4 && rows >= 4) {
#define GB_TRANSPOSE(bytes) transpose_##bytes(out.data, out.row_stride, a.data, a.column_stride, columns, rows);
    GB_FOR_SIZE(size, GB_TRANSPOSE)
    return;
  }
  // The long way is the inner loop.
  const int turns = columns < 8 && rows > columns;
  const gb_plane to = turns ? turned(out) : out, from = turns ? turned(a) : a;
  const ptrdiff_t inner = turns ? rows : columns, outer = turns ? columns : rows;
#define GB_SCATTER(bytes) scatter_##bytes(to, from, inner, outer);
  GB_FOR_SIZE(size, GB_SCATTER)
}
