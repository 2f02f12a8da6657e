#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the library keeps for each thread, and what needs C because Swift does not offer it. No logic.

extern _Thread_local bool gb_thread_grad_enabled;
extern _Thread_local int32_t gb_thread_release_depth;
extern _Thread_local void *gb_thread_release_list;

static inline bool gb_grad_enabled(void) { return gb_thread_grad_enabled; }
static inline void gb_set_grad_enabled(bool enabled) { gb_thread_grad_enabled = enabled; }

/// How many nodes deep the release of a graph is on this thread.
static inline int32_t gb_release_depth(void) { return gb_thread_release_depth; }
static inline void gb_set_release_depth(int32_t depth) { gb_thread_release_depth = depth; }
/// The list of what waits to be released on this thread (a retained Swift object), or null.
static inline void *gb_release_list(void) { return gb_thread_release_list; }
static inline void gb_set_release_list(void *list) { gb_thread_release_list = list; }

/// Flushes the standard streams of C, writes the text to standard error and traps: a failure's last words.
_Noreturn void gb_fail(const char *text, size_t length);

/// fork(2), which Swift does not let one call. The streams are flushed first, so that nothing is printed twice.
int gb_fork(void);
