#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the library keeps for each thread, and what needs C because Swift does not offer it. No logic.

typedef struct {
  bool grad_enabled;
  bool inference;
  /// What operators ask: grad mode is on and inference mode is off.
  bool records;
  bool detects_anomaly;
  bool checks_nan;
  /// The object whose hooks pack what is saved for backward, or null; the thread does not own it.
  void *saved_tensor_hooks;
  /// The backward pass that runs on this thread (0 for none), and the node of it that is being run, noted in anomaly mode alone.
  uint64_t backward_pass;
  void *backward_node;
} gb_autograd_modes;

/// Where the program called the layer that is being computed on this thread; the file is null outside of any.
typedef struct {
  const uint8_t *file;
  size_t file_length;
  size_t line;
} gb_layer_call;

extern _Thread_local gb_layer_call gb_thread_layer_call;
static inline gb_layer_call gb_current_layer_call(void) { return gb_thread_layer_call; }
static inline void gb_set_layer_call(gb_layer_call call) { gb_thread_layer_call = call; }

/// How many nodes this thread recorded.
extern _Thread_local uint64_t gb_thread_node_count;
static inline uint64_t gb_next_sequence(void) { return gb_thread_node_count++; }

extern _Thread_local gb_autograd_modes gb_thread_modes;
extern _Thread_local int32_t gb_thread_release_depth;
extern _Thread_local void *gb_thread_release_list;

static inline bool gb_records(void) { return gb_thread_modes.records; }
static inline bool gb_grad_enabled(void) { return gb_thread_modes.grad_enabled; }
static inline void gb_set_grad_enabled(bool enabled) {
  gb_thread_modes.grad_enabled = enabled;
  gb_thread_modes.records = enabled && !gb_thread_modes.inference;
}
static inline bool gb_inference(void) { return gb_thread_modes.inference; }
static inline void gb_set_inference(bool on) {
  gb_thread_modes.inference = on;
  gb_thread_modes.records = gb_thread_modes.grad_enabled && !on;
}
static inline bool gb_detects_anomaly(void) { return gb_thread_modes.detects_anomaly; }
static inline bool gb_checks_nan(void) { return gb_thread_modes.checks_nan; }
static inline void gb_set_anomaly(bool detects, bool checks_nan) {
  gb_thread_modes.detects_anomaly = detects;
  gb_thread_modes.checks_nan = checks_nan;
}
static inline void *gb_saved_tensor_hooks(void) { return gb_thread_modes.saved_tensor_hooks; }
static inline void gb_set_saved_tensor_hooks(void *hooks) { gb_thread_modes.saved_tensor_hooks = hooks; }
static inline uint64_t gb_backward_pass(void) { return gb_thread_modes.backward_pass; }
static inline void gb_set_backward_pass(uint64_t pass) { gb_thread_modes.backward_pass = pass; }
static inline void *gb_backward_node(void) { return gb_thread_modes.backward_node; }
static inline void gb_set_backward_node(void *node) { gb_thread_modes.backward_node = node; }

/// Small blocks of memory (retained Swift objects) that were given up on this thread, kept for the next ones: some of each size, and the
/// sizes are the powers of two from 32 to 2048 bytes.
enum { gb_block_sizes = 7, gb_blocks_of_a_size = 32 };
typedef struct {
  int32_t count[gb_block_sizes];
  /// Whether they are released when the thread ends.
  bool released_at_end;
  void *blocks[gb_block_sizes][gb_blocks_of_a_size];
} gb_block_list;
extern _Thread_local gb_block_list gb_thread_blocks;

/// Which of the sizes a block of so many bytes (up to 2048) has.
static inline int32_t gb_block_size(ptrdiff_t byte_count) { return 59 - __builtin_clzll((uint64_t)(byte_count - (byte_count > 0)) | 31); }
/// How many bytes a block of that size has.
static inline ptrdiff_t gb_block_capacity(ptrdiff_t byte_count) { return (ptrdiff_t)32 << gb_block_size(byte_count); }

/// A kept block that has room for so many bytes, or null; the caller owns it.
static inline void *gb_take_block(ptrdiff_t byte_count) {
  gb_block_list *list = &gb_thread_blocks;
  int32_t size = gb_block_size(byte_count);
  return list->count[size] == 0 ? NULL : list->blocks[size][--list->count[size]];
}

void gb_release_blocks_at_end(void);

/// Keeps a block that was made for so many bytes, if there is room; the list owns it then.
static inline bool gb_keep_block(ptrdiff_t byte_count, void *block) {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  // A sanitizer is to see each block's end.
  return false;
#endif
  gb_block_list *list = &gb_thread_blocks;
  int32_t size = gb_block_size(byte_count);
  if (list->count[size] == gb_blocks_of_a_size) return false;
  if (!list->released_at_end) gb_release_blocks_at_end();
  list->blocks[size][list->count[size]++] = block;
  return true;
}

/// Whether a Swift object has one owner.
bool gb_has_one_owner(const void *object);

/// How many nodes deep the release of a graph is on this thread.
static inline int32_t gb_release_depth(void) { return gb_thread_release_depth; }
static inline void gb_set_release_depth(int32_t depth) { gb_thread_release_depth = depth; }
/// The list of what waits to be released on this thread (a retained Swift object), or null.
static inline void *gb_release_list(void) { return gb_thread_release_list; }
static inline void gb_set_release_list(void *list) { gb_thread_release_list = list; }

/// Flushes the standard streams of C, writes the text to standard error and traps: a failure's last words.
_Noreturn void gb_fail(const char *text, size_t length);

/// Writes the text to standard error, after what the program printed so far.
void gb_warn(const char *text, size_t length);

/// The return addresses on this thread's stack, innermost first; gives their number.
size_t gb_capture_stack(uintptr_t *addresses, size_t limit);

/// The path of the file that an address of code was loaded from, and where in memory it begins; null for none. The text stays the
/// loader's, or lasts until the thread asks again.
const char *gb_image(uintptr_t address, uintptr_t *base);

/// A file's bytes, read only; null where it cannot be read.
const void *gb_map_file(const char *path, size_t *length);
void gb_unmap_file(const void *bytes, size_t length);

/// fork(2), which Swift does not let one call. The streams are flushed first, so that nothing is printed twice.
int gb_fork(void);
