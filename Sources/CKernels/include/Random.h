// The random stream of PyTorch on a CPU: the Mersenne Twister (Matsumoto and Nishimura, 1998) and what is drawn from it, bit for bit.
// The caller guards a generator against use from two threads.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

/// A generator. Everything is in here: copying it copies the stream.
typedef struct gb_mt19937 {
  uint64_t seed;
  /// The second half of the last pair of normal numbers, if there is one.
  double next_normal;
  int32_t has_next_normal;
  /// The next word of `state` to be handed out; 624 when it must be renewed.
  int32_t index;
  uint32_t state[624];
} gb_mt19937;

/// Starts the stream of a seed, of which the low 32 bits count.
void gb_mt19937_seed(gb_mt19937 *generator, uint64_t seed);

uint32_t gb_mt19937_next32(gb_mt19937 *generator);

/// Two words, the first the high half.
uint64_t gb_mt19937_next64(gb_mt19937 *generator);

/// One number in [0, 1) of 53 random bits.
double gb_mt19937_uniform(gb_mt19937 *generator);

/// One normal number, mean 0 and deviation 1, in pairs by Box and Muller's method.
double gb_mt19937_normal(gb_mt19937 *generator);

/// Fills with uniform numbers in [low, high).
void gb_mt19937_fill_uniform_float64(gb_mt19937 *generator, double *out, ptrdiff_t n, double low, double high);

/// The same in float32, of `bits` random bits: 24 for float32; 11 and 8 for what will be rounded to float16 and bfloat16.
void gb_mt19937_fill_uniform_float32(gb_mt19937 *generator, float *out, ptrdiff_t n, float low, float high, int bits);

/// Fills with normal numbers: from 16 elements on in blocks (the last 16 drawn again if n is no multiple of 16), else one by one.
/// A tensor that is not contiguous takes `gb_mt19937_normal(g) * deviation + mean` per element instead.
void gb_mt19937_fill_normal_float64(gb_mt19937 *generator, double *out, ptrdiff_t n, double mean, double deviation);
void gb_mt19937_fill_normal_float32(gb_mt19937 *generator, float *out, ptrdiff_t n, float mean, float deviation);

/// Fills with integers in [low, low + range); range is at least 1 (0 stands for 2^64). A 64-bit draw from a range of 2^28 on.
void gb_mt19937_fill_integers(gb_mt19937 *generator, int64_t *out, ptrdiff_t n, int64_t low, uint64_t range);

/// Fills with 0 ..< n in random order.
void gb_mt19937_fill_permutation(gb_mt19937 *generator, int64_t *out, ptrdiff_t n);

/// Fills with bools, true with probability p.
void gb_mt19937_fill_bernoulli(gb_mt19937 *generator, uint8_t *out, ptrdiff_t n, double p);

/// Fills with exponential numbers of rate lambda.
void gb_mt19937_fill_exponential_float64(gb_mt19937 *generator, double *out, ptrdiff_t n, double lambda);

#pragma clang assume_nonnull end
