// The units of recurrent layers: what a step does between its matrix products, each element read and written once.
#pragma once

#include "DTypes.h"

#pragma clang assume_nonnull begin

typedef enum gb_recurrent_unit {
  /// Input and forget gate, candidate and output gate, side by side in a row.
  GB_LSTM,
  /// Reset and update gate, and candidate.
  GB_GRU,
  GB_RNN_TANH,
  GB_RNN_RELU,
} gb_recurrent_unit;

enum { GB_RECURRENT_UNIT_COUNT = 4 };

/// The memory of a step: contiguous rows, one a sequence, apart from each other. A row of gates has `size` elements for each gate, a row
/// of anything else has `size`. What a unit does not name may be NULL.
typedef struct gb_recurrent_step {
  /// What is carried from step to step. Forward: the hidden state, and an LSTM's cells, each becoming the next one. Backward: their
  /// gradients, those of the next step becoming those of the step's own beginning; of the hidden state only what does not come through a
  /// matrix product, to which that is to be added.
  void *state;
  void *_Nullable cells;

  /// LSTM and GRU. Forward: the sums that the gates are applied to, becoming the gates. Of a simple unit, the sums, becoming the hidden
  /// state.
  void *gates;
  /// GRU: what the last state contributed to the sums, in which it is not there yet.
  void *_Nullable from_state;

  /// Written forward, read backward: the state and the cells at the step's beginning, the squashed cells at its end.
  void *last_state;
  void *_Nullable last_cells;
  void *_Nullable squashed_cells;

  /// Forward: the hidden state at the step's end. Not of a simple unit, whose gates it is.
  void *_Nullable output;

  /// Backward: the gradient of the output; of the sums; and of a GRU's `from_state`.
  const void *_Nullable output_gradient;
  void *_Nullable gradient;
  void *_Nullable from_state_gradient;
} gb_recurrent_step;

typedef void (*gb_recurrent_loop)(const gb_recurrent_step *step, ptrdiff_t rows, ptrdiff_t size);

typedef struct gb_recurrent_loops {
  gb_recurrent_loop _Nullable forward, backward;
} gb_recurrent_loops;

/// For float64 and float32.
gb_recurrent_loops gb_recurrent(gb_recurrent_unit unit, gb_dtype dtype);
gb_recurrent_loops gb_recurrent_at(gb_level level, gb_recurrent_unit unit, gb_dtype dtype);

#pragma clang assume_nonnull end
