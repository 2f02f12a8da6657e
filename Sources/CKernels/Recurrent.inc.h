// The loops of recurrent units, for one level.
#include "Vectors.inc.h"

#include "Float32Functions.inc.h"
#include "Float64Functions.inc.h"

#define F double
#define V GB_NAME(vd)
#define NAME(name) GB_NAME(name##_f64)
#define LOAD_PART GB_NAME(load_part_vd)
#define SELECT GB_NAME(select_vd)
#define SIGMOID GB_NAME(sigmoid_vd)
#define TANH GB_NAME(tanh_vd)
#include "RecurrentUnits.inc.h"
#undef F
#undef V
#undef NAME
#undef LOAD_PART
#undef SELECT
#undef SIGMOID
#undef TANH

#define F float
#define V GB_NAME(vf)
#define NAME(name) GB_NAME(name##_f32)
#define LOAD_PART GB_NAME(load_part_vf)
#define SELECT GB_NAME(select_vf)
#define SIGMOID GB_NAME(sigmoid_vf)
#define TANH GB_NAME(tanh_vf)
#include "RecurrentUnits.inc.h"
#undef F
#undef V
#undef NAME
#undef LOAD_PART
#undef SELECT
#undef SIGMOID
#undef TANH

#define GB_RECURRENT_LOOPS(name) \
  { \
    [GB_FLOAT64] = {GB_NAME(name##_forward_f64), GB_NAME(name##_backward_f64)}, \
    [GB_FLOAT32] = {GB_NAME(name##_forward_f32), GB_NAME(name##_backward_f32)}, \
  }
static const gb_recurrent_loops GB_NAME(recurrent_table)[GB_RECURRENT_UNIT_COUNT][2] = {
  [GB_LSTM] = GB_RECURRENT_LOOPS(lstm),
  [GB_GRU] = GB_RECURRENT_LOOPS(gru),
  [GB_RNN_TANH] = GB_RECURRENT_LOOPS(rnn_tanh),
  [GB_RNN_RELU] = GB_RECURRENT_LOOPS(rnn_relu),
};
#undef GB_RECURRENT_LOOPS
