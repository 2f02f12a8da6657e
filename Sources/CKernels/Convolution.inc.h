// The correlations for one level: once for every element type.
#include "Vectors.inc.h"

#define GB_ELEMENT float
#define GB_VECTOR GB_NAME(vf)
#define GB_TYPED(name) GB_NAME(name##_f32)
#include "Correlation.inc.h"
#undef GB_ELEMENT
#undef GB_VECTOR
#undef GB_TYPED

#define GB_ELEMENT double
#define GB_VECTOR GB_NAME(vd)
#define GB_TYPED(name) GB_NAME(name##_f64)
#include "Correlation.inc.h"
#undef GB_ELEMENT
#undef GB_VECTOR
#undef GB_TYPED

#define GB_ELEMENT uint64_t
#define GB_VECTOR GB_NAME(vu)
#define GB_TYPED(name) GB_NAME(name##_i64)
#include "Correlation.inc.h"
#undef GB_ELEMENT
#undef GB_VECTOR
#undef GB_TYPED

static const gb_correlate_loop GB_NAME(correlate_table)[GB_DTYPE_COUNT] = {
  [GB_FLOAT64] = GB_NAME(correlate_f64), [GB_FLOAT32] = GB_NAME(correlate_f32), [GB_INT64] = GB_NAME(correlate_i64)};

static const gb_correlate_gradient_loop GB_NAME(correlate_gradient_table)[GB_DTYPE_COUNT] = {
  [GB_FLOAT64] = GB_NAME(correlate_gradient_f64),
  [GB_FLOAT32] = GB_NAME(correlate_gradient_f32),
  [GB_INT64] = GB_NAME(correlate_gradient_i64)};
