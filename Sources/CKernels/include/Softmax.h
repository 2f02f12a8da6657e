// Exponentials along rows, divided by their sums. float64 and float32 only: NULL for other dtypes.
//
// A loop works on `columns` rows side by side: element i of row j is a[i * step + j], in elements; with one column the step is 1 or
// the rows lie apart. The operands of a loop are laid out alike.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

typedef void (*gb_softmax_loop)(void *out, const void *a, ptrdiff_t length, ptrdiff_t step, ptrdiff_t columns);

/// e^a / Σ e^a.
gb_softmax_loop _Nullable gb_softmax(gb_dtype dtype);
/// a - log Σ e^a.
gb_softmax_loop _Nullable gb_log_softmax(gb_dtype dtype);
/// log Σ e^a, into `columns` neighbouring elements.
gb_softmax_loop _Nullable gb_log_sum_exp(gb_dtype dtype);

typedef void (*gb_softmax_gradient_loop)(
  void *out, const void *gradient, const void *output, ptrdiff_t length, ptrdiff_t step, ptrdiff_t columns);

/// y (g - Σ g y).
gb_softmax_gradient_loop _Nullable gb_softmax_gradient(gb_dtype dtype);
/// g - e^y Σ g.
gb_softmax_gradient_loop _Nullable gb_log_softmax_gradient(gb_dtype dtype);

#pragma clang assume_nonnull end
