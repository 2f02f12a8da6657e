// PyTorch's random stream on a CPU. What decides the bits is the order of draws and of roundings; see include/Random.h.
#include "include/Random.h"

#include <math.h>

#include "NormalBlocks.h"

static const double pi = 3.14159265358979323846;

enum { WORDS = 624, SHIFT = 397 };

void gb_mt19937_seed(gb_mt19937 *generator, uint64_t seed) {
  generator->seed = seed;
  generator->has_next_normal = 0;
  generator->next_normal = 0;
  generator->index = WORDS;
  uint32_t *state = generator->state;
  state[0] = (uint32_t)seed;
  for (uint32_t i = 1; i < WORDS; i++) state[i] = 1812433253u * (state[i - 1] ^ (state[i - 1] >> 30)) + i;
}

static inline uint32_t mixed(uint32_t this, uint32_t next, uint32_t shifted) {
  uint32_t y = (this & 0x80000000u) | (next & 0x7fffffffu);
  return shifted ^ (y >> 1) ^ (0x9908b0dfu & (0u - (next & 1)));
}

static void renew(gb_mt19937 *generator) {
  uint32_t *state = generator->state;
  for (int i = 0; i < WORDS - SHIFT; i++) state[i] = mixed(state[i], state[i + 1], state[i + SHIFT]);
  for (int i = WORDS - SHIFT; i < WORDS - 1; i++) state[i] = mixed(state[i], state[i + 1], state[i + SHIFT - WORDS]);
  state[WORDS - 1] = mixed(state[WORDS - 1], state[0], state[SHIFT - 1]);
  generator->index = 0;
}

static inline uint32_t tempered(uint32_t y) {
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

static inline uint32_t next32(gb_mt19937 *generator) {
  if (generator->index >= WORDS) renew(generator);
  return tempered(generator->state[generator->index++]);
}

static inline uint64_t next64(gb_mt19937 *generator) {
  uint64_t high = next32(generator);
  return high << 32 | next32(generator);
}

static inline double uniform(gb_mt19937 *generator) { return (double)(next64(generator) & ((1ull << 53) - 1)) * 0x1p-53; }

uint32_t gb_mt19937_next32(gb_mt19937 *generator) { return next32(generator); }

uint64_t gb_mt19937_next64(gb_mt19937 *generator) { return next64(generator); }

double gb_mt19937_uniform(gb_mt19937 *generator) { return uniform(generator); }

double gb_mt19937_normal(gb_mt19937 *generator) {
  if (generator->has_next_normal) {
    generator->has_next_normal = 0;
    return generator->next_normal;
  }
  double u1 = uniform(generator), u2 = uniform(generator);
  double radius = sqrt(-2 * log1p(-u2));
  double angle = 2 * pi * u1;
  generator->next_normal = radius * sin(angle);
  generator->has_next_normal = 1;
  return radius * cos(angle);
}

void gb_mt19937_fill_uniform_float64(gb_mt19937 *generator, double *out, ptrdiff_t n, double low, double high) {
  for (ptrdiff_t i = 0; i < n; i++) out[i] = fma(uniform(generator), high - low, low);
}

void gb_mt19937_fill_uniform_float32(gb_mt19937 *generator, float *out, ptrdiff_t n, float low, float high, int bits) {
  const uint32_t mask = (1u << bits) - 1;
  const float unit = 1.0f / (float)(1u << bits);
  const int plain = low == 0 && high == 1;
  // As many words at a time as the state still has, so that the inner loop is free of the question and vectorises.
  while (n > 0) {
    if (generator->index >= WORDS) renew(generator);
    ptrdiff_t length = WORDS - generator->index < n ? WORDS - generator->index : n;
    const uint32_t *words = generator->state + generator->index;
    for (ptrdiff_t i = 0; i < length; i++) out[i] = (float)(int32_t)(tempered(words[i]) & mask) * unit;
    if (!plain) {
      for (ptrdiff_t i = 0; i < length; i++) out[i] = fmaf(out[i], high - low, low);
    }
    generator->index += (int32_t)length;
    out += length;
    n -= length;
  }
}

void gb_mt19937_fill_normal_float64(gb_mt19937 *generator, double *out, ptrdiff_t n, double mean, double deviation) {
  if (n < GB_NORMAL_BLOCK) {
    for (ptrdiff_t i = 0; i < n; i++) out[i] = fma(gb_mt19937_normal(generator), deviation, mean);
    return;
  }
  gb_mt19937_fill_uniform_float64(generator, out, n, 0, 1);
  for (ptrdiff_t i = 0; i + GB_NORMAL_BLOCK <= n; i += GB_NORMAL_BLOCK) gb_normal_block_float64(out + i, mean, deviation);
  if (n % GB_NORMAL_BLOCK != 0) {
    double *last = out + n - GB_NORMAL_BLOCK;
    gb_mt19937_fill_uniform_float64(generator, last, GB_NORMAL_BLOCK, 0, 1);
    gb_normal_block_float64(last, mean, deviation);
  }
}

void gb_mt19937_fill_normal_float32(gb_mt19937 *generator, float *out, ptrdiff_t n, float mean, float deviation) {
  if (n < GB_NORMAL_BLOCK) {
    for (ptrdiff_t i = 0; i < n; i++) out[i] = (float)fma(gb_mt19937_normal(generator), deviation, mean);
    return;
  }
  gb_mt19937_fill_uniform_float32(generator, out, n, 0, 1, 24);
  gb_normal_blocks_float32(out, n / GB_NORMAL_BLOCK, mean, deviation);
  if (n % GB_NORMAL_BLOCK != 0) {
    float *last = out + n - GB_NORMAL_BLOCK;
    gb_mt19937_fill_uniform_float32(generator, last, GB_NORMAL_BLOCK, 0, 1, 24);
    gb_normal_blocks_float32(last, 1, mean, deviation);
  }
}

void gb_mt19937_fill_integers(gb_mt19937 *generator, int64_t *out, ptrdiff_t n, int64_t low, uint64_t range) {
  for (ptrdiff_t i = 0; i < n; i++) {
    uint64_t drawn;
    if (range == 0) drawn = next64(generator);
    else if (range >= 1u << 28) drawn = next64(generator) % range;
    else drawn = next32(generator) % (uint32_t)range;
    out[i] = (int64_t)(drawn + (uint64_t)low);
  }
}

void gb_mt19937_fill_permutation(gb_mt19937 *generator, int64_t *out, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i++) out[i] = i;
  for (ptrdiff_t i = 0; i < n - 1; i++) {
    ptrdiff_t other = i + (ptrdiff_t)(next32(generator) % (uint64_t)(n - i));
    int64_t kept = out[i];
    out[i] = out[other];
    out[other] = kept;
  }
}

void gb_mt19937_fill_bernoulli(gb_mt19937 *generator, uint8_t *out, ptrdiff_t n, double p) {
  for (ptrdiff_t i = 0; i < n; i++) out[i] = uniform(generator) < p;
}

void gb_mt19937_fill_exponential_float64(gb_mt19937 *generator, double *out, ptrdiff_t n, double lambda) {
  for (ptrdiff_t i = 0; i < n; i++) out[i] = -log1p(-uniform(generator)) / lambda;
}
