// The units' steps for vectors of one type, for one level. What is defined outside: V, its element F, NAME, which names what is defined
// here after them, and the elementary functions.

enum { NAME(recurrent_lanes) = sizeof(V) / sizeof(F) };

// Whole vectors as long as there are enough elements, then what is left. That is computed as a whole vector too, so that an element's bits
// don't depend on its place.
static inline __attribute__((always_inline)) V NAME(recurrent_load)(const F *from, ptrdiff_t n) {
  return n < NAME(recurrent_lanes) ? LOAD_PART(from, n) : *(const V *)from;
}
static inline __attribute__((always_inline)) void NAME(recurrent_store)(F *to, V x, ptrdiff_t n) {
  if (n < NAME(recurrent_lanes)) {
    GB_NAME(store_part)(to, &x, n * (ptrdiff_t)sizeof(F));
  } else {
    *(V *)to = x;
  }
}
#define LOAD(from) NAME(recurrent_load)(from, n)
#define STORE(to, x) NAME(recurrent_store)(to, x, n)

// `gate` is where the first gate stands for the elements at `at`; the next ones stand `size` elements after each other.
#define FOR_EACH_VECTOR(gate_count) \
  for (ptrdiff_t row = 0; row < rows; row++) \
    for (ptrdiff_t at = row * size, gate = row * (gate_count) * size, n = size; n > 0; \
         at += NAME(recurrent_lanes), gate += NAME(recurrent_lanes), n -= NAME(recurrent_lanes))

#define STEP(name) static void NAME(name)(const gb_recurrent_step *s, ptrdiff_t rows, ptrdiff_t size)

STEP(lstm_forward) {
  F *state = s->state, *cells = s->cells, *gates = s->gates, *last_state = s->last_state, *last_cells = s->last_cells;
  F *squashed_cells = s->squashed_cells, *output = s->output;
  FOR_EACH_VECTOR(4) {
    const V input = SIGMOID(LOAD(gates + gate));
    const V forget = SIGMOID(LOAD(gates + gate + size));
    const V candidate = TANH(LOAD(gates + gate + 2 * size));
    const V opening = SIGMOID(LOAD(gates + gate + 3 * size));
    STORE(gates + gate, input);
    STORE(gates + gate + size, forget);
    STORE(gates + gate + 2 * size, candidate);
    STORE(gates + gate + 3 * size, opening);
    const V last = LOAD(cells + at);
    const V kept = forget * last;
    const V entering = input * candidate;
    const V cell = kept + entering;
    const V squashed = TANH(cell);
    const V hidden = opening * squashed;
    STORE(last_cells + at, last);
    STORE(last_state + at, LOAD(state + at));
    STORE(cells + at, cell);
    STORE(squashed_cells + at, squashed);
    STORE(state + at, hidden);
    STORE(output + at, hidden);
  }
}

STEP(lstm_backward) {
  F *state = s->state, *cells = s->cells, *gradient = s->gradient;
  const F *gates = s->gates, *last_cells = s->last_cells, *squashed_cells = s->squashed_cells, *output_gradient = s->output_gradient;
  FOR_EACH_VECTOR(4) {
    const V input = LOAD(gates + gate), forget = LOAD(gates + gate + size);
    const V candidate = LOAD(gates + gate + 2 * size), opening = LOAD(gates + gate + 3 * size);
    const V squashed = LOAD(squashed_cells + at);
    const V hidden = LOAD(state + at) + LOAD(output_gradient + at);
    const V cell = LOAD(cells + at) + hidden * opening * (1 - squashed * squashed);
    STORE(gradient + gate, cell * candidate * (1 - input) * input);
    STORE(gradient + gate + size, cell * LOAD(last_cells + at) * (1 - forget) * forget);
    STORE(gradient + gate + 2 * size, cell * input * (1 - candidate * candidate));
    STORE(gradient + gate + 3 * size, hidden * squashed * (1 - opening) * opening);
    STORE(cells + at, cell * forget);
    STORE(state + at, (V){0});
  }
}

STEP(gru_forward) {
  F *state = s->state, *gates = s->gates, *last_state = s->last_state, *output = s->output;
  const F *from_state = s->from_state;
  FOR_EACH_VECTOR(3) {
    const V reset = SIGMOID(LOAD(gates + gate) + LOAD(from_state + gate));
    const V update = SIGMOID(LOAD(gates + gate + size) + LOAD(from_state + gate + size));
    const V candidate = TANH(LOAD(gates + gate + 2 * size) + reset * LOAD(from_state + gate + 2 * size));
    STORE(gates + gate, reset);
    STORE(gates + gate + size, update);
    STORE(gates + gate + 2 * size, candidate);
    const V last = LOAD(state + at);
    const V hidden = candidate + update * (last - candidate);
    STORE(last_state + at, last);
    STORE(state + at, hidden);
    STORE(output + at, hidden);
  }
}

STEP(gru_backward) {
  F *state = s->state, *gradient = s->gradient, *from_state_gradient = s->from_state_gradient;
  const F *gates = s->gates, *from_state = s->from_state, *last_state = s->last_state, *output_gradient = s->output_gradient;
  FOR_EACH_VECTOR(3) {
    const V reset = LOAD(gates + gate), update = LOAD(gates + gate + size), candidate = LOAD(gates + gate + 2 * size);
    const V hidden = LOAD(state + at) + LOAD(output_gradient + at);
    const V of_candidate = hidden * (1 - update) * (1 - candidate * candidate);
    const V of_update = hidden * (LOAD(last_state + at) - candidate) * (1 - update) * update;
    const V of_reset = of_candidate * LOAD(from_state + gate + 2 * size) * (1 - reset) * reset;
    STORE(gradient + gate, of_reset);
    STORE(gradient + gate + size, of_update);
    STORE(gradient + gate + 2 * size, of_candidate);
    STORE(from_state_gradient + gate, of_reset);
    STORE(from_state_gradient + gate + size, of_update);
    STORE(from_state_gradient + gate + 2 * size, of_candidate * reset);
    STORE(state + at, hidden * update);
  }
}

#define SIMPLE_UNIT(name, apply, slope) \
  STEP(name##_forward) { \
    F *state = s->state, *gates = s->gates, *last_state = s->last_state; \
    FOR_EACH_VECTOR(1) { \
      const V x = LOAD(gates + gate); \
      const V hidden = apply; \
      STORE(last_state + at, LOAD(state + at)); \
      STORE(gates + gate, hidden); \
      STORE(state + at, hidden); \
    } \
  } \
  STEP(name##_backward) { \
    F *state = s->state, *gradient = s->gradient; \
    const F *gates = s->gates, *output_gradient = s->output_gradient; \
    FOR_EACH_VECTOR(1) { \
      const V hidden = LOAD(gates + gate); \
      const V g = LOAD(state + at) + LOAD(output_gradient + at); \
      STORE(gradient + gate, slope); \
      STORE(state + at, (V){0}); \
    } \
  }
SIMPLE_UNIT(rnn_tanh, TANH(x), g * (1 - hidden * hidden))
// NaN stays.
SIMPLE_UNIT(rnn_relu, SELECT(x < 0, (V){0}, x), SELECT(hidden <= 0, (V){0}, g))

#undef SIMPLE_UNIT
#undef STEP
#undef FOR_EACH_VECTOR
#undef LOAD
#undef STORE
