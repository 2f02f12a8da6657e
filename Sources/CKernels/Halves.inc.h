// Conversions between float and the 16-bit formats, for one level.

static void GB_NAME(widen_f16)(float *out, const void *a, ptrdiff_t n) {
#if GB_HAS_FLOAT16
  const _Float16 *in = a;
  GB_SIMD for (ptrdiff_t i = 0; i < n; i++) out[i] = (float)in[i];
#else
  const uint16_t *in = a;
  GB_SIMD for (ptrdiff_t i = 0; i < n; i++) {
    uint32_t magnitude = (uint32_t)(in[i] & 0x7fff) << 13;
    // The exponent's bias differs by 112; a multiplication corrects it for subnormal numbers too.
    uint32_t bits = gb_bits_f32(gb_f32_bits(magnitude) * 0x1p112f);
    if ((in[i] & 0x7c00) == 0x7c00) bits = magnitude | 0x7f800000;
    out[i] = gb_f32_bits(bits | (uint32_t)(in[i] & 0x8000) << 16);
  }
#endif
}

static void GB_NAME(narrow_f16)(void *out, const float *a, ptrdiff_t n) {
#if GB_HAS_FLOAT16
  _Float16 *to = out;
  GB_SIMD for (ptrdiff_t i = 0; i < n; i++) to[i] = (_Float16)a[i];
#else
  uint16_t *to = out;
  GB_SIMD for (ptrdiff_t i = 0; i < n; i++) {
    uint32_t bits = gb_bits_f32(a[i]);
    uint32_t magnitude = bits & 0x7fffffff;
    uint32_t normal = (magnitude + 0xfff + ((magnitude >> 13) & 1) - (112u << 23)) >> 13;
    // Below the smallest normal number, adding 0.5 leaves the last place at 2^-24, that of float16's subnormal numbers.
    uint32_t subnormal = gb_bits_f32(gb_f32_bits(magnitude) + 0.5f) - 0x3f000000;
    uint32_t half = magnitude < 0x38800000 ? subnormal : normal;
    if (magnitude >= 0x477ff000) half = 0x7c00;
    if (magnitude > 0x7f800000) half = 0x7e00;
    to[i] = (uint16_t)(half | (bits >> 16 & 0x8000));
  }
#endif
}

static void GB_NAME(widen_bf16)(float *out, const void *a, ptrdiff_t n) {
  const uint16_t *in = a;
  GB_SIMD for (ptrdiff_t i = 0; i < n; i++) out[i] = gb_f32_bits((uint32_t)in[i] << 16);
}

static void GB_NAME(narrow_bf16)(void *out, const float *a, ptrdiff_t n) {
  uint16_t *to = out;
  GB_SIMD for (ptrdiff_t i = 0; i < n; i++) {
    uint32_t bits = gb_bits_f32(a[i]);
    uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
    to[i] = (uint16_t)((bits & 0x7fffffff) > 0x7f800000 ? 0x7fc0 : rounded);
  }
}
