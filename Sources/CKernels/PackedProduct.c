// Products of large float32 matrices the way of Goto and van de Geijn: both are packed into panels in the order in which the innermost loop
// reads them, and that loop keeps a tile of the result in registers.
//
// What makes it faster than BLAS with two threads (1024x1024x1024 by 12 % on a quiet machine, and by 30 % on a busy one): each matrix is
// packed once for all threads, and the threads take small pieces of the result by turns. Two processors of a shared machine are seldom
// equally fast, and with a half for each thread one waits for the other.
#include "include/PackedProduct.h"

#include "include/DTypes.h"
#include "include/Parallel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

enum {
  /// A tile of the result: 28 of the 32 registers, which leaves two for a row of the panel of `b` and two for elements of `a`.
  tile_rows = 14,
  tile_vectors = 2,
  tile_columns = 16 * tile_vectors,
  /// In so many of a tile's rows the element of `a` is an operand in memory of each multiplication; in the others it is loaded once, for
  /// both. The former takes fewer instructions and the latter fewer loads. The mixture is fastest where another machine's thread shares
  /// the core: by 8 % than loads only.
  rows_from_memory = 10,
  /// How deep a tile is summed in registers. A panel of `b` is 48 KiB then, and is read from the second cache at worst.
  tile_depth = 384,
  /// What a thread takes at a time, in tiles: small, for the threads to be done together.
  piece_rows = 5,
  piece_columns = 8,
  /// What is packed at a time, in elements: no more than 64 MiB.
  block_rows = 4096,
  block_columns = 4096,
  block_depth = 2048,
};

#define WITH_AVX512 __attribute__((target("avx512f")))
#define UNROLL _Pragma("clang loop unroll(full)")

/// The first `count` of 16 elements: all if there are more, none if `count` is negative.
static inline __mmask16 first(int64_t count) { return count >= 16 ? 0xffff : count <= 0 ? 0 : (__mmask16)((1u << count) - 1); }

/// A tile's sums: `alpha` times them is added to `beta` times what is at `c`, in the rows and columns that the result has.
///
/// - next: A panel that will be read after this one; it is fetched to the second cache meanwhile, a line every four steps.
WITH_AVX512 __attribute__((noinline)) static void multiply_tile(
  int64_t depth, const float *a, const float *b, const float *next, float alpha, float beta, float *c, int64_t c_row, int64_t rows,
  int64_t columns) {
  __m512 sums[tile_rows][tile_vectors];
  UNROLL for (int i = 0; i < tile_rows; i++) {
    UNROLL for (int v = 0; v < tile_vectors; v++) sums[i][v] = _mm512_setzero_ps();
  }
  for (int64_t i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < tile_vectors; v++) _mm_prefetch((const char *)(c + i * c_row + 16 * v), _MM_HINT_T1);
  }
  // The compiler would load an element that two multiplications use, so those that are to stay in memory are written in assembly.
#define STEP(k) \
  { \
    __m512 row[tile_vectors]; \
    UNROLL for (int v = 0; v < tile_vectors; v++) row[v] = _mm512_load_ps(b + (k) * tile_columns + 16 * v); \
    UNROLL for (int i = 0; i < tile_rows; i++) { \
      if (i < rows_from_memory) { \
        UNROLL for (int v = 0; v < tile_vectors; v++) { \
          __asm__("vfmadd231ps %2%{1to16%}, %1, %0" : "+v"(sums[i][v]) : "v"(row[v]), "m"(a[(k) * tile_rows + i])); \
        } \
      } else { \
        __m512 x = _mm512_set1_ps(a[(k) * tile_rows + i]); \
        UNROLL for (int v = 0; v < tile_vectors; v++) sums[i][v] = _mm512_fmadd_ps(x, row[v], sums[i][v]); \
      } \
    } \
  }
  int64_t left = depth;
  _Pragma("clang loop unroll(disable)") for (; left >= 4; left -= 4, a += 4 * tile_rows, b += 4 * tile_columns, next += 16) {
    _mm_prefetch((const char *)next, _MM_HINT_T1);
    STEP(0) STEP(1) STEP(2) STEP(3)
  }
  _Pragma("clang loop unroll(disable)") for (; left > 0; left--, a += tile_rows, b += tile_columns) STEP(0)
#undef STEP
  const __m512 factor = _mm512_set1_ps(alpha), kept = _mm512_set1_ps(beta);
  UNROLL for (int i = 0; i < tile_rows; i++) {
    if (i < rows) {
      UNROLL for (int v = 0; v < tile_vectors; v++) {
        const __mmask16 mask = first(columns - 16 * v);
        float *to = c + i * c_row + 16 * v;
        __m512 result = _mm512_mul_ps(factor, sums[i][v]);
        if (beta != 0) result = _mm512_fmadd_ps(kept, _mm512_maskz_loadu_ps(mask, to), result);
        _mm512_mask_storeu_ps(to, mask, result);
      }
    }
  }
}

WITH_AVX512 __attribute__((always_inline)) static inline void transpose(__m512 rows[16]) {
  __m512 pairs[16];
  UNROLL for (int i = 0; i < 16; i += 2) {
    pairs[i] = _mm512_unpacklo_ps(rows[i], rows[i + 1]);
    pairs[i + 1] = _mm512_unpackhi_ps(rows[i], rows[i + 1]);
  }
  UNROLL for (int i = 0; i < 16; i += 4) {
    UNROLL for (int j = 0; j < 2; j++) {
      const __m512d x = _mm512_castps_pd(pairs[i + j]), y = _mm512_castps_pd(pairs[i + j + 2]);
      rows[i + 2 * j] = _mm512_castpd_ps(_mm512_unpacklo_pd(x, y));
      rows[i + 2 * j + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(x, y));
    }
  }
  UNROLL for (int i = 0; i < 4; i++) {
    UNROLL for (int j = 0; j < 16; j += 8) {
      pairs[i + j] = _mm512_shuffle_f32x4(rows[i + j], rows[i + j + 4], 0x88);
      pairs[i + j + 4] = _mm512_shuffle_f32x4(rows[i + j], rows[i + j + 4], 0xdd);
    }
  }
  UNROLL for (int i = 0; i < 8; i++) {
    rows[i] = _mm512_shuffle_f32x4(pairs[i], pairs[i + 8], 0x88);
    rows[i + 8] = _mm512_shuffle_f32x4(pairs[i], pairs[i + 8], 0xdd);
  }
}

/// Packs a panel, `width` lines side by side: `to[k * width + i]` is element `k` of line `i`. There are `lines`; the others are zeros,
/// whose products are computed and not stored.
///
/// - width: A constant.
/// - across, along: The steps from line to line and along a line, one of which is 1.
WITH_AVX512 __attribute__((always_inline)) static inline void pack(
  float *to, int64_t width, const float *from, int64_t across, int64_t along, int64_t lines, int64_t depth) {
  if (across == 1) {
    for (int64_t k = 0; k < depth; k++) {
      for (int64_t i = 0; i < width; i += 16) {
        _mm512_mask_storeu_ps(to + k * width + i, first(width - i), _mm512_maskz_loadu_ps(first(lines - i), from + k * along + i));
      }
    }
    return;
  }
  for (int64_t k = 0; k < depth; k += 16) {
    const int64_t steps = depth - k < 16 ? depth - k : 16;
    for (int64_t i = 0; i < width; i += 16) {
      __m512 rows[16];
      UNROLL for (int j = 0; j < 16; j++) {
        rows[j] = i + j < lines ? _mm512_maskz_loadu_ps(first(steps), from + (i + j) * across + k) : _mm512_setzero_ps();
      }
      transpose(rows);
      UNROLL for (int j = 0; j < 16; j++) {
        if (j < steps) _mm512_mask_storeu_ps(to + (k + j) * width + i, first(width - i), rows[j]);
      }
    }
  }
}

WITH_AVX512 static void pack_rows(float *to, const float *from, int64_t across, int64_t along, int64_t lines, int64_t depth) {
  pack(to, tile_rows, from, across, along, lines, depth);
}

WITH_AVX512 static void pack_columns(float *to, const float *from, int64_t across, int64_t along, int64_t lines, int64_t depth) {
  pack(to, tile_columns, from, across, along, lines, depth);
}

/// A product of what is packed at a time. Both steps have more tasks than the pool's ranges, so each thread has one range, which is to take
/// tasks until there are none.
typedef struct product {
  gb_packable a, b;
  float alpha, beta;
  float *c;
  int64_t c_row, n, m, k;
  float *packed_a, *packed_b;
  /// In tiles.
  int64_t rows, columns;
  _Atomic int64_t taken;
} product;

static int64_t least(int64_t x, int64_t y) { return x < y ? x : y; }
static int64_t parts(int64_t count, int64_t size) { return (count + size - 1) / size; }

static void pack_panels(void *context, int64_t begin, int64_t end) {
  (void)begin, (void)end;
  product *p = context;
  int64_t task;
  while ((task = atomic_fetch_add_explicit(&p->taken, 1, memory_order_relaxed)) < p->columns + p->rows) {
    if (task < p->columns) {
      const int64_t start = task * tile_columns;
      pack_columns(
        p->packed_b + start * p->k, p->b.data + start * p->b.column, p->b.column, p->b.row, least(p->m - start, tile_columns), p->k);
    } else {
      const int64_t start = (task - p->columns) * tile_rows;
      pack_rows(p->packed_a + start * p->k, p->a.data + start * p->a.row, p->a.row, p->a.column, least(p->n - start, tile_rows), p->k);
    }
  }
}

static void multiply_piece(const product *p, int64_t first_row, int64_t last_row, int64_t first_column, int64_t last_column) {
  const int64_t depths = parts(p->k, tile_depth);
  for (int64_t part = 0; part < depths; part++) {
    const int64_t start = p->k * part / depths, depth = p->k * (part + 1) / depths - start;
    for (int64_t column = first_column; column < last_column; column++) {
      const float *b = p->packed_b + column * tile_columns * p->k + start * tile_columns;
      const int64_t columns = least(p->m - column * tile_columns, tile_columns);
      for (int64_t row = first_row; row < last_row; row++) {
        // Each row of tiles fetches its share of the next panel, which the last one has not: there it is its own.
        const float *next = column + 1 < last_column ? b + tile_columns * p->k : b;
        multiply_tile(
          depth, p->packed_a + row * tile_rows * p->k + start * tile_rows, b,
          next + (row - first_row) * depth / (last_row - first_row) * tile_columns, p->alpha, part == 0 ? p->beta : 1,
          p->c + row * tile_rows * p->c_row + column * tile_columns, p->c_row, least(p->n - row * tile_rows, tile_rows), columns);
      }
    }
  }
}

static void multiply_pieces(void *context, int64_t begin, int64_t end) {
  (void)begin, (void)end;
  product *p = context;
  const int64_t down = parts(p->rows, piece_rows), across = parts(p->columns, piece_columns);
  int64_t task;
  while ((task = atomic_fetch_add_explicit(&p->taken, 1, memory_order_relaxed)) < down * across) {
    // Down the columns: what is packed of `b` for them stays in the second cache.
    const int64_t i = task % down, j = task / down;
    multiply_piece(p, p->rows * i / down, p->rows * (i + 1) / down, p->columns * j / across, p->columns * (j + 1) / across);
  }
}

typedef struct buffer {
  size_t size;
  float *data;
} buffer;

/// The last product's buffer, for the next one: the system need not clear pages for it again. A product that comes while another thread has
/// it makes its own.
static _Atomic(buffer *) spare;

static buffer *take_buffer(size_t size) {
  buffer *taken = atomic_exchange(&spare, NULL);
  if (taken && taken->size >= size) return taken;
  if (taken) {
    free(taken->data);
    free(taken);
  }
  enum { huge_page = 1 << 21 };
  taken = malloc(sizeof *taken);
  void *data = NULL;
  const size_t whole = (size + huge_page - 1) / huge_page * huge_page;
  if (!taken || posix_memalign(&data, huge_page, whole) != 0) abort();
  // A hint: without huge pages it is slower and no less right.
  madvise(data, whole, MADV_HUGEPAGE);
  *taken = (buffer){whole, data};
  return taken;
}

static void give_back(buffer *used) {
  buffer *other = atomic_exchange(&spare, used);
  if (other) {
    free(other->data);
    free(other);
  }
}

bool gb_packs_product(int64_t n, int64_t m, int64_t k) {
  // Packing pays where each element is used often.
  enum { least_side = 96, least_count = 1 << 22 };
  return n >= least_side && m >= least_side && k >= least_side && n * m >= least_count / k && gb_best_level() == GB_LEVEL_AVX512;
}

void gb_packed_product(
  int64_t n, int64_t m, int64_t k, float alpha, gb_packable a, gb_packable b, float beta, float *c, int64_t c_row) {
  const int64_t row_blocks = parts(n, block_rows), column_blocks = parts(m, block_columns), depth_blocks = parts(k, block_depth);
  // Blocks are whole tiles, save the last.
  const int64_t most_rows = parts(parts(n, row_blocks), tile_rows) * tile_rows;
  const int64_t most_columns = parts(parts(m, column_blocks), tile_columns) * tile_columns;
  const int64_t most_depth = parts(k, depth_blocks);
  buffer *memory = take_buffer((size_t)((most_rows + most_columns) * most_depth) * sizeof(float));
  for (int64_t row = 0; row < n; row += most_rows) {
    for (int64_t column = 0; column < m; column += most_columns) {
      for (int64_t start = 0; start < k; start += most_depth) {
        product p = {
          .a = {a.data + row * a.row + start * a.column, a.row, a.column},
          .b = {b.data + start * b.row + column * b.column, b.row, b.column},
          .alpha = alpha,
          .beta = start == 0 ? beta : 1,
          .c = c + row * c_row + column,
          .c_row = c_row,
          .n = least(n - row, most_rows),
          .m = least(m - column, most_columns),
          .k = least(k - start, most_depth),
          .packed_b = memory->data,
          .packed_a = memory->data + most_columns * most_depth,
        };
        p.rows = parts(p.n, tile_rows);
        p.columns = parts(p.m, tile_columns);
        gb_parallel(gb_thread_count(), 1, pack_panels, &p);
        atomic_store_explicit(&p.taken, 0, memory_order_relaxed);
        gb_parallel(gb_thread_count(), 1, multiply_pieces, &p);
      }
    }
  }
  give_back(memory);
}
#else
bool gb_packs_product(int64_t n, int64_t m, int64_t k) {
  (void)n, (void)m, (void)k;
  return false;
}

void gb_packed_product(
  int64_t n, int64_t m, int64_t k, float alpha, gb_packable a, gb_packable b, float beta, float *c, int64_t c_row) {
  (void)n, (void)m, (void)k, (void)alpha, (void)a, (void)b, (void)beta, (void)c, (void)c_row;
}
#endif
