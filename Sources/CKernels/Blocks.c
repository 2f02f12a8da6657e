#include "Blocks.h"

#include <string.h>

#include "include/Casts.h"

const void *gb_load_block(const gb_operand *operand, ptrdiff_t first, ptrdiff_t n, void *buffer, uint16_t *raw, ptrdiff_t *step) {
  const char *from = (const char *)operand->data + first * operand->stride;
  *step = operand->stride != 0;
  ptrdiff_t count = operand->stride == 0 ? 1 : n;
  if (operand->stride == operand->size || count == 1) {
    if (!operand->widen) return from;
    operand->widen(buffer, from, count);
    return buffer;
  }
  if (operand->widen) {
    gb_copy(raw, operand->size, from, operand->stride, operand->size, count);
    operand->widen(buffer, raw, count);
  } else {
    gb_copy(buffer, operand->size, from, operand->stride, operand->size, count);
  }
  return buffer;
}

void gb_run_blocks(gb_kernel kernel, gb_result out, const gb_operand *operands, int count, ptrdiff_t n, const void *extra) {
  double buffers[GB_MAX_OPERANDS][GB_BLOCK];
  double results[GB_BLOCK];
  uint16_t raw[GB_BLOCK];
  const void *in[GB_MAX_OPERANDS];
  ptrdiff_t step[GB_MAX_OPERANDS];
  // Operands of one element are loaded once; if there are no others, so is the result computed once.
  int broadcast = 1;
  for (int k = 0; k < count; k++) {
    if (operands[k].stride != 0) broadcast = 0;
    else in[k] = gb_load_block(&operands[k], 0, 1, buffers[k], raw, &step[k]);
  }
  ptrdiff_t computed = broadcast && n > 1 ? 1 : n;
  for (ptrdiff_t first = 0; first < computed; first += GB_BLOCK) {
    ptrdiff_t length = computed - first < GB_BLOCK ? computed - first : GB_BLOCK;
    for (int k = 0; k < count; k++) {
      if (operands[k].stride != 0) in[k] = gb_load_block(&operands[k], first, length, buffers[k], raw, &step[k]);
    }
    char *to = (char *)out.data + first * out.stride;
    int contiguous = out.stride == out.size || length == 1;
    if (!out.narrow) {
      kernel(contiguous ? to : (char *)results, in, step, length, extra);
      if (!contiguous) gb_copy(to, out.stride, results, out.size, out.size, length);
    } else {
      kernel(results, in, step, length, extra);
      out.narrow(contiguous ? to : (char *)raw, (const float *)results, length);
      if (!contiguous) gb_copy(to, out.stride, raw, out.size, out.size, length);
    }
  }
  if (computed < n) {
    uint64_t value = 0;
    memcpy(&value, out.data, (size_t)out.size);
    gb_fill(out.data, out.stride, &value, out.size, n);
  }
}

const void *gb_load_spread_block(const gb_operand *operand, ptrdiff_t first, ptrdiff_t n, void *buffer, uint16_t *raw) {
  ptrdiff_t step;
  const void *block = gb_load_block(operand, first, n, buffer, raw, &step);
  if (step != 0) return block;
  ptrdiff_t size = operand->widen ? (ptrdiff_t)sizeof(float) : operand->size;
  uint64_t value = 0;
  memcpy(&value, block, (size_t)size);
  gb_fill(buffer, size, &value, size, n);
  return buffer;
}

void gb_reduce_blocks(gb_reduce_kernel kernel, void *acc, gb_operand a, ptrdiff_t n) {
  double buffer[GB_REDUCE_BLOCK];
  uint16_t raw[GB_REDUCE_BLOCK];
  for (ptrdiff_t first = 0; first < n; first += GB_REDUCE_BLOCK) {
    ptrdiff_t length = n - first < GB_REDUCE_BLOCK ? n - first : GB_REDUCE_BLOCK;
    kernel(acc, gb_load_spread_block(&a, first, length, buffer, raw), length);
  }
}
