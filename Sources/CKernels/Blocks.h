// From loops with any strides to kernels that see contiguous elements: where operands are strided or of 16 bits, elements go through
// small buffers on the stack, a block at a time. So every operation is written once, for contiguous memory.
#pragma once

#include "include/DTypes.h"

/// Elements a block. Sums are flushed once a block of theirs, so that they don't depend on strides; it is longer, for a flush costs.
enum { GB_BLOCK = 512, GB_REDUCE_BLOCK = 2048, GB_MAX_OPERANDS = 3 };

/// `out[i] = f(in[0][i * step[0]], ...)` for contiguous elements; a step is 1, or 0 for an operand of one element.
/// With all steps 0, n is 1. `extra` is what the operation needs beside its operands.
typedef void (*gb_kernel)(void *out, const void *const *in, const ptrdiff_t *step, ptrdiff_t n, const void *extra);

/// Converts contiguous 16-bit numbers to float, or float to them.
typedef void (*gb_widen)(float *out, const void *a, ptrdiff_t n);
typedef void (*gb_narrow)(void *out, const float *a, ptrdiff_t n);

typedef struct gb_operand {
  const void *data;
  ptrdiff_t stride;
  /// The size of an element in memory.
  ptrdiff_t size;
  /// For 16-bit numbers, which the kernel takes as float.
  gb_widen widen;
} gb_operand;

typedef struct gb_result {
  void *data;
  ptrdiff_t stride;
  ptrdiff_t size;
  /// For 16-bit numbers, which the kernel gives as float.
  gb_narrow narrow;
} gb_result;

/// Runs a kernel over operands with any strides.
void gb_run_blocks(gb_kernel kernel, gb_result out, const gb_operand *operands, int count, ptrdiff_t n, const void *extra);

/// `acc = f(acc, a[0], ...)` for contiguous elements.
typedef void (*gb_reduce_kernel)(void *acc, const void *a, ptrdiff_t n);

/// Runs a reduction over an operand with any stride. A kernel must give the same for n elements as for blocks of GB_REDUCE_BLOCK, in order.
void gb_reduce_blocks(gb_reduce_kernel kernel, void *acc, gb_operand a, ptrdiff_t n);

/// A block of an operand as contiguous elements, in `buffer` if it must be gathered or widened. `raw` holds what is to be widened.
/// The step is 1, or 0 where the operand has stride 0.
const void *gb_load_block(const gb_operand *operand, ptrdiff_t first, ptrdiff_t n, void *buffer, uint16_t *raw, ptrdiff_t *step);

/// The same with the element of a broadcast operand spread over the block. `buffer` is as long as the block.
const void *gb_load_spread_block(const gb_operand *operand, ptrdiff_t first, ptrdiff_t n, void *buffer, uint16_t *raw);
