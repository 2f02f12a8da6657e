// The formulas of the activations for vectors of one type, for one level: f(x), and the slope f'(x) times a gradient g. What is defined
// outside: V and its suffix, F its element, and the elementary functions. `p` are the parameters, each spread over a vector.

#define ACTIVATION(name) static inline __attribute__((always_inline)) V GB_NAME(GB_PASTE(name, SUFFIX))(V x, const V *p)
#define SLOPE(name) static inline __attribute__((always_inline)) V GB_NAME(GB_PASTE(name##_slope, SUFFIX))(V g, V x, const V *p)

ACTIVATION(elu) { return SELECT(x < 0, EXPM1(x * p[2]) * p[0] * p[1], x * p[1]); }
SLOPE(elu) { return SELECT(x <= 0, g * p[2] * p[0] * p[1] * EXP(x * p[2]), g * p[1]); }

#define ROOT_OF_HALF ((F)0.70710678118654752440)
#define NORMAL_DENSITY_AT_0 ((F)0.39894228040143267794)
ACTIVATION(gelu) {
  (void)p;
  return x * (F)0.5 * ONE_PLUS_ERF(x * ROOT_OF_HALF);
}
SLOPE(gelu) {
  (void)p;
  V cumulated = (F)0.5 * ONE_PLUS_ERF(x * ROOT_OF_HALF);
  return g * (cumulated + x * NORMAL_DENSITY_AT_0 * EXP((F)-0.5 * x * x));
}

#define GELU_FACTOR ((F)0.79788456080286535588)
#define GELU_CUBIC ((F)0.044715)
ACTIVATION(gelu_tanh) {
  (void)p;
  return x * (F)0.5 * (1 + TANH(GELU_FACTOR * (x + GELU_CUBIC * x * x * x)));
}
SLOPE(gelu_tanh) {
  (void)p;
  V t = TANH(GELU_FACTOR * (x + GELU_CUBIC * x * x * x));
  V inner = GELU_FACTOR * (1 + 3 * GELU_CUBIC * x * x);
  return g * ((F)0.5 * (1 + t) + (F)0.5 * x * (1 - t * t) * inner);
}

ACTIVATION(hardsigmoid) {
  (void)p;
  V y = SELECT(x <= -3, ALL(0), x + 3);
  return SELECT(y >= 6, ALL(6), y) / 6;
}
SLOPE(hardsigmoid) {
  (void)p;
  return SELECT((x > -3) & (x < 3), g / 6, ALL(0));
}

ACTIVATION(hardswish) {
  (void)p;
  V y = SELECT(x <= -3, ALL(0), x + 3);
  return x * SELECT(y >= 6, ALL(6), y) / 6;
}
SLOPE(hardswish) {
  (void)p;
  return SELECT(x <= -3, ALL(0), SELECT(x < 3, g * (x / 3 + (F)0.5), g));
}

ACTIVATION(hardtanh) {
  V y = SELECT(x < p[0], p[0], x);
  return SELECT(y > p[1], p[1], y);
}
SLOPE(hardtanh) { return SELECT((x > p[0]) & (x < p[1]), g, ALL(0)); }

ACTIVATION(leaky_relu) { return SELECT(x > 0, x, x * p[0]); }
SLOPE(leaky_relu) { return SELECT(x > 0, g, g * p[0]); }

ACTIVATION(log_sigmoid) {
  (void)p;
  return SELECT(x > 0, ALL(0), x) - LOG1P(EXP(-__builtin_elementwise_abs(x)));
}
SLOPE(log_sigmoid) {
  (void)p;
  return g * SIGMOID(-x);
}

// log(1 + exp(x)), without overflow.
ACTIVATION(log1p_exp) {
  (void)p;
  return SELECT(x < 0, ALL(0), x) + LOG1P(EXP(-__builtin_elementwise_abs(x)));
}

ACTIVATION(mish) { return x * TANH(GB_NAME(GB_PASTE(log1p_exp, SUFFIX))(x, p)); }
SLOPE(mish) {
  V t = TANH(GB_NAME(GB_PASTE(log1p_exp, SUFFIX))(x, p));
  return g * (t + x * SIGMOID(x) * (1 - t * t));
}

ACTIVATION(silu) {
  (void)p;
  return x * SIGMOID(x);
}
SLOPE(silu) {
  (void)p;
  V s = SIGMOID(x);
  return g * s * (1 + x * (1 - s));
}

ACTIVATION(softplus) { return SELECT(x * p[0] > p[1], x, GB_NAME(GB_PASTE(log1p_exp, SUFFIX))(x * p[0], p) / p[0]); }
SLOPE(softplus) { return SELECT(x * p[0] > p[1], g, g * SIGMOID(x * p[0])); }

ACTIVATION(hardshrink) { return SELECT((x >= -p[0]) & (x <= p[0]), ALL(0), x); }
// A NaN is in no interval, but its slope is 0.
SLOPE(hardshrink) { return SELECT((x < -p[0]) | (x > p[0]), g, ALL(0)); }

ACTIVATION(softshrink) { return SELECT(x > p[0], x - p[0], SELECT(x < -p[0], x + p[0], x * 0)); }
SLOPE(softshrink) { return SELECT((x < -p[0]) | (x > p[0]), g, ALL(0)); }

ACTIVATION(threshold) { return SELECT(x <= p[0], p[1], x); }
SLOPE(threshold) { return SELECT(x <= p[0], ALL(0), g); }

#undef ACTIVATION
#undef SLOPE
#undef ROOT_OF_HALF
#undef NORMAL_DENSITY_AT_0
#undef GELU_FACTOR
#undef GELU_CUBIC
