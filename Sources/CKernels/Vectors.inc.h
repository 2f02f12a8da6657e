// Vectors as wide as a level's registers. Written with the compiler's vector extensions, they stay vectors in a debug build.

typedef float GB_NAME(vf) __attribute__((vector_size(GB_VECTOR_BYTES), aligned(4)));
typedef int32_t GB_NAME(vi) __attribute__((vector_size(GB_VECTOR_BYTES), aligned(4)));
typedef double GB_NAME(vd) __attribute__((vector_size(GB_VECTOR_BYTES), aligned(8)));
typedef int64_t GB_NAME(vl) __attribute__((vector_size(GB_VECTOR_BYTES), aligned(8)));
// As many doubles as a register has floats.
typedef double GB_NAME(vdd) __attribute__((vector_size(GB_VECTOR_BYTES * 2), aligned(8)));
