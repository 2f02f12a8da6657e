#include "include/Softmax.h"

#include "Kernels.h"
#include "include/Casts.h"

#define GB_BODY "Softmax.inc.h"
#include "ForEachLevel.h"

#define GB_CHOOSE(name, dtype) \
  ((dtype) == GB_FLOAT64 ? GB_AT_LEVEL(gb_best_level(), name##_f64) : (dtype) == GB_FLOAT32 ? GB_AT_LEVEL(gb_best_level(), name##_f32) : NULL)

gb_softmax_loop gb_softmax(gb_dtype dtype) { return GB_CHOOSE(softmax, dtype); }

gb_softmax_loop gb_log_softmax(gb_dtype dtype) { return GB_CHOOSE(log_softmax, dtype); }

gb_softmax_loop gb_log_sum_exp(gb_dtype dtype) { return GB_CHOOSE(log_sum_exp, dtype); }

gb_softmax_gradient_loop gb_softmax_gradient(gb_dtype dtype) { return GB_CHOOSE(softmax_gradient, dtype); }

gb_softmax_gradient_loop gb_log_softmax_gradient(gb_dtype dtype) { return GB_CHOOSE(log_softmax_gradient, dtype); }
