// Loops over memory, chosen for the processor at run time: no state, no allocation, no shapes.
//
// A loop is looked up once (by operation and dtype) and then called through its pointer. What all loops share:
//
// - Strides are in bytes. They may be 0 for an input that is broadcast, and negative.
// - `n` is a number of elements; 0 is allowed and does nothing.
// - `out` may be exactly an input (in place, same pointer and stride); other overlaps are not allowed.
// - A lookup answers NULL where an operation has no meaning for a dtype.
// - float16 and bfloat16 are computed in float32 and rounded once. Integers wrap. A bool is a byte of 0 or 1.
// - An element's result depends on the element alone: strided, contiguous and in whatever company, the bits are the same.
#pragma once

#include "Activations.h"
#include "Adam.h"
#include "Binary.h"
#include "Casts.h"
#include "Convolution.h"
#include "DTypes.h"
#include "Indexing.h"
#include "Ordering.h"
#include "PackedProduct.h"
#include "Parallel.h"
#include "Parametric.h"
#include "Pooling.h"
#include "Random.h"
#include "Recurrent.h"
#include "Reductions.h"
#include "Rows.h"
#include "Scans.h"
#include "Softmax.h"
#include "Ternary.h"
#include "Unary.h"
