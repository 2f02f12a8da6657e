// The loops of Adam, for one level. A statement is an operator of the step: the compiler fuses within a statement, never across two.

#define GB_ADAM_LOOP(T, F) \
  static inline __attribute__((always_inline)) void GB_NAME(adam_elements_##T)( \
    F *parameter, const F *gradient, F *average, F *squares, F *largest, ptrdiff_t n, const gb_adam_settings *s, bool adds_decay, \
    bool keeps_largest) { \
    const F sign = s->maximize ? -1 : 1, decay = (F)s->decay, gradient_decay = (F)s->gradient_decay; \
    const F weight = (F)s->average_weight, square_keep = (F)s->square_keep, square_weight = (F)s->square_weight; \
    const F correction = (F)s->correction, eps = (F)s->eps, factor = (F)s->factor; \
    /* As lerp does, from the nearer end. */ \
    const bool is_near = weight < (F)0.5 && weight > (F)-0.5; \
    const F slope = is_near ? weight : weight - 1; \
    GB_SIMD for (ptrdiff_t i = 0; i < n; i++) { \
      F p = parameter[i], g = gradient[i], m = average[i], v = squares[i]; \
      g = g * sign; \
      p = p * decay; \
      if (adds_decay) g = g + gradient_decay * p; \
      m = (is_near ? m : g) + slope * (g - m); \
      v = v * square_keep; \
      v = v + square_weight * g * g; \
      average[i] = m; \
      squares[i] = v; \
      if (keeps_largest) { \
        const F w = largest[i]; \
        v = ((v > w) | (v != v)) ? v : w; \
        largest[i] = v; \
      } \
      F root = __builtin_elementwise_sqrt(v); \
      root = root / correction; \
      root = root + eps; \
      parameter[i] = p + factor * m / root; \
    } \
  } \
  static void GB_NAME(adam_##T)( \
    void *parameter, const void *gradient, void *average, void *squares, void *largest, ptrdiff_t n, const gb_adam_settings *s) { \
    if (s->gradient_decay != 0) { \
      if (largest) { \
        GB_NAME(adam_elements_##T)(parameter, gradient, average, squares, largest, n, s, true, true); \
      } else { \
        GB_NAME(adam_elements_##T)(parameter, gradient, average, squares, largest, n, s, true, false); \
      } \
    } else if (largest) { \
      GB_NAME(adam_elements_##T)(parameter, gradient, average, squares, largest, n, s, false, true); \
    } else { \
      GB_NAME(adam_elements_##T)(parameter, gradient, average, squares, largest, n, s, false, false); \
    } \
  }
GB_ADAM_LOOP(f64, double)
GB_ADAM_LOOP(f32, float)
#undef GB_ADAM_LOOP

static const gb_adam_loop GB_NAME(adam_table)[2] = {[GB_FLOAT64] = GB_NAME(adam_f64), [GB_FLOAT32] = GB_NAME(adam_f32)};
